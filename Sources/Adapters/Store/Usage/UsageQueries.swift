public import Operations
public import Primitives
public import Usage

extension UsageDatabase {
  private static let batchColumns =
    """
    SELECT id, file, fingerprint, format, mapping, header, corrects, started_at, finished_at, next_offset, next_line,
      read_count, accepted_count, duplicate_count, rejected_count, changed_count, held_count, is_correcting FROM usage_batch
    """

  public func batches(fingerprint: String) throws -> [UsageBatch] {
    let rows = try connection.prepare(UsageDatabase.batchColumns + " WHERE fingerprint = ? ORDER BY id")
    rows.bind(1, fingerprint)
    return try batches(rows)
  }

  public func batch(_ id: Int64) throws -> UsageBatch? {
    let rows = try connection.prepare(UsageDatabase.batchColumns + " WHERE id = ?")
    rows.bind(1, id)
    return try batches(rows).first
  }

  public func batches(limit: Int) throws -> [UsageBatch] {
    let rows = try connection.prepare(UsageDatabase.batchColumns + " ORDER BY id DESC LIMIT ?")
    rows.bind(1, limit)
    return try batches(rows)
  }

  private func batches(_ rows: Statement) throws -> [UsageBatch] {
    defer { rows.reset() }
    var found: [UsageBatch] = []
    while try rows.step() {
      guard let format = UsageBatch.Format(rawValue: rows.text(3)) else {
        throw DamagedRow(table: "usage_batch", row: rows.int64(0), what: "format \(rows.text(3)) unknown")
      }
      found.append(
        UsageBatch(
          id: rows.int64(0), file: rows.text(1), fingerprint: rows.text(2), format: format, mapping: rows.text(4),
          header: rows.bytes(5), corrects: rows.optionalInt64(6), isCorrecting: rows.int(17) != 0, startedAt: rows.instant(7),
          finishedAt: rows.isNull(8) ? nil : rows.instant(8), nextOffset: rows.int64(9), nextLine: rows.int64(10),
          counts: UsageCounts(
            read: rows.int(11), accepted: rows.int(12), duplicate: rows.int(13), rejected: rows.int(14),
            changed: rows.int(15), held: rows.int(16))))
    }
    return found
  }

  public func rejects(batch: Int64?, states: [StoredReject.State], limit: Int) throws -> [StoredReject] {
    let wanted = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let rows = try connection.prepare(
      """
      SELECT r.id, r.batch_id, b.file, r.line, r.code, r.path, r.message, r.remedy, r.raw, r.state, r.corrected_batch,
        r.corrected_line
      FROM usage_rejected r JOIN usage_batch b ON b.id = r.batch_id
      WHERE r.state IN (\(wanted))\(batch == nil ? "" : " AND r.batch_id = ?2") ORDER BY r.batch_id, r.line, r.id LIMIT ?1
      """)
    defer { rows.reset() }
    rows.bind(1, limit)
    if let batch { rows.bind(2, batch) }
    var found: [StoredReject] = []
    while try rows.step() {
      let problem = Problem(
        ProblemCode(rows.text(4)), at: .init(file: rows.text(2), line: rows.int(3)), path: rows.text(5), rows.text(6),
        remedy: rows.text(7))
      found.append(
        StoredReject(
          id: rows.int64(0), batch: rows.int64(1), file: rows.text(2),
          record: RejectedRecord(line: rows.int64(3), problem: problem, raw: rows.bytes(8)),
          state: StoredReject.State(rawValue: rows.text(9)) ?? .open,
          correctedBy: rows.isNull(10) ? nil : (rows.int64(10), rows.int64(11))))
    }
    return found
  }

  public func dismiss(reject: Int64) throws -> Bool {
    try connection.transaction {
      let row = try connection.prepare("UPDATE usage_rejected SET state = 'dismissed' WHERE id = ? AND state = 'open'")
      row.bind(1, reject)
      try row.run()
      guard try connection.changes() == 1 else { return false }
      try RejectRows.close(reject, .dismissed, connection)
      return true
    }
  }

  public func changedRepeats(batch: Int64?, limit: Int) throws -> [ChangedRepeat] {
    let rows = try connection.prepare(
      """
      SELECT batch_id, line, event, difference FROM usage_changed_repeat
      \(batch == nil ? "" : "WHERE batch_id = ?2") ORDER BY batch_id, line LIMIT ?1
      """)
    defer { rows.reset() }
    rows.bind(1, limit)
    if let batch { rows.bind(2, batch) }
    var found: [ChangedRepeat] = []
    while try rows.step() {
      found.append(ChangedRepeat(batch: rows.int64(0), line: rows.int64(1), event: rows.int64(2), difference: rows.text(3)))
    }
    return found
  }

  public func subjects(zone: (String) throws -> Zone) throws -> SubjectIndex {
    try connection.snapshot { try SubjectRows(connection).index(zone: zone) }
  }
}
