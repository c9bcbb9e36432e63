import Operations
import Usage

/// Writes what imports and bills read of usage anew, round by round, as the rounds themselves did.
struct UsageRebuild {
  /// Identities sorted at a time: what memory holds, as in an import.
  private static let identitiesAtOnce = 500_000

  private let c: Connection
  private let subjects: SubjectIndex

  init(_ c: Connection, _ subjects: SubjectIndex) {
    self.c = c
    self.subjects = subjects
  }

  func run() throws -> [Rebuild.Outcome] {
    let keys = Fingerprint.Keys()
    let expected = try UsageExpectation(c, subjects: subjects, keys: keys)
    let events = try c.scan("SELECT \(UsageExpectation.columns) FROM usage_event ORDER BY event")
    while try events.step() { try expected.add(events) }
    try expected.finish()
    return [try assigned(expected, keys), try seen(expected, keys)]
  }

  private func assigned(_ expected: UsageExpectation, _ keys: Fingerprint.Keys) throws -> Rebuild.Outcome {
    let name = "usage by account"
    var differences = 0
    var standing = try AssignedStanding(c, keys: keys)
    try standing.read { _ in differences += 1 }
    if differences == 0, standing.fingerprint.isOf(expected.assigned), try heldEvents() == expected.held { return .init(name, 0) }
    let untold = try c.prepare("SELECT COUNT(*) FROM usage_event WHERE event < ?")
    untold.bind(1, try UsageRounds.firstTold(c))
    defer { untold.reset() }
    _ = try untold.step()
    if untold.int(0) > 0 {
      return .init(name, 0, left: "\(untold.int(0)) events were assigned before it was written down by which subscription facts")
    }
    try c.execute("DELETE FROM usage_assigned; DELETE FROM usage_assigned_run; DELETE FROM usage_held")
    var rounds = try UsageRounds(c)
    while let round = rounds.round {
      try file(round)
      try rounds.advance()
    }
    return .init(name, expected.assigned.count + expected.held.count)
  }

  private func file(_ round: UsageRounds.Round) throws {
    let facts = round.factsThrough ?? 0
    let rows = AssignedRows(c)
    guard round.isOfBatch else {
      _ = try rows.appendHeld(subjects, round: round.round, asKnownAt: facts)
      return
    }
    let events = try c.scan(AssignedRows.eventQuery("usage_event e WHERE e.event >= ? AND e.event < ?", by: "e.event"))
    events.bind(1, round.events.lowerBound)
    events.bind(2, round.events.upperBound)
    let unclaimed = try rows.file(events, subjects, asKnownAt: facts, round: round.round).unclaimed
    let hold = try c.prepare("INSERT INTO usage_held(event) VALUES (?)")
    for event in unclaimed {
      hold.bind(1, event)
      try hold.run()
    }
  }

  private func heldEvents() throws -> [Int64] {
    let rows = try c.prepare("SELECT event FROM usage_held ORDER BY event")
    defer { rows.reset() }
    var found: [Int64] = []
    while try rows.step() { found.append(rows.int64(0)) }
    return found
  }

  private func seen(_ expected: UsageExpectation, _ keys: Fingerprint.Keys) throws -> Rebuild.Outcome {
    let name = "known identities of events"
    var differences = 0
    var standing = try SeenStanding(c, keys: keys)
    try standing.read { _ in differences += 1 }
    if differences == 0, standing.fingerprint.isOf(expected.seen) { return .init(name, 0) }
    try c.execute("DELETE FROM usage_seen; DELETE FROM usage_seen_run")
    let mark = IdentityMark()
    let events = try c.scan("SELECT event, source, id FROM usage_event ORDER BY event")
    var entries: [(mark: UInt64, event: Int64)] = []
    func add() throws {
      entries.sort { ($0.mark, $0.event) < ($1.mark, $1.event) }
      try SeenIdentities(connection: c).add(entries)
      entries.removeAll(keepingCapacity: true)
    }
    while try events.step() {
      entries.append((events.withTextBytes(1) { source in events.withTextBytes(2) { mark.of(source: source, id: $0) } }, events.int64(0)))
      if entries.count == UsageRebuild.identitiesAtOnce { try add() }
    }
    try add()
    return .init(name, expected.seen.count)
  }
}
