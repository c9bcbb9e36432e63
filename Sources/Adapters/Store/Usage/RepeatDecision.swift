import Primitives
import Usage

/// What becomes of each record of a batch: a new event, or a repeat of a known one.
struct RepeatDecision {
  struct Changed {
    /// Position in the batch.
    var index: Int
    /// Position in the batch of the first one when both came together; else the stored event.
    var first: First
    var difference: String
  }

  enum First {
    case inBatch(Int)
    case stored(Int64)
  }

  private let connection: Connection
  private let mark: IdentityMark
  private let seen: SeenIdentities
  private var marked: [SeenIdentities.Marked] = []
  /// By position in the batch: the number of the new event; 0 for a repeat, -1 for new ones not numbered yet.
  private(set) var events: [Int64] = []
  private(set) var repeats = 0
  private(set) var changed: [Changed] = []

  init(_ connection: Connection, _ mark: IdentityMark, _ seen: SeenIdentities) {
    self.connection = connection
    self.mark = mark
    self.seen = seen
  }

  func decide(_ records: UsageRecords) throws -> RepeatDecision {
    var decision = self
    decision.markAll(records)
    try decision.compareWithStored(records)
    decision.compareWithinBatch(records)
    return decision
  }

  mutating func number(_ index: Int, event: Int64) { events[index] = event }

  /// The number of the event that stays when `first` came again.
  func event(_ first: First) -> Int64 {
    switch first {
    case .inBatch(let index): events[index]
    case .stored(let event): event
    }
  }

  /// What is to be remembered of this batch, in ascending order of marks.
  var acceptedEntries: [(mark: UInt64, event: Int64)] {
    var entries: [(mark: UInt64, event: Int64)] = []
    entries.reserveCapacity(marked.count)
    for item in marked where events[Int(item.index)] > 0 { entries.append((item.mark, events[Int(item.index)])) }
    return entries
  }

  /// Which records were known, by their lines, and what each said otherwise.
  func told(of records: UsageRecords) -> [(line: Int64, difference: String?)] {
    if repeats == 0 { return [] }
    let differences = Dictionary(changed.map { ($0.index, $0.difference) }, uniquingKeysWith: { first, _ in first })
    return events.indices.compactMap { events[$0] == 0 ? (records.rows[$0].line, differences[$0]) : nil }
  }

  private mutating func markAll(_ records: UsageRecords) {
    let rows = records.rows
    marked.reserveCapacity(rows.count)
    for index in rows.indices {
      marked.append(.init(mark: mark.of(source: records.source(rows[index]), id: records.id(rows[index])), index: Int32(index)))
    }
    marked = MarkSort.sorted(marked)
    events = [Int64](repeating: -1, count: rows.count)
  }

  private mutating func compareWithStored(_ records: UsageRecords) throws {
    var candidates = try seen.candidates(for: marked)
    // In the order of the table, so that neighbours share a page.
    candidates.sort { $0.event < $1.event }
    let row = try connection.prepare(
      "SELECT source, id, subject, type, at, quantity_digits, quantity_scale, attributes FROM usage_event WHERE event = ?")
    defer { row.reset() }
    for candidate in candidates {
      let index = Int(candidate.index)
      guard events[index] != 0 else { continue }
      row.reset()
      row.bind(1, candidate.event)
      guard try row.step() else { throw DamagedRow(table: "usage_seen", row: candidate.event, what: "points at no event") }
      let record = records.rows[index]
      guard row.sameText(0, records.source(record)), row.sameText(1, records.id(record)) else { continue }
      events[index] = 0
      repeats += 1
      let stored = EventContent(row)
      if let difference = stored.difference(from: records, record) {
        changed.append(.init(index: index, first: .stored(candidate.event), difference: difference))
      }
    }
  }

  private mutating func compareWithinBatch(_ records: UsageRecords) {
    var start = 0
    while start < marked.count {
      var end = start + 1
      while end < marked.count, marked[end].mark == marked[start].mark { end += 1 }
      if end - start > 1 { compareEqualMarks(records, start..<end) }
      start = end
    }
  }

  /// Among records of one mark (in file order) the first of each identity counts.
  private mutating func compareEqualMarks(_ records: UsageRecords, _ range: Range<Int>) {
    var firsts: [Int] = []
    for position in range {
      let index = Int(marked[position].index)
      guard events[index] != 0 else { continue }
      let record = records.rows[index]
      let earlier = firsts.first {
        Bytes.equal(records.source(records.rows[$0]), records.source(record))
          && Bytes.equal(records.id(records.rows[$0]), records.id(record))
      }
      guard let earlier else {
        firsts.append(index)
        continue
      }
      events[index] = 0
      repeats += 1
      if let difference = EventContent(records, records.rows[earlier]).difference(from: records, record) {
        changed.append(.init(index: index, first: .inBatch(earlier), difference: difference))
      }
    }
  }
}

/// The content of an event apart from its identity.
struct EventContent {
  private let subject: [UInt8]
  private let type: [UInt8]
  private let at: Int64
  private let digits: Int64
  private let scale: Int
  private let attributes: [UInt8]

  /// From a row of `usage_event`: subject, type, instant, digits, scale, attributes in columns 2 to 7.
  init(_ row: Statement) {
    subject = row.withTextBytes(2) { Array($0) }
    type = row.withTextBytes(3) { Array($0) }
    at = row.int64(4)
    digits = row.int64(5)
    scale = row.int(6)
    attributes = row.withTextBytes(7) { Array($0) }
  }

  init(_ records: UsageRecords, _ row: UsageRecords.Row) {
    subject = Array(records.subject(row))
    type = Array(records.type(row))
    at = row.at
    digits = row.quantityDigits
    scale = Int(row.quantityScale)
    attributes = Array(records.attributes(row))
  }

  /// In words, what a record with the same identity says differently; `nil` when it says the same.
  func difference(from records: UsageRecords, _ row: UsageRecords.Row) -> String? {
    let other = EventContent(records, row)
    if at == other.at, digits == other.digits, scale == other.scale, subject == other.subject, type == other.type,
      attributes == other.attributes
    {
      return nil
    }
    var parts: [String] = []
    func compare(_ name: String, _ a: String, _ b: String) { if a != b { parts.append("\(name) \(a) → \(b)") } }
    compare("subject", text(subject), text(other.subject))
    compare("type", text(type), text(other.type))
    compare("at", Instant(microseconds: at).description, Instant(microseconds: other.at).description)
    let (mine, theirs) = (Exact(unscaled: digits, scale: scale), Exact(unscaled: other.digits, scale: other.scale))
    if mine != theirs { parts.append("quantity \(mine) → \(theirs)") }
    compare("attributes", text(attributes), text(other.attributes))
    // 1 and 1.0 are written differently and mean the same.
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

enum Bytes {
  static func equal(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<a.count where a[index] != b[index] { return false }
    return true
  }
}

extension Statement {
  func sameText(_ column: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool { withTextBytes(column) { Bytes.equal($0, bytes) } }
}
