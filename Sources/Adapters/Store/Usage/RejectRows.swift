import Operations
import Primitives
import Usage

/// Records kept for a person: the rejected ones, and repeats that said something else.
struct RejectRows {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  func append(_ records: UsageRecords, _ decision: RepeatDecision, batch: Int64) throws {
    for record in records.rejected {
      if record.corrects == 0 { try insert(record, batch) } else { try update(record) }
    }
    for index in records.rows.indices where records.rows[index].corrects != 0 {
      try markCorrected(records.rows[index].corrects, by: batch, line: records.rows[index].line)
    }
    for change in decision.changed {
      let row = try connection.prepare(
        "INSERT INTO usage_changed_repeat(batch_id, line, event, difference) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
      row.bind(1, batch)
      row.bind(2, records.rows[change.index].line)
      row.bind(3, decision.event(change.first))
      row.bind(4, change.difference)
      try row.run()
    }
  }

  private func insert(_ record: RejectedRecord, _ batch: Int64) throws {
    let row = try connection.prepare(
      "INSERT INTO usage_rejected(batch_id, line, code, path, message, remedy, raw) VALUES (?, ?, ?, ?, ?, ?, ?)")
    row.bind(1, batch)
    row.bind(2, record.line)
    row.bind(3, record.problem.code.rawValue)
    row.bind(4, record.problem.path)
    row.bind(5, record.problem.message)
    row.bind(6, record.problem.remedy)
    row.bind(7, blob: record.raw)
    try row.run()
    try decide(connection.lastInsertedRow, record.problem)
  }

  /// Writes down why a record is open.
  private func decide(_ reject: Int64, _ problem: Problem) throws {
    let row = try connection.prepare(
      "INSERT INTO usage_reject_decision(reject_id, state, code, path, message, remedy) VALUES (?, 'open', ?, ?, ?, ?)")
    row.bind(1, reject)
    row.bind(2, problem.code.rawValue)
    row.bind(3, problem.path)
    row.bind(4, problem.message)
    row.bind(5, problem.remedy)
    try row.run()
  }

  /// Writes down that an open record is open no more.
  static func close(_ reject: Int64, _ state: StoredReject.State, by batch: Int64? = nil, line: Int64? = nil, _ connection: Connection) throws {
    let row = try connection.prepare(
      """
      INSERT INTO usage_reject_decision(reject_id, state, code, path, message, remedy, corrected_batch, corrected_line)
      SELECT id, ?2, code, path, message, remedy, ?3, ?4 FROM usage_rejected WHERE id = ?1
      """)
    row.bind(1, reject)
    row.bind(2, state.rawValue)
    row.bind(3, batch)
    row.bind(4, line)
    try row.run()
  }

  /// A correction that is itself rejected leaves the record open, with the reason of today.
  private func update(_ record: RejectedRecord) throws {
    let row = try connection.prepare(
      "UPDATE usage_rejected SET code = ?, path = ?, message = ?, remedy = ? WHERE id = ? AND state = 'open'")
    row.bind(1, record.problem.code.rawValue)
    row.bind(2, record.problem.path)
    row.bind(3, record.problem.message)
    row.bind(4, record.problem.remedy)
    row.bind(5, record.corrects)
    try row.run()
    if try connection.changes() > 0 { try decide(record.corrects, record.problem) }
  }

  private func markCorrected(_ reject: Int64, by batch: Int64, line: Int64) throws {
    let row = try connection.prepare(
      """
      UPDATE usage_rejected SET state = 'corrected', corrected_batch = ?, corrected_line = ?
      WHERE id = ? AND state = 'open'
      """)
    row.bind(1, batch)
    row.bind(2, line)
    row.bind(3, reject)
    try row.run()
    if try connection.changes() > 0 { try RejectRows.close(reject, .corrected, by: batch, line: line, connection) }
  }
}
