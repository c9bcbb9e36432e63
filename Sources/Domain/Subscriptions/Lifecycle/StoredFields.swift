import Primitives

/// The fields of a JSON object as Florin writes it: on one line, without blanks. Read in place, for facts by the million.
///
/// Anything that Florin would not have written makes reading fail; a full reader then says what is wrong and where.
struct StoredFields {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var fields: [(key: Range<Int>, value: Range<Int>)] = []
  private var asked = 0

  /// Reads the object that begins at `position` and moves behind it; `nil` when there is none as Florin writes it.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) {
    self.bytes = bytes
    guard position < bytes.count, bytes[position] == 0x7B else { return nil }
    position += 1
    while true {
      guard let key = StoredFields.text(bytes, &position), position < bytes.count, bytes[position] == 0x3A else { return nil }
      position += 1
      guard let value = StoredFields.value(bytes, &position), position < bytes.count else { return nil }
      fields.append((key, value))
      position += 1
      if bytes[position - 1] == 0x7D { return }
      guard bytes[position - 1] == 0x2C else { return nil }
    }
  }

  /// Whether every field was asked for, so that none was overlooked.
  var isComplete: Bool { asked == fields.count }

  mutating func text(_ key: StaticString) -> String? {
    slice(key).map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func integer(_ key: StaticString) -> Int64? {
    guard let digits = slice(key), !digits.isEmpty, digits.count < 19 else { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return nil }
      value = value * 10 + Int64(digit - 0x30)
    }
    return value
  }

  mutating func day(_ key: StaticString) -> Day? {
    guard let text = slice(key), text.count == 10, text[4] == 0x2D, text[7] == 0x2D else { return nil }
    func number(_ range: Range<Int>) -> Int {
      range.reduce(0) { text[$1] >= 0x30 && text[$1] <= 0x39 ? $0 * 10 + Int(text[$1] - 0x30) : -100_000 }
    }
    return Day(number(0..<4), number(5..<7), number(8..<10))
  }

  mutating func exact(_ key: StaticString) -> Exact? { slice(key).flatMap { Exact(utf8: $0) } }

  /// The objects of a list; empty when the field is not there, `nil` when it is no list of objects.
  mutating func list(_ key: StaticString) -> [StoredFields]? {
    guard let index = index(key) else { return [] }
    asked += 1
    let range = fields[index].value
    guard bytes[range.lowerBound] == 0x5B else { return nil }
    var position = range.lowerBound + 1
    var found: [StoredFields] = []
    while position < range.upperBound - 1 {
      guard let next = StoredFields(bytes, at: &position) else { return nil }
      found.append(next)
      if bytes[position] == 0x2C { position += 1 }
    }
    return found
  }

  private func index(_ key: StaticString) -> Int? {
    key.withUTF8Buffer { wanted in
      fields.firstIndex { field in
        field.key.count == wanted.count && zip(field.key, wanted.indices).allSatisfy { bytes[$0] == wanted[$1] }
      }
    }
  }

  private mutating func slice(_ key: StaticString) -> UnsafeBufferPointer<UInt8>? {
    guard let index = index(key) else { return nil }
    asked += 1
    return UnsafeBufferPointer(rebasing: bytes[fields[index].value])
  }

  /// A text without escapes; the range is what stands between the quotes.
  private static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Range<Int>? {
    guard position < bytes.count, bytes[position] == 0x22 else { return nil }
    let start = position + 1
    var end = start
    while end < bytes.count, bytes[end] != 0x22 {
      if bytes[end] == 0x5C { return nil }
      end += 1
    }
    guard end < bytes.count else { return nil }
    position = end + 1
    return start..<end
  }

  private static func value(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Range<Int>? {
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case 0x22: return text(bytes, &position)
    case 0x5B: return list(bytes, &position)
    default:
      let start = position
      while position < bytes.count, bytes[position] == 0x2D || bytes[position] == 0x2E || bytes[position] >= 0x30 && bytes[position] <= 0x39 {
        position += 1
      }
      return position > start ? start..<position : nil
    }
  }

  /// A list of flat objects, with its brackets.
  private static func list(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Range<Int>? {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != 0x5D {
      guard StoredFields(bytes, at: &position) != nil, position < bytes.count else { return nil }
      if bytes[position] == 0x2C { position += 1 }
    }
    guard position < bytes.count else { return nil }
    position += 1
    return start..<position
  }
}
