import Operations
import Primitives
import Usage

/// Names the events by which a projection of usage differs from the facts: one look-up each, a bit of memory each.
struct UsageNaming {
  private let c: Connection
  private let subjects: SubjectIndex
  private let report: (Finding) -> Void

  init(_ c: Connection, _ subjects: SubjectIndex, _ report: @escaping (Finding) -> Void) {
    self.c = c
    self.subjects = subjects
    self.report = report
  }

  func nameAssigned() throws {
    // Whom each event is to be assigned to is worked out in order, so it is kept for this one comparison.
    var decided: [Int64: UsageExpectation.Assignment] = [:]
    let keys = Fingerprint.Keys()
    let expected = try UsageExpectation(c, subjects: subjects, keys: keys) { event, assignment in decided[event] = assignment }
    let events = try c.scan("SELECT \(UsageExpectation.columns) FROM usage_event ORDER BY event")
    while try events.step() { try expected.add(events) }
    try expected.finish()
    let fact = try c.prepareOwn(
      "SELECT type, at, quantity_digits, quantity_scale, attributes FROM usage_event WHERE event = ?")
    var standing = try AssignedStanding(c, keys: keys)
    try standing.read({ _ in }) { event, type, assignment in
      guard let wanted = decided.removeValue(forKey: event.event) else {
        return find(event.event, "is to be billed to account \(assignment.account), but no such event was accepted, or it is there twice, or waits")
      }
      if wanted != assignment {
        find(
          event.event, "is filed under account \(assignment.account), subscription \(assignment.subscription), round \(assignment.round); "
            + "the facts say account \(wanted.account), subscription \(wanted.subscription), round \(wanted.round)")
      }
      fact.bind(1, event.event)
      defer { fact.reset() }
      if try fact.step(), let difference = difference(fact, event, type) { find(event.event, "\(difference) (account \(assignment.account))") }
    }
    for event in decided.keys.sorted() { find(event, "was accepted for account \(decided[event]?.account ?? 0), but no bill will read it") }
  }

  private func difference(_ fact: Statement, _ event: PackedUsageReader.Event, _ type: UnsafeRawBufferPointer) -> String? {
    if fact.int64(1) != event.at { return "happened at \(fact.instant(1)), is billed at \(Instant(microseconds: event.at))" }
    let accepted = Exact(unscaled: fact.int64(2), scale: fact.int(3))
    let billed = Exact(unscaled: event.digits, scale: event.scale)
    if accepted != billed { return "was accepted with a quantity of \(accepted), is billed with \(billed)" }
    if !fact.withTextBytes(0, { $0.elementsEqual(type) }) { return "is billed under another type" }
    if !fact.withTextBytes(4, { $0.elementsEqual(event.attributes) }) { return "is billed with other attributes" }
    return nil
  }

  func nameSeen() throws {
    let mark = IdentityMark()
    let fact = try c.prepareOwn("SELECT source, id FROM usage_event WHERE event = ?")
    var known = Set<Int64>()
    var standing = try SeenStanding(c, keys: Fingerprint.Keys())
    try standing.read({ _ in }) { _, stored, event in
      fact.bind(1, event)
      defer { fact.reset() }
      let isRight = try fact.step() && stored == fact.withTextBytes(0) { source in fact.withTextBytes(1) { mark.of(source: source, id: $0) } }
      if isRight, known.insert(event).inserted { return }
      report(Finding(SeenStanding.law, "usage_event \(event)", isRight ? "its identity is known twice" : "an identity is known for it that it does not have"))
    }
    let events = try c.scan("SELECT event FROM usage_event ORDER BY event")
    while try events.step() {
      if known.contains(events.int64(0)) { continue }
      report(Finding(SeenStanding.law, "usage_event \(events.int64(0))", "its identity is not known: if it came again, it would count twice"))
    }
  }

  private func find(_ event: Int64, _ message: String) { report(Finding(AssignedStanding.law, "usage_event \(event)", message)) }
}
