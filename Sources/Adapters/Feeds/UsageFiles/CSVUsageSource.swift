public import Operations
import Primitives
public import Usage

/// Usage from a CSV file.
///
/// A record that is malformed costs only its own line: reading goes on with the next one.
public final class CSVUsageSource: UsageSource {
  public let file: String
  public private(set) var header: [UInt8] = []
  public private(set) var notices: [String] = []
  public private(set) var nextLine: Int64 = 1
  public var nextOffset: Int64 { window.offset }
  public var length: Int64 { window.length }

  private let window: ByteWindow
  private let corrections: Bool
  private var record: CSVRecord
  private var writer: EventWriter
  private var plan: CSVColumnPlan
  private var pendingCorrection: Int64 = 0

  /// Opens the file and reads its head line.
  ///
  /// - Parameter corrections: lines that begin with `#florin-reject N` say which rejected record the next one corrects.
  /// - Throws: `Rejection` when the file is unreadable, empty, or lacks a column that the mapping names.
  public convenience init(path: String, mapping: UsageMapping, corrections: Bool = false) throws {
    try self.init(ByteWindow(path: path), mapping, corrections)
  }

  /// Reads from memory.
  public convenience init(name: String, bytes: [UInt8], mapping: UsageMapping, corrections: Bool = false) throws {
    try self.init(ByteWindow(name: name, bytes: bytes), mapping, corrections)
  }

  init(_ window: ByteWindow, _ mapping: UsageMapping, _ corrections: Bool) throws {
    self.window = window
    self.corrections = corrections
    file = window.name
    record = CSVRecord(separator: mapping.separator)
    writer = EventWriter(mapping)
    plan = CSVColumnPlan.nothing
    try readHead(mapping)
  }

  public func fingerprint() throws -> String { try window.fingerprint() }

  public func seek(offset: Int64, line: Int64) {
    window.seek(offset)
    nextLine = line
    pendingCorrection = 0
  }

  public func rawText(_ row: UsageRecords.Row) -> [UInt8] { window.text(offset: row.offset, length: Int(row.length)) }

  private func readHead(_ mapping: UsageMapping) throws {
    if try window.prepare(), window.end - window.position >= 3, window.bytes[0] == 0xEF, window.bytes[1] == 0xBB, window.bytes[2] == 0xBF {
      window.position = 3
    }
    for _ in 0..<mapping.linesSkipped { if try window.prepare() { skipLine() } }
    while corrections, try window.prepare(), window.bytes[window.position] == 0x23 { skipLine() }
    guard mapping.hasHeader else {
      plan = try CSVColumnPlan(mapping, names: nil, file: file)
      return
    }
    guard try window.prepare() else {
      throw Rejection(
        Problem(
          .usageEmptyFile, at: .init(file: file), "the file is empty: it has no head line",
          remedy: "export it again; a file without any event still has a head line"))
    }
    let start = window.position
    let startOffset = window.offset
    guard case .record(let next, let lines) = record.split(window.bytes, from: start, end: window.end) else {
      throw Rejection(
        Problem(
          FileProblem.badQuotes.code, at: .init(file: file, line: Int(nextLine)), "the head line cannot be read",
          remedy: FileProblem.badQuotes.remedy))
    }
    var names: [String] = []
    for index in 0..<record.count { names.append(String(decoding: field(index, start), as: UTF8.self)) }
    plan = try CSVColumnPlan(mapping, names: names, file: file)
    header = window.text(offset: startOffset, length: next - start)
    window.position = next
    nextLine += Int64(lines)
  }

  public func read(into records: UsageRecords, limit: Int) throws -> Int {
    var read = 0
    while read < limit, try window.prepare() {
      let start = window.position
      let first = window.bytes[start]
      if first == 0x0A || (first == 0x0D && start + 1 < window.end && window.bytes[start + 1] == 0x0A) {
        skipLine()
        continue
      }
      if corrections, first == 0x23 {
        pendingCorrection = CorrectionMark.read(window.bytes + start, count: window.end - start) ?? pendingCorrection
        skipLine()
        continue
      }
      readRecord(into: records, start)
      pendingCorrection = 0
      read += 1
    }
    return read
  }

  private func readRecord(into records: UsageRecords, _ start: Int) {
    switch record.split(window.bytes, from: start, end: window.end) {
    case .endless:
      // Either no line end for very long, or a quote that swallows what follows: only this line is lost.
      let line = lineLength(start)
      let cutOff = window.atEnd && start + line >= window.end
      rejectLine(records, line > ByteWindow.recordLimit ? FileProblem.overlong : cutOff ? FileProblem.truncated : FileProblem.badQuotes)
    case .badQuotes:
      rejectLine(records, FileProblem.badQuotes)
    case .record(let next, let lines):
      if record.count != plan.columnCount, plan.columnCount > 0 {
        let cutOff = window.atEnd && next >= window.end && window.bytes[next - 1] != 0x0A
        rejectLine(records, cutOff ? FileProblem.truncated : FileProblem.columnCount(record.count, plan.columnCount))
        return
      }
      let offset = window.offset
      if let problem = convert(records, start, next, offset) {
        reject(records, problem, offset, next - start)
      }
      if next >= window.end, window.atEnd, window.bytes[next - 1] != 0x0A {
        notices.append("the last line has no line end; make sure that the file is complete")
      }
      window.position = next
      nextLine += Int64(lines)
    }
  }

  private func convert(_ records: UsageRecords, _ start: Int, _ next: Int, _ offset: Int64) -> Problem? {
    if !record.isText { return FileProblem.badUTF8 }
    if plan.largestColumn >= record.count { return FileProblem.columnCount(record.count, plan.largestColumn + 1) }
    var texts = EventWriter.Texts()
    texts.source = value(plan.source, start)
    texts.id = value(plan.id, start)
    texts.subject = value(plan.subject, start)
    texts.type = value(plan.type, start)
    texts.at = value(plan.at, start)
    texts.end = value(plan.end, start)
    texts.quantity = value(plan.quantity, start)
    var values = EventWriter.Values()
    if let problem = writer.begin(texts, in: records, quantityRequired: true, &values) { return problem }
    writeAttributes(records, start)
    records.finish(
      quantity: values.digits, scale: values.scale, at: values.at, line: nextLine, offset: offset, length: next - start,
      corrects: pendingCorrection)
    return nil
  }

  private func writeAttributes(_ records: UsageRecords, _ start: Int) {
    var first = true
    for attribute in plan.attributes {
      let text = value(attribute.origin, start)
      if text.isEmpty { continue }
      records.appendAttribute(first ? 0x7B : 0x2C)
      first = false
      records.appendAttribute(attribute.key.view)
      AttributeWriter.value(text, into: records)
    }
    if !first { records.appendAttribute(0x7D) }
  }

  @inline(__always)
  private func field(_ index: Int, _ start: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: window.bytes + start + Int(record.starts[index]), count: Int(record.lengths[index]))
  }

  @inline(__always)
  private func value(_ origin: CSVColumnPlan.Origin, _ start: Int) -> UnsafeBufferPointer<UInt8> {
    if origin.column >= 0 { return field(origin.column, start) }
    return origin.constant?.view ?? UnsafeBufferPointer(start: nil, count: 0)
  }

  // MARK: lines that cannot be read

  private func rejectLine(_ records: UsageRecords, _ problem: Problem) {
    let offset = window.offset
    let length = skipLine()
    nextLine -= 1
    reject(records, problem, offset, length)
    nextLine += 1
  }

  private func reject(_ records: UsageRecords, _ problem: Problem, _ offset: Int64, _ length: Int) {
    var placed = problem
    placed.place = Problem.Place(file: file, line: Int(nextLine))
    let raw = window.text(offset: offset, length: min(length, ByteWindow.recordLimit))
    records.reject(RejectedRecord(line: nextLine, problem: placed, raw: raw, corrects: pendingCorrection))
  }

  /// Bytes up to and with the line end, as far as they are at hand.
  private func lineLength(_ start: Int) -> Int {
    var position = start
    while position < window.end, window.bytes[position] != 0x0A { position += 1 }
    return min(position + 1, window.end) - start
  }

  /// Moves behind the next line end, however far it is; returns the bytes skipped.
  @discardableResult
  private func skipLine() -> Int {
    var skipped = 0
    while true {
      let length = lineLength(window.position)
      let ended = length > 0 && window.bytes[window.position + length - 1] == 0x0A
      window.position += length
      skipped += length
      if ended { break }
      guard (try? window.prepare()) == true else { break }
    }
    nextLine += 1
    return skipped
  }
}

/// `#florin-reject 17`: the next record corrects the rejected record 17.
enum CorrectionMark {
  static let text = "#florin-reject "

  static func read(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) -> Int64? {
    var position = 0
    for byte in text.utf8 {
      guard position < count, bytes[position] == byte else { return nil }
      position += 1
    }
    var value: Int64 = 0
    var digits = 0
    while position < count, digits < 18, bytes[position] &- 0x30 <= 9 {
      value = value * 10 + Int64(bytes[position] &- 0x30)
      position += 1
      digits += 1
    }
    return digits > 0 ? value : nil
  }
}
