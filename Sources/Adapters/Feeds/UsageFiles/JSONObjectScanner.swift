/// Finds the members of one JSON object without building a tree: names and values as bytes, in the order written.
///
/// Nested objects give names joined by dots; lists and other deep values are kept as their text.
struct JSONObjectScanner {
  enum Kind { case text, number, flag, null, list, emptyObject }

  struct Member {
    var name: Range<Int>
    var value: Range<Int>
    var kind: Kind
    /// How many objects lie around it: 0 for a member of the record itself.
    var depth: Int
    /// Its outermost name, for members of nested objects.
    var root: Int
  }

  struct Failure: Error {
    var what: String
    var column: Int
    /// The text ended too early.
    var atEnd: Bool
  }

  static let depthLimit = 16
  static let memberLimit = 256

  private(set) var members: [Member] = []
  /// Names and texts without escapes; ranges of members point into it.
  private(set) var text: [UInt8] = []
  private var position = 0
  private var path: [UInt8] = []
  private var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  func bytes(_ range: Range<Int>, _ base: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: base[range])
  }

  /// Scans the object that begins at the start of `record`; returns how many bytes it takes.
  mutating func scan(_ record: UnsafeBufferPointer<UInt8>) throws(Failure) -> Int {
    members.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    path.removeAll(keepingCapacity: true)
    bytes = record
    position = 0
    skipBlanks()
    guard position < bytes.count, bytes[position] == 0x7B else { throw failure("an object was expected") }
    try object(depth: 0, root: 0)
    return position
  }

  /// The first name that stands twice in one object, if any.
  var repeatedName: String? {
    text.withUnsafeBufferPointer { text in
      for (index, member) in members.enumerated() {
        for earlier in members[..<index] where earlier.name.count == member.name.count {
          if zip(earlier.name, member.name).allSatisfy({ text[$0] == text[$1] }) {
            return String(decoding: text[member.name], as: UTF8.self)
          }
        }
      }
      return nil
    }
  }

  private func failure(_ what: String) -> Failure { Failure(what: what, column: position + 1, atEnd: position >= bytes.count) }

  private mutating func object(depth: Int, root: Int) throws(Failure) {
    guard depth < JSONObjectScanner.depthLimit else { throw failure("objects are nested too deep") }
    position += 1
    skipBlanks()
    if position < bytes.count, bytes[position] == 0x7D {
      position += 1
      if depth > 0 { members.append(Member(name: store(path), value: 0..<0, kind: .emptyObject, depth: depth - 1, root: root)) }
      return
    }
    let outer = path.count
    while true {
      skipBlanks()
      guard position < bytes.count, bytes[position] == 0x22 else { throw failure("a name in quotes was expected") }
      if outer > 0 { path.append(0x2E) }
      let name = try string()
      path.append(contentsOf: text[name])
      text.removeSubrange(name)
      skipBlanks()
      guard position < bytes.count, bytes[position] == 0x3A else { throw failure("`:` was expected") }
      position += 1
      try value(depth: depth, root: depth == 0 ? members.count : root)
      path.removeSubrange(outer...)
      skipBlanks()
      guard position < bytes.count else { throw failure("the object is not closed") }
      if bytes[position] == 0x7D {
        position += 1
        return
      }
      guard bytes[position] == 0x2C else { throw failure("`,` or `}` was expected") }
      position += 1
    }
  }

  private mutating func value(depth: Int, root: Int) throws(Failure) {
    skipBlanks()
    guard position < bytes.count else { throw failure("a value was expected") }
    guard members.count < JSONObjectScanner.memberLimit else { throw failure("the object has too many members") }
    if bytes[position] == 0x7B {
      try object(depth: depth + 1, root: root)
      return
    }
    let name = store(path)
    switch bytes[position] {
    case 0x22:
      let range = try string()
      members.append(Member(name: name, value: range, kind: .text, depth: depth, root: root))
    case 0x5B:
      let start = position
      try skipList()
      members.append(Member(name: name, value: store(bytes[start..<position]), kind: .list, depth: depth, root: root))
    default:
      let start = position
      while position < bytes.count, !isDelimiter(bytes[position]) { position += 1 }
      let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
      guard let kind = JSONObjectScanner.kind(of: word) else {
        position = start
        throw failure("no valid value")
      }
      members.append(Member(name: name, value: store(word), kind: kind, depth: depth, root: root))
    }
  }

  private mutating func store(_ bytes: some Collection<UInt8>) -> Range<Int> {
    let start = text.count
    text.append(contentsOf: bytes)
    return start..<text.count
  }

  private func isDelimiter(_ byte: UInt8) -> Bool { byte == 0x2C || byte == 0x7D || byte == 0x5D || byte <= 0x20 }

  private static func kind(of word: UnsafeBufferPointer<UInt8>) -> Kind? {
    if word.elementsEqual("true".utf8) || word.elementsEqual("false".utf8) { return .flag }
    if word.elementsEqual("null".utf8) { return .null }
    return isNumber(word) ? .number : nil
  }

  /// The number grammar of RFC 8259.
  private static func isNumber(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    func digits() -> Int {
      let start = index
      while index < word.count, word[index] &- 0x30 <= 9 { index += 1 }
      return index - start
    }
    if index < word.count, word[index] == 0x2D { index += 1 }
    let first = index
    let whole = digits()
    if whole == 0 || (whole > 1 && word[first] == 0x30) { return false }
    if index < word.count, word[index] == 0x2E {
      index += 1
      if digits() == 0 { return false }
    }
    if index < word.count, word[index] | 0x20 == 0x65 {
      index += 1
      if index < word.count, word[index] == 0x2B || word[index] == 0x2D { index += 1 }
      if digits() == 0 { return false }
    }
    return index == word.count
  }

  /// A list with everything in it; quotes are respected, the values inside are not looked at.
  private mutating func skipList() throws(Failure) {
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case 0x22:
        let kept = text.count
        _ = try string()
        text.removeSubrange(kept...)
        continue
      case 0x5B, 0x7B: depth += 1
      case 0x5D, 0x7D:
        depth -= 1
        if depth == 0 {
          position += 1
          return
        }
      default: break
      }
      position += 1
    }
    throw failure("the list is not closed")
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x0A || bytes[position] == 0x0D || bytes[position] == 0x09 {
      position += 1
    }
  }

  /// The string whose opening quote is at hand, without its escapes.
  private mutating func string() throws(Failure) -> Range<Int> {
    position += 1
    let start = text.count
    while true {
      let run = position
      while position < bytes.count, bytes[position] != 0x22, bytes[position] != 0x5C, bytes[position] >= 0x20 { position += 1 }
      text.append(contentsOf: bytes[run..<position])
      guard position < bytes.count else { throw failure("a text is not closed") }
      if bytes[position] == 0x22 {
        position += 1
        return start..<text.count
      }
      guard bytes[position] == 0x5C else { throw failure("a control character stands in a text") }
      try escape()
    }
  }

  private mutating func escape() throws(Failure) {
    guard position + 1 < bytes.count else {
      position = bytes.count
      throw failure("a text is not closed")
    }
    let code = bytes[position + 1]
    position += 2
    switch code {
    case 0x22, 0x5C, 0x2F: text.append(code)
    case 0x62: text.append(0x08)
    case 0x66: text.append(0x0C)
    case 0x6E: text.append(0x0A)
    case 0x72: text.append(0x0D)
    case 0x74: text.append(0x09)
    case 0x75:
      var scalar = UInt32(try unit())
      if scalar >= 0xD800, scalar < 0xDC00 {
        guard position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75 else { throw failure("half a surrogate pair") }
        position += 2
        let low = UInt32(try unit())
        guard low >= 0xDC00, low < 0xE000 else { throw failure("half a surrogate pair") }
        scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let character = Unicode.Scalar(scalar) else { throw failure("half a surrogate pair") }
      text.append(contentsOf: Character(character).utf8)
    default:
      position -= 1
      throw failure("an unknown escape")
    }
  }

  private mutating func unit() throws(Failure) -> UInt16 {
    guard position + 4 <= bytes.count else {
      position = bytes.count
      throw failure("a text is not closed")
    }
    var value: UInt16 = 0
    for _ in 0..<4 {
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x37
      case 0x61...0x66: digit = byte - 0x57
      default: throw failure("four hexadecimal digits were expected")
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }
}
