import Operations
import Primitives
import Usage

/// Events that correct others: found by source and id when they come, and read by bills.
struct UsageCorrectionRows {
  private let connection: Connection
  private let mark: IdentityMark

  init(_ connection: Connection, _ mark: IdentityMark) {
    self.connection = connection
    self.mark = mark
  }

  /// What each record corrects, by its line.
  func find(_ records: UsageRecords, _ subjects: SubjectIndex) throws -> [Int64: CorrectionFinding] {
    var found: [Int64: CorrectionFinding] = [:]
    var wanted: [(line: Int64, source: String, id: String, isVoid: Bool, own: String)] = []
    for row in records.rows {
      let attributes = FlatAttributes.read(UnsafeRawBufferPointer(records.attributes(row)))
      guard let id = attributes["corrects"], !id.isEmpty else {
        found[row.line] = .namesNone
        continue
      }
      let source = attributes["correctsSource"] ?? String(decoding: records.source(row), as: UTF8.self)
      wanted.append((row.line, source, id, attributes["void"] == "true", String(decoding: records.id(row), as: UTF8.self)))
    }
    var marked = wanted.indices.map { SeenIdentities.Marked(mark: of(wanted[$0].source, wanted[$0].id), index: Int32($0)) }
    marked = MarkSort.sorted(marked)
    for index in wanted.indices { found[wanted[index].line] = .unknown(source: wanted[index].source, id: wanted[index].id) }
    for candidate in try SeenIdentities(connection: connection).candidates(for: marked) {
      let want = wanted[Int(candidate.index)]
      if let finding = try finding(candidate.event, want.source, want.id, isVoid: want.isVoid, own: want.own, subjects) {
        found[want.line] = finding
      }
    }
    return found
  }

  private func of(_ source: String, _ id: String) -> UInt64 {
    var (source, id) = (source, id)
    return source.withUTF8 { s in id.withUTF8 { mark.of(source: s, id: $0) } }
  }

  private func finding(
    _ event: Int64, _ source: String, _ id: String, isVoid: Bool, own: String, _ subjects: SubjectIndex
  ) throws -> CorrectionFinding? {
    let row = try connection.prepare(
      """
      SELECT e.source, e.id, e.subject, e.at, COALESCE((SELECT MAX(r.round) FROM usage_round r WHERE r.first_event <= e.event AND r.event_count > 0), 0), (
        SELECT n.id FROM usage_correction k JOIN usage_event n ON n.event = k.event WHERE k.corrects = e.event)
      FROM usage_event e WHERE e.event = ?
      """)
    row.bind(1, event)
    defer { row.reset() }
    guard try row.step(), row.text(0) == source, row.text(1) == id else { return nil }
    // The same correction again is a repeat, which the import finds by itself.
    if let by = row.optionalText(5), by != own { return .correctedBefore(source: source, id: id, by: by) }
    var account: BillingAccountID?
    if case .entry(let entry) = row.withTextBytes(2, { subjects.find($0, at: row.int64(3)) }) { account = subjects.owner(of: entry).account }
    return .corrects(UsageCorrection(event: event, isVoid: isVoid, at: row.instant(3), round: row.int64(4), account: account))
  }

  /// Writes down what the accepted records correct.
  ///
  /// - Parameter events: by position in the batch: the event's number, 0 for a repeat.
  func append(_ records: UsageRecords, _ events: [Int64], round: Int64) throws {
    guard !records.corrections.isEmpty else { return }
    let insert = try connection.prepare(
      "INSERT INTO usage_correction(event, corrects, is_void, round, corrected_at, corrected_round, account_id) VALUES (?, ?, ?, ?, ?, ?, ?)")
    for (index, row) in records.rows.enumerated() where events[index] > 0 {
      guard let correction = records.corrections[row.line] else { continue }
      insert.bind(1, events[index])
      insert.bind(2, correction.event)
      insert.bind(3, correction.isVoid ? 1 : 0)
      insert.bind(4, round)
      insert.bind(5, correction.at)
      insert.bind(6, correction.round)
      insert.bind(7, correction.account?.rawValue)
      try insert.run()
    }
  }
}

/// Which events no longer count, and which count in place of others. Read once per snapshot; mostly empty.
struct CorrectedUsage {
  /// An event that took the place of another.
  struct Replacing {
    var round: Int64
    var correctedAt: Instant
    var correctedRound: Int64
    var account: Int64?
  }

  /// By event: the round from which it no longer counts.
  private(set) var void: [Int64: Int64] = [:]
  private(set) var replacing: [Int64: Replacing] = [:]

  var isEmpty: Bool { void.isEmpty }

  /// Whether there are any at all.
  struct Presence {
    let isAny: Bool

    init(_ c: Connection) throws {
      let row = try c.prepare("SELECT EXISTS (SELECT 1 FROM usage_correction)")
      defer { row.reset() }
      isAny = try row.step() && row.int(0) != 0
    }
  }

  static let none = CorrectedUsage()

  private init() {}

  init(_ c: Connection) throws {
    let rows = try c.prepare("SELECT event, corrects, is_void, round, corrected_at, corrected_round, account_id FROM usage_correction")
    defer { rows.reset() }
    while try rows.step() {
      void[rows.int64(1)] = rows.int64(3)
      if rows.int(2) != 0 {
        void[rows.int64(0)] = rows.int64(3)
      } else {
        replacing[rows.int64(0)] = Replacing(
          round: rows.int64(3), correctedAt: rows.instant(4), correctedRound: rows.int64(5), account: rows.optionalInt64(6))
      }
    }
  }

  func isVoid(_ event: Int64, throughRound: Int64) -> Bool { void[event].map { $0 <= throughRound } ?? false }

  /// Whether the event takes the place of one that the account was billed for without knowing of the correction: then
  /// it cannot just be billed, the invoice has to be corrected.
  func replacesBilled(_ event: Int64, account: Int64, since: UsageClosing) -> Bool {
    guard let own = replacing[event], own.account == account else { return false }
    return own.round > since.throughRound && since.isBilled(at: own.correctedAt, round: own.correctedRound)
  }
}
