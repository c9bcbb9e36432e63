/// Writes runs of names at once, from the requests: where there are many more of them than become runs beside what is charged.
struct NameBuild {
  private let c: Connection
  private let rows: NameRows
  private let growth: RequestNames.Growth

  init(_ c: Connection, _ growth: RequestNames.Growth = RequestNames.Growth()) {
    self.c = c
    rows = NameRows(c: c)
    self.growth = growth
  }

  /// Called when a database is opened: an earlier version has left names in an index.
  ///
  /// Each run has a transaction of its own, so that others who open it go on with the next.
  func catchUp() throws {
    if c.isOnServer { return }
    while try isFarBehind() {
      // Where numbers are missing there are fewer requests than it seems.
      let goesOn = try c.transaction { try !isFarBehind() || writeOne() }
      if !goesOn { return }
    }
  }

  private func isFarBehind() throws -> Bool {
    // What is damaged is written anew by `rebuild`, which has to open it.
    guard let runs = try? rows.runs(), !runs.contains(where: { $0.state == .writing }) else { return false }
    let (last, through) = (try LateCounters.last(c), RequestNames.through(runs))
    return last > through && last - through > growth.stretch * 4
  }

  /// Writes everything anew.
  func again() throws {
    for table in ["charging_name", "charging_name_run"] { try c.prepare("DELETE FROM \(table)").run() }
    while try writeOne() {}
  }

  /// Makes a run of what lies in none, of as much as memory holds; not of less than becomes a run beside what is charged.
  ///
  /// - Returns: whether there was enough.
  private func writeOne() throws -> Bool {
    let first = RequestNames.through(try rows.runs()) + 1
    var entries: [SeenEntry] = []
    try rows.forEachRequest(after: first - 1, limit: growth.atOnce, rows.mark(growth.keptBits)) { entries.append($0) }
    guard entries.count >= Int(growth.stretch), let last = entries.last?.fact else { return false }
    var run = NameRun(try rows.nextNumber(), of: first...last, entryCount: entries.count, .written)
    run.next = run.bucketCount
    entries.sort(by: SeenEntry.isBefore)
    try rows.save(run)
    try rows.write(entries, 0..<run.bucketCount, of: run.run)
    return true
  }
}
