public import Primitives

/// Records read from a file and waiting to be accepted, kept as columns over one block of bytes.
///
/// The form for millions of events: no string is built per record. Not shared between threads. Times are instants
/// (UTC); lines count from 1.
public final class UsageRecords {
  /// One record. The texts lie one after the other from `start`: source, id, subject, type, attributes.
  public struct Row {
    public var start: Int
    public var sourceLength: Int32
    public var idLength: Int32
    public var subjectLength: Int32
    public var typeLength: Int32
    /// Attributes as one JSON object with sorted keys, or nothing.
    public var attributesLength: Int32
    public var quantityScale: Int32
    public var quantityDigits: Int64
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var at: Int64
    public var line: Int64
    /// Where the record stands in its file, in bytes.
    public var offset: Int64
    public var length: Int32
    /// The rejected record that this one corrects; 0 when it corrects none.
    public var corrects: Int64
    /// Which entry of the subject index it belongs to; -1 while it belongs to none.
    public var entry: Int32
  }

  public private(set) var rows: [Row] = []
  public private(set) var rejected: [RejectedRecord] = []
  /// What records correct, by their lines; empty in an ordinary import.
  public internal(set) var corrections: [Int64: UsageCorrection] = [:]
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var used = 0
  private var open = 0
  private var lengths: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)

  public init() {
    capacity = 1 << 20
    storage = .allocate(capacity: capacity)
  }

  deinit { storage.deallocate() }

  /// How many records were read into this batch.
  public var readCount: Int { rows.count + rejected.count }

  /// Forgets the records and keeps the memory.
  public func removeAll() {
    rows.removeAll(keepingCapacity: true)
    rejected.removeAll(keepingCapacity: true)
    corrections = [:]
    used = 0
    open = 0
  }

  public func reject(_ record: RejectedRecord) { rejected.append(record) }

  /// How much was read when the mark was set.
  public struct Mark {
    let rows: Int
    let rejected: Int
    let used: Int
  }

  public var mark: Mark { Mark(rows: rows.count, rejected: rejected.count, used: used) }

  /// Forgets what was read since the mark.
  public func forget(since mark: Mark) {
    rows.removeSubrange(mark.rows...)
    rejected.removeSubrange(mark.rejected...)
    used = mark.used
    open = used
  }

  // MARK: writing one record

  /// Starts a record with its four texts; `finish` completes it, and a record never finished is forgotten.
  public func begin(
    source: UnsafeBufferPointer<UInt8>, id: UnsafeBufferPointer<UInt8>, subject: UnsafeBufferPointer<UInt8>,
    type: UnsafeBufferPointer<UInt8>
  ) {
    open = used
    reserve(source.count + id.count + subject.count + type.count)
    push(source)
    push(id)
    push(subject)
    push(type)
    lengths = (Int32(source.count), Int32(id.count), Int32(subject.count), Int32(type.count))
  }

  /// Adds bytes to the attributes of the started record.
  public func appendAttribute(_ bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    push(bytes)
  }

  /// Adds a byte to the attributes of the record begun.
  public func appendAttribute(_ byte: UInt8) {
    reserve(1)
    storage[open] = byte
    open += 1
  }

  /// Completes the record begun with its numbers and its place in the file.
  public func finish(
    quantity: Int64, scale: Int, at: Int64, line: Int64, offset: Int64, length: Int, corrects: Int64 = 0
  ) {
    let texts = Int(lengths.0) + Int(lengths.1) + Int(lengths.2) + Int(lengths.3)
    rows.append(
      Row(
        start: used, sourceLength: lengths.0, idLength: lengths.1, subjectLength: lengths.2, typeLength: lengths.3,
        attributesLength: Int32(open - used - texts), quantityScale: Int32(scale), quantityDigits: quantity, at: at,
        line: line, offset: offset, length: Int32(length), corrects: corrects, entry: -1))
    used = open
  }

  private func push(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    (storage + open).update(from: base, count: bytes.count)
    open += bytes.count
  }

  private func reserve(_ count: Int) {
    guard open + count > capacity else { return }
    let larger = max(capacity * 2, open + count)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: storage, count: open)
    storage.deallocate()
    storage = moved
    capacity = larger
  }

  // MARK: reading; the bytes are valid until the next record is written

  public func source(_ row: Row) -> UnsafeBufferPointer<UInt8> { slice(row.start, row.sourceLength) }
  public func id(_ row: Row) -> UnsafeBufferPointer<UInt8> { slice(row.start + Int(row.sourceLength), row.idLength) }

  /// The subject's bytes in place; valid until the records change.
  public func subject(_ row: Row) -> UnsafeBufferPointer<UInt8> {
    slice(row.start + Int(row.sourceLength) + Int(row.idLength), row.subjectLength)
  }

  /// The type's bytes in place; valid until the records change.
  public func type(_ row: Row) -> UnsafeBufferPointer<UInt8> {
    slice(row.start + Int(row.sourceLength) + Int(row.idLength) + Int(row.subjectLength), row.typeLength)
  }

  /// The attributes' JSON bytes in place; valid until the records change.
  public func attributes(_ row: Row) -> UnsafeBufferPointer<UInt8> {
    slice(
      row.start + Int(row.sourceLength) + Int(row.idLength) + Int(row.subjectLength) + Int(row.typeLength),
      row.attributesLength)
  }

  private func slice(_ start: Int, _ count: Int32) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: storage + start, count: Int(count))
  }

  // MARK: judging

  /// Asks about every record: its entry in the subject index, or the reason why it is rejected.
  ///
  /// `rawText` gives back the record as it could be written again, for those that are rejected.
  func judge(_ verdict: (Row) -> Verdict, rawText: (Row) -> [UInt8]) {
    var kept = 0
    for index in rows.indices {
      switch verdict(rows[index]) {
      case .belongs(let entry):
        if kept != index { rows[kept] = rows[index] }
        rows[kept].entry = entry
        kept += 1
      case .rejected(let problem):
        rejected.append(
          RejectedRecord(line: rows[index].line, problem: problem, raw: rawText(rows[index]), corrects: rows[index].corrects))
      }
    }
    rows.removeSubrange(kept...)
  }

  enum Verdict {
    case belongs(Int32)
    case rejected(Problem)
  }
}

/// A record that was not accepted, with the reason, ready to be corrected and replayed.
public struct RejectedRecord: Sendable, Hashable {
  /// Where it began in its file, counted from 1.
  public var line: Int64
  public var problem: Problem
  /// The record as it stood in the file; overlong ones are cut.
  public var raw: [UInt8]
  /// The earlier rejected record that it tried to correct; 0 when none.
  public var corrects: Int64

  public init(line: Int64, problem: Problem, raw: [UInt8], corrects: Int64 = 0) {
    self.line = line
    self.problem = problem
    self.raw = raw
    self.corrects = corrects
  }
}
