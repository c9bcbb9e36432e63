import Operations

/// Names of requests beside the requests: each is found, and none is that of two. Where an index has them, the index sees to it.
struct NameProof {
  static let law = "charging-names"
  /// Names compared with each other at a time: what memory holds.
  private static let most = 4_000_000

  private let c: Connection
  private let rows: NameRows
  private let mark: NameMark

  init(_ c: Connection, _ mark: NameMark = NameMark()) {
    self.c = c
    rows = NameRows(c: c)
    self.mark = mark
  }

  /// - Returns: how many names were looked at.
  func run(_ report: (Finding) -> Void) throws -> Int {
    if c.isOnServer { return 0 }
    let runs = try rows.runs()
    var late: [SeenEntry] = []
    let count = try compare(runs, report, late: { late.append($0) }) { try tellDifferences(runs, report) }
    try tellTwins(runs.filter { $0.state == .written }, late, count, report)
    return count
  }

  /// Compares what stands in runs with the requests, as a whole.
  ///
  /// - Parameters:
  ///   - late: called with names that lie in no run yet.
  ///   - differs: called when they are not the same.
  /// - Returns: how many requests there are.
  private func compare(_ runs: [NameRun], _ report: (Finding) -> Void, late: (SeenEntry) -> Void, _ differs: () throws -> Void) throws -> Int {
    let keys = Fingerprint.Keys()
    var standing = self.standing(runs, keys)
    try standing.read(report)
    var expected = Fingerprint(keys)
    let (through, last) = (RequestNames.through(runs), try LateCounters.last(c))
    if through > last { report(Finding(NameProof.law, "all", "have names up to request \(through), the last one is \(last)")) }
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

  private func tellDifferences(_ runs: [NameRun], _ report: (Finding) -> Void) throws {
    let through = RequestNames.through(runs)
    let fact = try c.prepareOwn("SELECT session, number FROM charging_request WHERE id = ?")
    var known = Set<Int64>()
    var standing = self.standing(runs, Fingerprint.Keys())
    try standing.read({ _ in }) { stored, request in
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
    var parts: UInt64 = 1
    while count / Int(parts) > NameProof.most { parts *= 2 }
    let width = parts == 1 ? UInt64.max : UInt64.max / parts + 1
    for part in 0..<parts {
      let marks = part &* width...(part &* width &+ (width &- 1))
      let all = parts == 1 ? 0...UInt64.max : marks
      var entries = late.filter { all.contains($0.mark) }
      for run in runs {
        try rows.forEach(in: run.run.bucket(of: all.lowerBound)..<run.run.bucket(of: all.upperBound) + 1, of: run.run) {
          if all.contains($0.mark) { entries.append($0) }
        }
      }
      entries.sort(by: SeenEntry.isBefore)
      for (place, one) in entries.enumerated() {
        for next in entries[(place + 1)...].prefix(while: { $0.mark == one.mark }) where next.fact != one.fact { try compare(one, next, report) }
      }
    }
  }

  private func compare(_ one: SeenEntry, _ next: SeenEntry, _ report: (Finding) -> Void) throws {
    let same = try c.prepare(
      """
      SELECT a.session, a.number FROM charging_request a JOIN charging_request b ON b.session = a.session AND b.number = a.number
      WHERE a.id = ? AND b.id = ?
      """)
    same.bind(1, one.fact)
    same.bind(2, next.fact)
    defer { same.reset() }
    if try same.step() {
      report(Finding(NameProof.law, "request \(next.fact)", "is request \(same.int64(1)) of \"\(same.text(0))\", as request \(one.fact) is: it was charged twice"))
    }
  }

  /// Writes names anew where they differ from those of the requests.
  func rebuild() throws -> Rebuild.Outcome {
    let name = "names of what was charged"
    if c.isOnServer { return Rebuild.Outcome(name, 0) }
    var differences = 0
    let count = try compare(rows.runs(), { _ in differences += 1 }, late: { _ in }) { differences += 1 }
    if differences == 0 { return Rebuild.Outcome(name, 0) }
    try NameBuild(c).again()
    return Rebuild.Outcome(name, max(1, count))
  }
}
