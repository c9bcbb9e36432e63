// The bytes of JSON text, written straight into reserved room: this is on the path of every stored explanation.
extension JSONText {
  mutating func literal(_ text: StaticString) {
    text.withUTF8Buffer { utf8 in
      reserve(utf8.count + 1)
      if needsComma { put(0x2C) }
      put(utf8)
    }
    needsComma = true
  }

  /// Writes a field's name; its value must follow.
  public mutating func key(_ name: JSONName) {
    name.literal.withUTF8Buffer { utf8 in
      reserve(utf8.count + 4)
      if needsComma { put(0x2C) }
      put(0x22)
      put(utf8)
      put(0x22)
      put(0x3A)
    }
    needsComma = false
  }

  mutating func copy(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      reserve(utf8.count + 1)
      if needsComma { put(0x2C) }
      put(utf8)
    }
    needsComma = true
  }

  @usableFromInline mutating func open(_ byte: UInt8) {
    reserve(2)
    if needsComma { put(0x2C) }
    put(byte)
    needsComma = false
  }

  @usableFromInline mutating func close(_ byte: UInt8) {
    reserve(1)
    put(byte)
    needsComma = true
  }

  /// One byte, for which there is room.
  @inline(__always) private mutating func put(_ byte: UInt8) {
    at.pointee = byte
    at += 1
  }

  /// Bytes for which there is room.
  @inline(__always) private mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    at.update(from: source, count: bytes.count)
    at += bytes.count
  }

  /// `text` in quotes, with a comma before it or a colon after it where asked for.
  mutating func quote(_ text: String, before comma: Bool, after colon: Bool) {
    var text = text
    text.withUTF8 { utf8 in
      // The longest escape takes six bytes for one.
      reserve(utf8.count * 6 + 4)
      if comma { put(0x2C) }
      put(0x22)
      if JSONText.isPlain(utf8) { put(utf8) } else { for byte in utf8 { JSONText.escape(byte, &at) } }
      put(0x22)
      if colon { put(0x3A) }
    }
  }

  /// True when no byte needs an escape; eight bytes at a time.
  private static func isPlain(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(utf8)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    func needsEscape(_ word: UInt64) -> Bool {
      // A byte of a word is zero where (w - ones) & ~w has its high bit; so for each forbidden value in turn.
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let found = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word
      return found & high != 0
    }
    let count = raw.count
    if count < 8 {
      // Short names and numbers, the most frequent: one word, filled up with blanks.
      var word: UInt64 = 0x2020_2020_2020_2020
      for byte in raw { word = word << 8 | UInt64(byte) }
      return !needsEscape(word)
    }
    var index = 0
    while index + 8 <= count {
      if needsEscape(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) { return false }
      index += 8
    }
    return index == count || !needsEscape(raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
  }

  private static func escape(_ byte: UInt8, _ at: inout UnsafeMutablePointer<UInt8>) {
    func put(_ byte: UInt8) {
      at.pointee = byte
      at += 1
    }
    func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }
    switch byte {
    case 0x22, 0x5C:
      put(0x5C)
      put(byte)
    case 0x0A:
      put(0x5C)
      put(0x6E)
    case 0x0D:
      put(0x5C)
      put(0x72)
    case 0x09:
      put(0x5C)
      put(0x74)
    case 0..<0x20:
      put(0x5C)
      put(0x75)
      put(0x30)
      put(0x30)
      put(hex(byte >> 4))
      put(hex(byte & 15))
    default: put(byte)
    }
  }

  /// Digits of a whole number with a point `scale` places from the right; the same text as `Exact.description`.
  mutating func writeDigits(_ number: Int64, scale: Int, quoted: Bool) {
    let length = max(JSONText.decimalLength(number.magnitude), scale + 1)
    reserve(length + 6)
    if needsComma { put(0x2C) }
    if quoted { put(0x22) }
    if number < 0 { put(0x2D) }
    let end = at + length + (scale > 0 ? 1 : 0)
    var place = end
    var rest = number.magnitude
    if scale > 0 {
      rest = JSONText.writeBackwards(rest, scale, &place)
      place -= 1
      place.pointee = 0x2E
    }
    _ = JSONText.writeBackwards(rest, length - scale, &place)
    at = end
    if quoted { put(0x22) }
    needsComma = true
  }

  /// The last `count` digits of a number, written before `place`; gives the digits before them.
  @inline(__always) private static func writeBackwards(_ number: UInt64, _ count: Int, _ place: inout UnsafeMutablePointer<UInt8>) -> UInt64 {
    var (rest, left) = (number, count)
    // Two at a time: a division takes longer than all else.
    while left >= 2 {
      let (quotient, two) = rest.quotientAndRemainder(dividingBy: 100)
      let tens = UInt8(truncatingIfNeeded: (two &* 103) >> 10)
      place -= 2
      place.pointee = 0x30 &+ tens
      (place + 1).pointee = 0x30 &+ UInt8(truncatingIfNeeded: two) &- tens &* 10
      rest = quotient
      left -= 2
    }
    if left == 0 { return rest }
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
    place -= 1
    place.pointee = 0x30 &+ UInt8(truncatingIfNeeded: digit)
    return quotient
  }

  /// How many digits a number has.
  private static func decimalLength(_ number: UInt64) -> Int {
    var length = 1
    var rest = number
    while rest >= 10_000 {
      rest /= 10_000
      length += 4
    }
    return length + (rest >= 1000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
  }

  mutating func writeDay(_ day: Day) {
    writeTime(atMost: 12) { $0.day(day.civil) }
  }

  /// As `Instant.description` has it.
  mutating func writeInstant(_ instant: Instant) {
    let (seconds, day) = (instant.seconds, instant.utcDay)
    let civil = day.civil
    guard (0...9999).contains(civil.year) else { return value(instant.description) }
    let rest = Int(seconds - Int64(day.number) * 86_400)
    let micros = Int(instant.microseconds - seconds * 1_000_000)
    writeTime(atMost: 29) { digits in
      digits.day(civil)
      digits.put(0x54)
      digits.two(rest / 3600)
      digits.put(0x3A)
      digits.two(rest / 60 % 60)
      digits.put(0x3A)
      digits.two(rest % 60)
      if micros != 0 {
        digits.put(0x2E)
        digits.two(micros / 10_000)
        digits.two(micros / 100)
        digits.two(micros)
      }
      digits.put(0x5A)
    }
  }

  /// Writes digits in quotes.
  private mutating func writeTime(atMost count: Int, _ body: (inout Digits) -> Void) {
    reserve(count + 3)
    var digits = Digits(at: at)
    if needsComma { digits.put(0x2C) }
    digits.put(0x22)
    body(&digits)
    digits.put(0x22)
    at = digits.at
    needsComma = true
  }

  /// Where digits go; there is room for them.
  private struct Digits {
    var at: UnsafeMutablePointer<UInt8>

    mutating func put(_ byte: UInt8) {
      at.pointee = byte
      at += 1
    }

    /// The last two digits.
    mutating func two(_ number: Int) {
      put(0x30 + UInt8(truncatingIfNeeded: number / 10 % 10))
      put(0x30 + UInt8(truncatingIfNeeded: number % 10))
    }

    mutating func day(_ civil: (year: Int, month: Int, day: Int)) {
      two(civil.year / 100)
      two(civil.year)
      put(0x2D)
      two(civil.month)
      put(0x2D)
      two(civil.day)
    }
  }

  /// Writes texts that are in exactly the languages of this house or some of them, without sorting; false: not written.
  static func writeUsualLanguages(_ text: LocalizedText, into json: inout JSONText) -> Bool {
    let words = text.byLanguage
    let (en, es, ko, ro) = (words["en"], words["es"], words["ko"], words["ro"])
    let known = (en == nil ? 0 : 1) + (es == nil ? 0 : 1) + (ko == nil ? 0 : 1) + (ro == nil ? 0 : 1)
    if known != words.count { return false }
    json.field("en", en)
    json.field("es", es)
    json.field("ko", ko)
    json.field("ro", ro)
    return true
  }
}
