import Operations

/// Names of requests beside the requests: each is found, and none is that of two. Where an index has them, the index sees to it.
struct NameProof {
  static let law = "charging-names"
  private let c: Connection
  private let rows: NameRows
  private let growth: RequestNames.Growth

  init(_ c: Connection, _ growth: RequestNames.Growth = RequestNames.Growth()) {
    self.c = c
    rows = NameRows(c: c)
    self.growth = growth
  }

  /// - Returns: how many names were looked at.
  func run(_ report: (Finding) -> Void) throws -> Int {
    if c.isOnServer { return 0 }
    let (runs, mark): ([NameRun], NameMark)
    do { (runs, mark) = (try rows.runs(), try rows.mark(growth.keptBits)) } catch let damaged as DamagedRow {
      report(Finding(NameProof.law, "\(damaged.table) \(damaged.row)", damaged.what))
      return 0
    }
    var late: [SeenEntry] = []
    let count = try compare(runs, mark, report, late: { late.append($0) }) { try tellDifferences(runs, mark, report) }
    try tellTwins(runs.filter { $0.state == .written }, late, count, report)
    return count
  }

  /// Compares what stands in runs with the requests, as a whole.
  ///
  /// - Parameters:
  ///   - late: called with names that lie in no run yet.
  ///   - differs: called when they are not the same.
  /// - Returns: how many requests there are.
  private func compare(
    _ runs: [NameRun], _ mark: NameMark, _ report: (Finding) -> Void, late: (SeenEntry) -> Void, _ differs: () throws -> Void
  ) throws -> Int {
    let keys = Fingerprint.Keys()
    let (through, last) = (RequestNames.through(runs), try LateCounters.last(c))
    if through > last { report(Finding(NameProof.law, "all", "have names up to request \(through), the last one is \(last)")) }
    // Each begins where the one before it ends.
    var next: Int64 = 1
    for run in runs where run.state == .written {
      if run.requests.lowerBound != next { report(Finding(NameProof.law, "run \(run.run.run)", "begins with request \(run.requests.lowerBound), not \(next)")) }
      next = run.requests.upperBound + 1
    }
    let requests = Dictionary(runs.map { ($0.run.run, $0.requests) }) { first, _ in first }
    var standing = self.standing(runs, keys)
    try standing.read(report) { run, _, request in
      if let own = requests[run.run], !own.contains(request) {
        report(Finding(NameProof.law, "request \(request)", "its name lies in run \(run.run), which is of others"))
      }
    }
    var expected = Fingerprint(keys)
    var count = 0
    try rows.forEachRequest(after: 0, mark) { entry in
      count += 1
      if entry.fact > through { return late(entry) }
      expected.begin()
      expected.mix(entry.mark)
      expected.mix(entry.fact)
      expected.add()
    }
    if !standing.fingerprint.isOf(expected) { try differs() }
    return count
  }

  private func standing(_ runs: [NameRun], _ keys: Fingerprint.Keys) -> SeenStanding {
    SeenStanding(
      c, NameProof.law, "charging_name", runs.map(\.run), unfinished: Set(runs.lazy.filter { $0.state != .written }.map(\.run.run)), keys: keys)
  }

  private func tellDifferences(_ runs: [NameRun], _ mark: NameMark, _ report: (Finding) -> Void) throws {
    let through = RequestNames.through(runs)
    let fact = try c.prepareOwn("SELECT session, number FROM charging_request WHERE id = ?")
    var known = Set<Int64>()
    var standing = self.standing(runs, Fingerprint.Keys())
    try standing.read({ _ in }) { _, stored, request in
      fact.bind(1, request)
      defer { fact.reset() }
      let isRight = try fact.step() && stored == fact.withTextBytes(0) { mark.of($0, fact.int64(1)) }
      if isRight, known.insert(request).inserted { return }
      report(Finding(NameProof.law, "request \(request)", isRight ? "its name is known twice" : "a name is known for it that it does not have"))
    }
    try rows.forEachRequest(after: 0, mark) { entry in
      if entry.fact > through || known.contains(entry.fact) { return }
      report(Finding(NameProof.law, "request \(entry.fact)", "its name is not known: if it came again, it would be charged twice"))
    }
  }

  /// Marks in their order, some of all at a time: equal ones lie beside each other.
  private func tellTwins(_ runs: [NameRun], _ late: [SeenEntry], _ count: Int, _ report: (Finding) -> Void) throws {
    // As many as memory holds; nothing but their marks is kept of them.
    var bits: UInt64 = 0
    while count >> bits > growth.atOnce * 8 { bits += 1 }
    for part in 0..<UInt64(1) << bits {
      // The marks whose leading bits are the part's number.
      let all = (part << (64 - bits))...(part << (64 - bits) | UInt64.max >> bits)
      var entries = late.filter { all.contains($0.mark) }
      for run in runs {
        try rows.forEach(in: run.run.bucket(of: all.lowerBound)..<run.run.bucket(of: all.upperBound) + 1, of: run.run) {
          if all.contains($0.mark) { entries.append($0) }
        }
      }
      entries.sort(by: SeenEntry.isBefore)
      var start = 0
      while start < entries.count {
        let end = entries[start...].firstIndex { $0.mark != entries[start].mark } ?? entries.count
        if end - start > 1 { try compareNames(of: entries[start..<end], report) }
        start = end
      }
    }
  }

  private func compareNames(of entries: ArraySlice<SeenEntry>, _ report: (Finding) -> Void) throws {
    struct Name: Hashable {
      var session: String
      var number: Int64
    }
    var known: [Name: Int64] = [:]
    let row = try c.prepare("SELECT session, number FROM charging_request WHERE id = ?")
    for entry in entries {
      row.reset()
      row.bind(1, entry.fact)
      guard try row.step() else { continue }
      let name = Name(session: row.text(0), number: row.int64(1))
      if let first = known[name], first != entry.fact {
        report(Finding(NameProof.law, "request \(entry.fact)", "is request \(name.number) of \"\(name.session)\", as request \(first) is: it was charged twice"))
      } else {
        known[name] = entry.fact
      }
    }
    row.reset()
  }

  /// Writes names anew where they differ from those of the requests.
  func rebuild() throws -> Rebuild.Outcome {
    let name = "names of what was charged"
    if c.isOnServer { return Rebuild.Outcome(name, 0) }
    var differences = 0
    var count = 0
    do {
      count = try compare(rows.runs(), rows.mark(growth.keptBits), { _ in differences += 1 }, late: { _ in }) { differences += 1 }
      if differences == 0 { return Rebuild.Outcome(name, 0) }
    } catch is DamagedRow {}
    try c.prepare("INSERT INTO charging_name_key(place, key) VALUES (1, random()) ON CONFLICT DO NOTHING").run()
    try NameBuild(c).again()
    return Rebuild.Outcome(name, max(1, count))
  }
}
