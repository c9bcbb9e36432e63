/// The number of an object in a PDF file; its generation is always 0.
struct ObjectID: Hashable, Sendable {
  var number: Int
}

/// PDF syntax being written: names, numbers, strings, references (ISO 32000-1, 7.3).
struct PDFBytes {
  var bytes: [UInt8] = []

  init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  init(_ text: StaticString) { raw(text) }

  var isEmpty: Bool { bytes.isEmpty }

  mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ other: PDFBytes) { bytes.append(contentsOf: other.bytes) }

  /// ASCII text of our own, such as the name of a font.
  mutating func ascii(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func space() { bytes.append(0x20) }

  mutating func integer(_ value: Int) {
    if value >= 0, value < 10 { return bytes.append(0x30 &+ UInt8(truncatingIfNeeded: value)) }
    if value < 0 { bytes.append(0x2D) }
    var rest = value.magnitude
    if rest < 1000 {
      if rest >= 100 { bytes.append(0x30 &+ UInt8(truncatingIfNeeded: rest / 100)) }
      if rest >= 10 { bytes.append(0x30 &+ UInt8(truncatingIfNeeded: rest / 10 % 10)) }
      return bytes.append(0x30 &+ UInt8(truncatingIfNeeded: rest % 10))
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var count = 0
      repeat {
        digits[count] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
        count += 1
      } while rest > 0
      while count > 0 {
        count -= 1
        bytes.append(digits[count])
      }
    }
  }

  /// A number rounded to hundredths, without trailing zeros: enough for a place on a page.
  mutating func number(_ value: Double) { decimal(value, scale: 100) }

  /// A number rounded to ten-thousandths: widths of glyphs, parts of a colour.
  mutating func fine(_ value: Double) { decimal(value, scale: 10_000) }

  /// - Parameter scale: a power of ten.
  @inline(__always)
  private mutating func decimal(_ value: Double, scale: Int) {
    // Half away from zero, without a call for each number.
    var scaled = Int(value.magnitude * Double(scale) + 0.5)
    if value < 0, scaled != 0 { bytes.append(0x2D) }
    let whole = scaled / scale
    integer(whole)
    scaled -= whole * scale
    guard scaled != 0 else { return }
    bytes.append(0x2E)
    var unit = scale / 10
    while scaled != 0 {
      let digit = scaled / unit
      bytes.append(0x30 &+ UInt8(truncatingIfNeeded: digit))
      scaled -= digit * unit
      unit /= 10
    }
  }

  mutating func reference(_ id: ObjectID) {
    integer(id.number)
    raw(" 0 R")
  }

  /// A text string: as it is when it is plain ASCII, UTF-16 with a byte order mark otherwise.
  mutating func text(_ text: String) {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      bytes.append(0x28)
      for byte in text.utf8 { escaped(byte) }
      bytes.append(0x29)
    } else {
      raw("<FEFF")
      for unit in text.utf16 { hex(unit) }
      raw(">")
    }
  }

  /// One byte of a literal string.
  mutating func escaped(_ byte: UInt8) {
    switch byte {
    case 0x28, 0x29, 0x5C:
      bytes.append(0x5C)
      bytes.append(byte)
    case 0x0D: raw("\\r")
    case 0x0A: raw("\\n")
    default: bytes.append(byte)
    }
  }

  mutating func hex(_ value: UInt16) {
    for shift in [12, 8, 4, 0] {
      let nibble = UInt8(truncatingIfNeeded: (value >> UInt16(shift)) & 0xF)
      bytes.append(nibble < 10 ? 0x30 + nibble : 0x37 + nibble)
    }
  }

  mutating func hex(_ data: [UInt8]) {
    for byte in data {
      for nibble in [byte >> 4, byte & 0xF] { bytes.append(nibble < 10 ? 0x30 + nibble : 0x37 + nibble) }
    }
  }

  /// A name with what is no regular character written as `#xx`.
  mutating func name(_ text: String) {
    bytes.append(0x2F)
    for byte in text.utf8 {
      let isRegular = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || byte == 0x2B || byte == 0x2D || byte == 0x2E || byte == 0x5F
      if isRegular {
        bytes.append(byte)
      } else {
        bytes.append(0x23)
        hex([byte])
      }
    }
  }
}
