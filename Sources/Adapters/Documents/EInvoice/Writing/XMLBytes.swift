import Primitives

/// Writes XML front to back into one byte buffer: every text is escaped on its way in, and equal input gives equal bytes.
///
/// An element that would stand empty is left out with everything around it that it alone would have filled.
struct XMLBytes {
  private(set) var bytes: [UInt8] = []
  private var depth = 0
  /// Whether it is written as Canonical XML 1.0 has it: no declaration, no empty-element tags, only the escapes that must be.
  private let isCanonical: Bool
  /// Where the outermost element's own content ends.
  private(set) var endOfContent = 0

  init(reserving capacity: Int, isCanonical: Bool = false) {
    self.isCanonical = isCanonical
    bytes.reserveCapacity(capacity)
    if !isCanonical { raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") }
  }

  /// The outermost element, with the names of its namespaces as written.
  mutating func root(_ name: StaticString, _ namespaces: StaticString, _ body: (inout XMLBytes) -> Void) {
    raw("<")
    raw(name)
    raw(namespaces)
    raw(">")
    depth = 1
    body(&self)
    depth = 0
    endOfContent = bytes.count
    raw("\n</")
    raw(name)
    raw(isCanonical ? ">" : ">\n")
  }

  /// An element with others inside; none when `body` writes nothing.
  mutating func group(_ name: StaticString, _ body: (inout XMLBytes) -> Void) {
    let before = bytes.count
    begin()
    raw(name)
    raw(">")
    let inside = bytes.count
    depth += 1
    body(&self)
    depth -= 1
    if bytes.count == inside {
      bytes.removeLast(bytes.count - before)
      return
    }
    line()
    raw("</")
    raw(name)
    raw(">")
  }

  /// An element that stands empty, where the schema asks for it.
  mutating func empty(_ name: StaticString) {
    begin()
    raw(name)
    raw(isCanonical ? "></" : "/>")
    if isCanonical {
      raw(name)
      raw(">")
    }
  }

  /// An element with a text; none when there is no text.
  mutating func leaf(_ name: StaticString, _ text: String?) {
    guard let text, !text.isEmpty else { return }
    begin()
    raw(name)
    raw(">")
    escape(text)
    end(name)
  }

  /// An element with a text and an attribute, which is left out when it has no value.
  mutating func leaf(_ name: StaticString, _ text: String?, _ attribute: StaticString, _ value: String?) {
    guard let text, !text.isEmpty else { return }
    begin()
    raw(name)
    self.attribute(attribute, value)
    raw(">")
    escape(text)
    end(name)
  }

  /// The same with two attributes.
  mutating func leaf(_ name: StaticString, _ text: String?, _ first: (StaticString, String?), _ second: (StaticString, String?)) {
    guard let text, !text.isEmpty else { return }
    begin()
    raw(name)
    attribute(first.0, first.1)
    attribute(second.0, second.1)
    raw(">")
    escape(text)
    end(name)
  }


  mutating func number(_ name: StaticString, _ number: Exact?, _ attribute: StaticString? = nil, _ value: String? = nil) {
    guard let number else { return }
    begin()
    raw(name)
    if let attribute { self.attribute(attribute, value) }
    raw(">")
    digits(number)
    end(name)
  }

  mutating func flag(_ name: StaticString, _ flag: Bool) {
    begin()
    raw(name)
    raw(flag ? ">true" : ">false")
    end(name)
  }

  /// ISO 8601, as UBL wants it.
  mutating func day(_ name: StaticString, _ day: Day?) {
    guard let day else { return }
    begin()
    raw(name)
    raw(">")
    let (year, month, dayOfMonth) = day.civil
    pad(year, 4)
    raw("-")
    pad(month, 2)
    raw("-")
    pad(dayOfMonth, 2)
    end(name)
  }

  /// `YYYYMMDD` in format 102, as CII wants it.
  mutating func day102(_ name: StaticString, _ inner: StaticString, _ day: Day?) {
    guard let day else { return }
    group(name) { xml in
      xml.begin()
      xml.raw(inner)
      xml.raw(" format=\"102\">")
      let (year, month, dayOfMonth) = day.civil
      xml.pad(year, 4)
      xml.pad(month, 2)
      xml.pad(dayOfMonth, 2)
      xml.end(inner)
    }
  }

  /// Bytes as base 64, as they are attached.
  mutating func binary(_ name: StaticString, _ bytes: [UInt8], mediaType: String, fileName: String) {
    begin()
    raw(name)
    attribute("mimeCode", mediaType)
    attribute("filename", fileName)
    raw(">")
    Base64.append(bytes, to: &self.bytes)
    end(name)
  }

  // MARK: bytes

  private mutating func begin() {
    line()
    bytes.append(0x3C)
  }

  private mutating func line() {
    bytes.append(0x0A)
    for _ in 0..<depth { bytes.append(0x20) }
  }

  private mutating func end(_ name: StaticString) {
    raw("</")
    raw(name)
    bytes.append(0x3E)
  }

  private mutating func attribute(_ name: StaticString, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    bytes.append(0x20)
    raw(name)
    raw("=\"")
    escape(value, isAttribute: true)
    bytes.append(0x22)
  }

  private mutating func raw(_ text: StaticString) { text.withUTF8Buffer { bytes.append(contentsOf: $0) } }

  private mutating func pad(_ number: Int, _ width: Int) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      bytes.append(0x30 + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }

  /// The decimal digits as they stand; a fraction without a finite form is cut to twelve decimals.
  private mutating func digits(_ number: Exact) {
    guard let unscaled = number.unscaled64 else {
      bytes.append(contentsOf: number.decimalText(maximumDigits: 12).utf8)
      return
    }
    if unscaled < 0 { bytes.append(0x2D) }
    var rest = unscaled.magnitude
    var reversed: [UInt8] = []
    reversed.reserveCapacity(24)
    var places = 0
    repeat {
      if places == number.fractionDigits, places > 0 { reversed.append(0x2E) }
      reversed.append(0x30 + UInt8(rest % 10))
      rest /= 10
      places += 1
    } while rest > 0 || places <= number.fractionDigits
    bytes.append(contentsOf: reversed.reversed())
  }

  /// Characters that XML 1.0 cannot carry become U+FFFD, so that the document stays readable.
  private mutating func escape(_ text: String, isAttribute: Bool = false) {
    var text = text
    text.withUTF8 { utf8 in
      var isPlain = true
      for byte in utf8 where byte < 0x20 || byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0x22 || byte == 0xEF {
        isPlain = false
        break
      }
      if isPlain {
        bytes.append(contentsOf: utf8)
        return
      }
      for (index, byte) in utf8.enumerated() {
        switch byte {
        case 0x26: raw("&amp;")
        case 0x3C: raw("&lt;")
        case 0x3E: if isCanonical, isAttribute { bytes.append(byte) } else { raw("&gt;") }
        case 0x22: if isCanonical, !isAttribute { bytes.append(byte) } else { raw("&quot;") }
        case 0x0A: if isCanonical, !isAttribute { bytes.append(byte) } else { raw(isCanonical ? "&#xA;" : "&#10;") }
        case 0x0D: raw(isCanonical ? "&#xD;" : "&#13;")
        case 0x09: if isCanonical, !isAttribute { bytes.append(byte) } else { raw(isCanonical ? "&#x9;" : "&#9;") }
        case 0..<0x20: raw("\u{FFFD}")
        // U+FFFE and U+FFFF are no characters: EF BF BE and EF BF BF.
        case 0xBE, 0xBF:
          let isNone = index >= 2 && utf8[index - 2] == 0xEF && utf8[index - 1] == 0xBF
          bytes.append(isNone ? 0xBD : byte)
        default: bytes.append(byte)
        }
      }
    }
  }
}


/// Base 64 of RFC 4648 without line breaks.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func append(_ bytes: [UInt8], to target: inout [UInt8]) {
    target.reserveCapacity(target.count + (bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let left = min(3, bytes.count - index)
      var block = UInt32(bytes[index]) << 16
      if left > 1 { block |= UInt32(bytes[index + 1]) << 8 }
      if left > 2 { block |= UInt32(bytes[index + 2]) }
      target.append(alphabet[Int(block >> 18 & 63)])
      target.append(alphabet[Int(block >> 12 & 63)])
      target.append(left > 1 ? alphabet[Int(block >> 6 & 63)] : 0x3D)
      target.append(left > 2 ? alphabet[Int(block & 63)] : 0x3D)
      index += 3
    }
  }

  /// `nil` when a character is none of base 64's, blanks aside.
  static func bytes(_ text: String) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count * 3 / 4)
    var block: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text.utf8 {
      let value: UInt32
      switch byte {
      case 0x41...0x5A: value = UInt32(byte) - 0x41
      case 0x61...0x7A: value = UInt32(byte) - 0x61 + 26
      case 0x30...0x39: value = UInt32(byte) - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      case 0x3D:
        padding += 1
        continue
      case 0x20, 0x0A, 0x0D, 0x09: continue
      default: return nil
      }
      if padding > 0 { return nil }
      block = block << 6 | value
      count += 1
      if count % 4 == 0 {
        result.append(UInt8(block >> 16 & 0xFF))
        result.append(UInt8(block >> 8 & 0xFF))
        result.append(UInt8(block & 0xFF))
        block = 0
      }
    }
    switch count % 4 {
    case 0: return padding == 0 ? result : nil
    case 2:
      guard padding == 2 else { return nil }
      result.append(UInt8(block >> 4 & 0xFF))
    case 3:
      guard padding == 1 else { return nil }
      result.append(UInt8(block >> 10 & 0xFF))
      result.append(UInt8(block >> 2 & 0xFF))
    default: return nil
    }
    return result
  }
}
