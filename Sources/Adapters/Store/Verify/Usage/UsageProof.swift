import Operations
import Usage

/// Proves usage: every event by its link, and what imports and bills read by what events and subscription facts give.
///
/// One pass over the events and one over each projection; both sides are added up and compared. Only when they differ
/// is every event looked up, to name those that do.
struct UsageProof {
  private let c: Connection
  private let subjects: SubjectIndex
  private let report: (Finding) -> Void

  init(_ c: Connection, subjects: SubjectIndex, _ report: @escaping (Finding) -> Void) {
    self.c = c
    self.subjects = subjects
    self.report = report
  }

  /// - Returns: how many events were proved.
  func run(_ maker: LinkMaker, _ looked: @escaping (Int) -> Void) throws -> Int {
    let keys = Fingerprint.Keys()
    let expected = try UsageExpectation(c, subjects: subjects, keys: keys)
    var chain = try ChainCheck(FactStream.usageEvents, c, maker, each: { row, _, _ in try expected.add(row) }, looked, report)
    let count = try chain.run()
    try expected.finish()

    var assigned = try AssignedStanding(c, keys: keys)
    try assigned.read(report)
    if !assigned.fingerprint.isOf(expected.assigned) { try UsageNaming(c, subjects, report).nameAssigned() }

    var seen = try SeenStanding(c, keys: keys)
    try seen.read(report)
    if !seen.fingerprint.isOf(expected.seen) { try UsageNaming(c, subjects, report).nameSeen() }

    try compareHeld(expected.held)
    return count
  }

  private func compareHeld(_ held: [Int64]) throws {
    let rows = try c.scan("SELECT event FROM usage_held ORDER BY event")
    var next = held.startIndex
    while try rows.step() {
      let event = rows.int64(0)
      while next < held.endIndex, held[next] < event {
        find(held[next], "row missing: nobody has claimed the event, but it does not wait")
        next += 1
      }
      if next < held.endIndex, held[next] == event { next += 1 } else { find(event, "row inserted: the event does not wait for anybody") }
    }
    for event in held[next...] { find(event, "row missing: nobody has claimed the event, but it does not wait") }
  }

  private func find(_ event: Int64, _ message: String) { report(Finding("usage-held", "usage_held \(event)", message)) }
}
