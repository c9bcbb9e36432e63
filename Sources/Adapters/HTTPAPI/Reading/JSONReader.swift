public import Primitives

/// Reads JSON (RFC 8259) strictly, byte by byte, into a tree in which every value knows its line and column.
///
/// Numbers stay the text they were written as, so that 0.1 and 1e400 reach the reader of the field unharmed. Refused:
/// anything that is not UTF-8 JSON, text after the value, a field written twice in one object, half of a surrogate pair,
/// and nesting deeper than 64.
public struct JSONReader {
  public static let maximumDepth = 64

  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  private var lineStart = 0
  private var repeats: [Problem] = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Throws: `Rejection` with what is not JSON, or with every repeated field.
  public static func read(_ bytes: [UInt8]) throws(Rejection) -> SourceNode {
    var reader = JSONReader(bytes)
    reader.skipBlanks()
    let node = try reader.value(path: "", depth: 0)
    reader.skipBlanks()
    if reader.at < bytes.count { throw reader.malformed("there is more text after the value", remedy: "send one JSON value and nothing after it") }
    if !reader.repeats.isEmpty { throw Rejection(reader.repeats) }
    return node
  }

  private mutating func value(path: String, depth: Int) throws(Rejection) -> SourceNode {
    if depth > JSONReader.maximumDepth {
      throw Rejection(
        Problem(
          .documentTooDeep, at: place, path: path, "the body is nested deeper than \(JSONReader.maximumDepth) levels",
          remedy: "flatten it; no document of Florin needs so many levels"))
    }
    let place = place
    guard at < bytes.count else { throw malformed("the text ends where a value was expected") }
    switch bytes[at] {
    case 0x7B: return SourceNode(try object(path, depth), place: place, path: path)
    case 0x5B: return SourceNode(try list(path, depth), place: place, path: path)
    case 0x22: return SourceNode(.scalar(try string(), quoted: true), place: place, path: path)
    case 0x2D, 0x30...0x39: return SourceNode(.scalar(try number(), quoted: false), place: place, path: path)
    case 0x74: try word("true")
    case 0x66:
      try word("false")
      return SourceNode(.scalar("false", quoted: false), place: place, path: path)
    case 0x6E:
      try word("null")
      return SourceNode(.null, place: place, path: path)
    default: throw malformed("a value cannot begin with \(shown(bytes[at]))")
    }
    return SourceNode(.scalar("true", quoted: false), place: place, path: path)
  }

  private mutating func object(_ path: String, _ depth: Int) throws(Rejection) -> SourceNode.Content {
    at += 1
    var entries: [(key: String, value: SourceNode)] = []
    // Most objects have few fields; their names are found sooner one by one.
    var known: Set<String> = []
    skipBlanks()
    if take(0x7D) { return .map([]) }
    while true {
      skipBlanks()
      guard at < bytes.count, bytes[at] == 0x22 else { throw malformed("a field's name in quotes was expected") }
      let keyPlace = place
      let key = try string()
      skipBlanks()
      guard take(0x3A) else { throw malformed("a colon was expected after the field's name") }
      skipBlanks()
      let inner = path.isEmpty ? key : "\(path).\(key)"
      let isKnown: Bool
      if entries.count < 16 {
        isKnown = entries.contains { $0.key == key }
      } else {
        if known.isEmpty { known = Set(entries.map(\.key)) }
        isKnown = !known.insert(key).inserted
      }
      if isKnown {
        repeats.append(
          Problem(.repeatedField, at: keyPlace, path: inner, "the field `\(key)` is written more than once in the same object", remedy: "keep one of them"))
      }
      entries.append((key, try value(path: inner, depth: depth + 1)))
      skipBlanks()
      if take(0x2C) { continue }
      guard take(0x7D) else { throw malformed("a comma or the end of the object was expected") }
      return .map(entries)
    }
  }

  private mutating func list(_ path: String, _ depth: Int) throws(Rejection) -> SourceNode.Content {
    at += 1
    var items: [SourceNode] = []
    skipBlanks()
    if take(0x5D) { return .list([]) }
    while true {
      skipBlanks()
      items.append(try value(path: "\(path)[\(items.count)]", depth: depth + 1))
      skipBlanks()
      if take(0x2C) { continue }
      guard take(0x5D) else { throw malformed("a comma or the end of the list was expected") }
      return .list(items)
    }
  }

  /// Sign, whole part without leading zeros, fraction, exponent; as written.
  private mutating func number() throws(Rejection) -> String {
    let start = at
    _ = take(0x2D)
    if take(0x30) {
      if let next = peek, (0x30...0x39).contains(next) { throw malformed("a number cannot begin with 0 and go on") }
    } else {
      try digits()
    }
    if take(0x2E) { try digits() }
    if let next = peek, next == 0x65 || next == 0x45 {
      at += 1
      if let sign = peek, sign == 0x2B || sign == 0x2D { at += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func digits() throws(Rejection) {
    guard let first = peek, (0x30...0x39).contains(first) else { throw malformed("a digit was expected") }
    while let next = peek, (0x30...0x39).contains(next) { at += 1 }
  }

  private mutating func word(_ text: StaticString) throws(Rejection) {
    let length = text.utf8CodeUnitCount
    let matches = at + length <= bytes.count && text.withUTF8Buffer { bytes[at..<at + length].elementsEqual($0) }
    if !matches { throw malformed("a value cannot begin with \(shown(bytes[at]))") }
    at += length
  }

  // MARK: small steps

  private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    at += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      at += 1
      if byte == 0x0A { (line, lineStart) = (line + 1, at) }
    }
  }

  private var place: Problem.Place { .init(file: "body", line: line, column: at - lineStart + 1) }

  private func malformed(_ what: String, remedy: String = "send one JSON value (RFC 8259) in UTF-8") -> Rejection {
    Rejection(Problem(.unreadableDocument, at: place, "the body is not JSON: \(what)", remedy: remedy))
  }

  private func shown(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte) ? "`\(Character(UnicodeScalar(byte)))`" : "the byte 0x\(String(byte, radix: 16))"
  }
}

extension JSONReader {
  /// A text in quotes, escapes resolved.
  private mutating func string() throws(Rejection) -> String {
    at += 1
    let start = at
    while let byte = peek, byte != 0x22, byte != 0x5C, byte >= 0x20 { at += 1 }
    if peek == 0x22 {
      let text = try utf8(Array(bytes[start..<at]))
      at += 1
      return text
    }
    var built = Array(bytes[start..<at])
    while true {
      guard let byte = peek else { throw malformed("the text ends inside quotes") }
      switch byte {
      case 0x22:
        at += 1
        return try utf8(built)
      case 0x5C:
        at += 1
        try escape(into: &built)
      case 0..<0x20: throw malformed("a control character stands inside quotes", remedy: "write it as an escape, such as \\n")
      default:
        built.append(byte)
        at += 1
      }
    }
  }

  private func utf8(_ built: [UInt8]) throws(Rejection) -> String {
    guard let text = String(validating: built, as: UTF8.self) else {
      throw malformed("the bytes inside quotes are not UTF-8", remedy: "send the body in UTF-8")
    }
    return text
  }

  private mutating func escape(into built: inout [UInt8]) throws(Rejection) {
    guard let byte = peek else { throw malformed("the text ends inside an escape") }
    at += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: built.append(byte)
    case 0x62: built.append(0x08)
    case 0x66: built.append(0x0C)
    case 0x6E: built.append(0x0A)
    case 0x72: built.append(0x0D)
    case 0x74: built.append(0x09)
    case 0x75:
      let first = try fourDigits()
      var scalar = first
      if (0xD800...0xDBFF).contains(first) {
        guard take(0x5C), take(0x75) else { throw halfPair() }
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second) else { throw halfPair() }
        scalar = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
      }
      guard let character = UnicodeScalar(scalar) else { throw halfPair() }
      built.append(contentsOf: Array(String(Character(character)).utf8))
    default: throw malformed("\\\(shown(byte)) is no escape")
    }
  }

  private func halfPair() -> Rejection {
    malformed("an escape is half of a surrogate pair", remedy: "write both halves, or the character itself in UTF-8")
  }

  private mutating func fourDigits() throws(Rejection) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(UnicodeScalar(byte)).hexDigitValue else { throw malformed("\\u needs four hexadecimal digits") }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    return value
  }
}
