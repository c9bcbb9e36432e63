/// Writes runs of names at once, from the requests: where there are many more of them than become runs beside what is charged.
struct NameBuild {
  /// Names sorted at a time: what memory holds.
  private static let most = 500_000

  private let c: Connection
  private let rows: NameRows
  private let growth: RequestNames.Growth

  init(_ c: Connection, _ growth: RequestNames.Growth = RequestNames.Growth()) {
    self.c = c
    rows = NameRows(c: c)
    self.growth = growth
  }

  /// Called when a database is opened: an earlier version has left names in an index.
  func catchUp() throws {
    if c.isOnServer { return }
    let behind = growth.stretch * 32
    func isFarBehind() throws -> Bool {
      let runs = try rows.runs()
      return try !runs.contains { $0.state == .writing } && LateCounters.last(c) - RequestNames.through(runs) > behind
    }
    if try !isFarBehind() { return }
    // Another process may have been quicker.
    try c.transaction { if try isFarBehind() { try write() } }
  }

  /// Writes everything anew.
  func again() throws {
    for table in ["charging_name", "charging_name_run"] { try c.prepare("DELETE FROM \(table)").run() }
    try write()
  }

  /// Makes runs of what lies in none; fewer than become a run beside what is charged are left.
  private func write() throws {
    let runs = try rows.runs()
    var (next, first) = ((runs.map(\.run.run).max() ?? 0) + 1, RequestNames.through(runs) + 1)
    var entries: [SeenEntry] = []
    func write() throws {
      guard let last = entries.last?.fact else { return }
      var run = NameRun(next, of: first...last, entryCount: entries.count, .written)
      run.next = run.bucketCount
      entries.sort(by: SeenEntry.isBefore)
      try rows.save(run)
      var start = 0
      for bucket in 0..<run.bucketCount {
        var end = start
        while end < entries.count, run.run.bucket(of: entries[end].mark) == bucket { end += 1 }
        try rows.write(entries[start..<end], bucket, of: run.run)
        start = end
      }
      (next, first) = (next + 1, last + 1)
      entries.removeAll(keepingCapacity: true)
    }
    try rows.forEachRequest(after: first - 1, growth.mark) { entry in
      entries.append(entry)
      if entries.count == NameBuild.most { try write() }
    }
    if entries.count >= Int(growth.stretch) { try write() }
  }
}
