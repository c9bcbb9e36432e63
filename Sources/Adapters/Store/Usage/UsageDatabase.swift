public import Operations
public import Primitives
public import Usage

/// Usage in the database: its facts, and the projections that importing and billing read.
public struct UsageDatabase: UsageStore {
  let connection: Connection
  let mark: IdentityMark
  /// Tells most ids that were never seen without looking; `nil` where rounds are large.
  let filter: SeenFilter?

  init(_ connection: Connection, mark: IdentityMark = IdentityMark(), filter: SeenFilter? = nil) {
    self.connection = connection
    self.mark = mark
    self.filter = filter
  }

  public func begin(_ batch: UsageBatch) throws -> UsageBatch {
    try connection.transaction {
      let row = try connection.prepare(
        """
        INSERT INTO usage_batch(file, fingerprint, format, mapping, header, corrects, started_at, next_offset, next_line,
          first_offset, first_line, is_correcting) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?8, ?9, ?10)
        """)
      row.bind(1, batch.file)
      row.bind(2, batch.fingerprint)
      row.bind(3, batch.format.rawValue)
      row.bind(4, batch.mapping)
      row.bind(5, blob: batch.header)
      row.bind(6, batch.corrects)
      row.bind(7, batch.startedAt)
      row.bind(8, batch.nextOffset)
      row.bind(9, batch.nextLine)
      row.bind(10, batch.isCorrecting ? 1 : 0)
      try row.run()
      var stored = batch
      stored.id = connection.lastInsertedRow
      return stored
    }
  }

  public func finish(batch: Int64, at instant: Instant) throws {
    try connection.transaction {
      let row = try connection.prepare("UPDATE usage_batch SET finished_at = ? WHERE id = ?")
      row.bind(1, instant)
      row.bind(2, batch)
      try row.run()
      let end = try connection.prepare("INSERT INTO usage_batch_end(batch_id, finished_at) VALUES (?, ?)")
      end.bind(1, batch)
      end.bind(2, instant)
      try end.run()
    }
  }

  public func accept(
    _ records: UsageRecords, subjects: SubjectIndex, into batch: Int64, nextOffset: Int64, nextLine: Int64
  ) throws -> UsageCounts {
    try acceptance(records, subjects: subjects, into: batch, nextOffset: nextOffset, nextLine: nextLine).counts
  }

  /// Like `accept`, and tells which records were known.
  public func acceptance(
    _ records: UsageRecords, subjects: SubjectIndex, into batch: Int64, nextOffset: Int64, nextLine: Int64
  ) throws -> UsageAcceptance {
    let acceptance = try connection.transaction {
      let seen = SeenIdentities(connection: connection, filter: filter)
      try filter?.takeIn(seen)
      var decision = try RepeatDecision(connection, mark, seen).decide(records)
      let round = try next("SELECT COALESCE(MAX(round), 0) + 1 FROM usage_round")
      let first = try next("SELECT COALESCE(MAX(event), 0) + 1 FROM usage_event")
      let accepted = try EventRows(connection).append(records, &decision, firstEvent: first)
      try seen.add(decision.acceptedEntries)
      let assigned = try AssignedRows(connection).append(records, decision.events, subjects, round: round)
      try UsageCorrectionRows(connection, mark).append(records, decision.events, round: round)
      try RejectRows(connection).append(records, decision, batch: batch)
      var counts = UsageCounts()
      counts.accepted = accepted
      counts.duplicate = decision.repeats
      counts.changed = decision.changed.count
      counts.rejected = records.rejected.count
      counts.held = accepted - assigned
      counts.read = records.readCount
      try note(
        Round(
          round: round, batch: batch, firstEvent: first, assigned: assigned, counts: counts, nextOffset: nextOffset,
          nextLine: nextLine, factsThrough: subjects.factsThrough))
      try add(counts, to: batch, nextOffset: nextOffset, nextLine: nextLine)
      return UsageAcceptance(counts: counts, repeats: decision.told(of: records))
    }
    filter?.committed()
    return acceptance
  }

  public func corrections(of records: UsageRecords, subjects: SubjectIndex) throws -> [Int64: CorrectionFinding] {
    try UsageCorrectionRows(connection, mark).find(records, subjects)
  }

  public func assignHeld(_ subjects: SubjectIndex) throws -> (assigned: Int, held: Int) {
    try connection.transaction {
      let round = try next("SELECT COALESCE(MAX(round), 0) + 1 FROM usage_round")
      let first = try next("SELECT COALESCE(MAX(event), 0) + 1 FROM usage_event")
      let total = try AssignedRows(connection).appendHeld(subjects, round: round)
      if total > 0 { try note(Round(round: round, firstEvent: first, assigned: total, factsThrough: subjects.factsThrough)) }
      return (total, Int(try next("SELECT COUNT(*) FROM usage_held")))
    }
  }

  /// One commit of an import, as it is written down.
  private struct Round {
    var round: Int64
    /// `nil` for a round that only assigned events held before.
    var batch: Int64?
    var firstEvent: Int64
    var assigned: Int
    var counts = UsageCounts()
    var nextOffset: Int64 = 0
    var nextLine: Int64 = 1
    var factsThrough: Int64?
  }

  private func note(_ round: Round) throws {
    let row = try connection.prepare(
      """
      INSERT INTO usage_round(round, batch_id, first_event, event_count, assigned_count, duplicate_count, changed_count,
        rejected_count, next_offset, next_line, facts_through) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, round.round)
    row.bind(2, round.batch)
    row.bind(3, round.firstEvent)
    row.bind(4, round.counts.accepted)
    row.bind(5, round.assigned)
    row.bind(6, round.counts.duplicate)
    row.bind(7, round.counts.changed)
    row.bind(8, round.counts.rejected)
    row.bind(9, round.nextOffset)
    row.bind(10, round.nextLine)
    row.bind(11, round.factsThrough)
    try row.run()
  }

  private func add(_ counts: UsageCounts, to batch: Int64, nextOffset: Int64, nextLine: Int64) throws {
    let row = try connection.prepare(
      """
      UPDATE usage_batch SET read_count = read_count + ?, accepted_count = accepted_count + ?,
        duplicate_count = duplicate_count + ?, rejected_count = rejected_count + ?, changed_count = changed_count + ?,
        held_count = held_count + ?, next_offset = ?, next_line = ? WHERE id = ?
      """)
    for (index, value) in [counts.read, counts.accepted, counts.duplicate, counts.rejected, counts.changed, counts.held].enumerated() {
      row.bind(Int32(index + 1), value)
    }
    row.bind(7, nextOffset)
    row.bind(8, nextLine)
    row.bind(9, batch)
    try row.run()
  }

  func next(_ sql: String) throws -> Int64 {
    let row = try connection.prepare(sql)
    defer { row.reset() }
    _ = try row.step()
    return row.int64(0)
  }
}

extension Database {
  public var usage: UsageDatabase { UsageDatabase(connection) }
}
