public import Operations
import Primitives
public import Usage

/// Usage as JSON objects: one per line (Florin's own flat shape, or CloudEvents 1.0.2), or CloudEvents in one list.
///
/// Flat: `{"source": …, "id": …, "subject": …, "type": …, "at": …, "quantity": …, "attributes": {…}}`; any other member
/// is an attribute. CloudEvents: `time` is the instant, `data.quantity` the quantity (1 when there is none), the other
/// members of `data` and the extension members are attributes.
public final class JSONUsageSource: UsageSource {
  public enum Shape: Sendable { case flat, cloudEvents }

  public let file: String
  public let header: [UInt8] = []
  public private(set) var notices: [String] = []
  public private(set) var nextLine: Int64 = 1
  public var nextOffset: Int64 { window.offset }
  public var length: Int64 { window.length }

  /// Lines count records instead of line ends: for what never was a file.
  private var numbersRecords = false

  private let window: ByteWindow
  private let corrections: Bool
  private var scanner = JSONObjectScanner()
  private var converter: JSONEventConverter
  private var isList = false
  private var listClosed = false
  private var pendingCorrection: Int64 = 0

  public convenience init(path: String, shape: Shape, mapping: UsageMapping = .own, corrections: Bool = false) throws {
    try self.init(ByteWindow(path: path), shape, mapping, corrections)
  }

  public convenience init(
    name: String, bytes: [UInt8], shape: Shape, mapping: UsageMapping = .own, corrections: Bool = false
  ) throws {
    try self.init(ByteWindow(name: name, bytes: bytes), shape, mapping, corrections)
  }

  /// CloudEvents as they were sent, one or a list of them; their lines count events, from `firstLine` on.
  public convenience init(sent bytes: [UInt8], firstLine: Int64) throws {
    try self.init(ByteWindow(name: "body", bytes: bytes), .cloudEvents, .own, false)
    numbersRecords = true
    nextLine = firstLine
  }

  init(_ window: ByteWindow, _ shape: Shape, _ mapping: UsageMapping, _ corrections: Bool) throws {
    self.window = window
    self.corrections = corrections
    file = window.name
    converter = JSONEventConverter(shape, mapping)
    if try window.prepare(), window.end >= 3, window.bytes[0] == 0xEF, window.bytes[1] == 0xBB, window.bytes[2] == 0xBF {
      window.position = 3
    }
    try skipBlanks()
    if try window.prepare(), window.bytes[window.position] == 0x5B {
      isList = true
      window.position += 1
    }
  }

  public func fingerprint() throws -> String { try window.fingerprint() }

  public func seek(offset: Int64, line: Int64) {
    window.seek(offset)
    nextLine = line
    pendingCorrection = 0
  }

  public func rawText(_ row: UsageRecords.Row) -> [UInt8] { window.text(offset: row.offset, length: Int(row.length)) }

  public func read(into records: UsageRecords, limit: Int) throws -> Int {
    var read = 0
    while read < limit {
      try skipBlanks()
      guard try window.prepare() else { break }
      let first = window.bytes[window.position]
      if corrections, first == 0x23 {
        pendingCorrection = CorrectionMark.read(window.bytes + window.position, count: window.end - window.position) ?? pendingCorrection
        try skipLine()
        continue
      }
      if isList, !listClosed, first == 0x2C || first == 0x5D {
        listClosed = first == 0x5D
        window.position += 1
        continue
      }
      try readRecord(into: records)
      if numbersRecords { nextLine += 1 }
      pendingCorrection = 0
      read += 1
    }
    if read == 0, isList, !listClosed { notices.append("the list is not closed: the file was cut off at its end") }
    return read
  }

  private func readRecord(into records: UsageRecords) throws {
    let start = window.position
    let offset = window.offset
    let available = min(window.end - start, ByteWindow.recordLimit)
    // Outside of a list a record never goes beyond its line.
    let bound = isList ? available : lineLength(start, available)
    let record = UnsafeBufferPointer(start: UnsafePointer(window.bytes + start), count: bound)
    let problem: Problem
    do {
      let used = try scanner.scan(record)
      var after = used
      if !isList { while after < bound, record[after] <= 0x20 { after += 1 } }
      if isList || after == bound {
        let line = nextLine
        let whole = UnsafeBufferPointer(rebasing: record[0..<used])
        if let wrong = check(whole) ?? converter.convert(
          scanner, into: records, line: line, offset: offset, length: used, corrects: pendingCorrection)
        {
          reject(records, wrong, offset, used)
        }
        consume(used)
        return
      }
      problem = FileProblem.badJSON("something follows the object", column: after + 1)
    } catch let failure {
      let cutOff = failure.atEnd && window.atEnd && start + bound >= window.end && window.bytes[window.end - 1] != 0x0A
      if failure.atEnd, available == ByteWindow.recordLimit, bound == available {
        problem = FileProblem.overlong
      } else if cutOff {
        problem = FileProblem.truncated
      } else {
        problem = record[0] == 0x7B ? FileProblem.badJSON(failure.what, column: failure.column) : FileProblem.notAnObject
      }
    }
    let line = nextLine
    let length = numbersRecords && isList ? try skipValue() : try skipLine()
    let after = nextLine
    nextLine = line
    reject(records, problem, offset, length)
    nextLine = after
  }

  /// Moves behind one value of a list that is no event, as far as its brackets and quotes tell; returns its bytes.
  ///
  /// Where they do not close, the rest of the text is passed, and the list is not closed either.
  private func skipValue() throws -> Int {
    var skipped = 0
    var depth = 0
    var inText = false
    var isEscaped = false
    while try window.prepare() {
      let byte = window.bytes[window.position]
      if inText {
        if isEscaped { isEscaped = false } else if byte == 0x5C { isEscaped = true } else if byte == 0x22 { inText = false }
      } else if depth == 0, byte == 0x2C || byte == 0x5D {
        break
      } else if byte == 0x22 {
        inText = true
      } else if byte == 0x7B || byte == 0x5B {
        depth += 1
      } else if byte == 0x7D || byte == 0x5D {
        depth -= 1
        // More is closed than was opened: what follows cannot be told apart any more.
        if depth < 0 { depth = .max / 2 }
      }
      window.position += 1
      skipped += 1
    }
    return skipped
  }

  private func check(_ whole: UnsafeBufferPointer<UInt8>) -> Problem? {
    if whole.contains(where: { $0 >= 0x80 }), String(validating: whole, as: UTF8.self) == nil { return FileProblem.badUTF8 }
    return scanner.repeatedName.map { FileProblem.repeatedKey($0) }
  }

  private func reject(_ records: UsageRecords, _ problem: Problem, _ offset: Int64, _ length: Int) {
    var placed = problem
    placed.place = Problem.Place(file: file, line: Int(nextLine))
    let raw = window.text(offset: offset, length: min(length, ByteWindow.recordLimit))
    records.reject(RejectedRecord(line: nextLine, problem: placed, raw: raw, corrects: pendingCorrection))
  }

  /// Moves on and counts the line ends passed.
  private func consume(_ count: Int) {
    if !numbersRecords {
      for index in window.position..<window.position + count where window.bytes[index] == 0x0A { nextLine += 1 }
    }
    window.position += count
  }

  private func skipBlanks() throws {
    while try window.prepare() {
      let byte = window.bytes[window.position]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A else { return }
      if byte == 0x0A, !numbersRecords { nextLine += 1 }
      window.position += 1
    }
  }

  private func lineLength(_ start: Int, _ limit: Int) -> Int {
    var count = 0
    while count < limit, window.bytes[start + count] != 0x0A { count += 1 }
    return count
  }

  /// The body was a list and did not come to its end.
  public var isCutOff: Bool { isList && !listClosed }

  /// Moves behind the next line end; returns the bytes before it.
  @discardableResult
  private func skipLine() throws -> Int {
    var skipped = 0
    while try window.prepare() {
      let byte = window.bytes[window.position]
      window.position += 1
      if byte == 0x0A {
        if !numbersRecords { nextLine += 1 }
        break
      }
      skipped += 1
    }
    return skipped
  }
}
