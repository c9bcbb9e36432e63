/// Writes JSON text front to back into one byte buffer: equal input gives equal bytes, keys in the order written.
///
/// For the hot paths and for everything whose bytes must be stable. Numbers that are money are written as text.
public struct JSONText {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init(reservingCapacity capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Starts again with an empty text, keeping the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Writes `{…}`; `body` writes its fields.
  @inlinable public mutating func object(_ body: (inout JSONText) -> Void) {
    open(0x7B)
    body(&self)
    close(0x7D)
  }

  /// Writes `[…]`; `body` writes its elements.
  @inlinable public mutating func array(_ body: (inout JSONText) -> Void) {
    open(0x5B)
    body(&self)
    close(0x5D)
  }

  /// Writes a field's name; its value must follow.
  public mutating func key(_ name: String) {
    comma()
    quote(name)
    bytes.append(0x3A)
    needsComma = false
  }

  /// Writes a text, quoted and escaped.
  public mutating func value(_ text: String) {
    comma()
    quote(text)
    needsComma = true
  }

  /// Writes a whole number.
  public mutating func value(_ number: Int64) {
    comma()
    appendDigits(number, scale: 0)
    needsComma = true
  }

  public mutating func value(_ number: Int) { value(Int64(number)) }

  public mutating func value(_ flag: Bool) { literal(flag ? "true" : "false") }
  public mutating func null() { literal("null") }

  /// The decimal digits as text, so that no reader turns them into binary floating point.
  public mutating func value(_ exact: Exact) {
    guard let digits = exact.unscaled64 else { return value(exact.description) }
    comma()
    bytes.append(0x22)
    appendDigits(digits, scale: exact.fractionDigits)
    bytes.append(0x22)
    needsComma = true
  }

  /// Writes a day as ISO 8601 text.
  public mutating func value(_ day: Day) {
    comma()
    let (year, month, dayOfMonth) = day.civil
    bytes.append(0x22)
    appendPadded(year, width: 4)
    bytes.append(0x2D)
    appendPadded(month, width: 2)
    bytes.append(0x2D)
    appendPadded(dayOfMonth, width: 2)
    bytes.append(0x22)
    needsComma = true
  }

  /// `{"start":…,"end":…}`, half-open.
  public mutating func value(_ period: ServicePeriod) {
    object {
      $0.field("start", period.start)
      $0.field("end", period.end)
    }
  }

  /// A map of language to text, in the order of the codes.
  public mutating func value(_ text: LocalizedText) {
    object { json in
      if text.byLanguage.count == 1, let only = text.byLanguage.first { return json.field(only.key, only.value) }
      for (language, words) in text.byLanguage.sorted(by: { $0.key < $1.key }) { json.field(language, words) }
    }
  }


  public mutating func field(_ name: String, _ text: String?) { if let text { key(name); value(text) } }
  public mutating func field(_ name: String, _ number: Int?) { if let number { key(name); value(number) } }
  public mutating func field(_ name: String, _ number: Int64?) { if let number { key(name); value(number) } }
  public mutating func field(_ name: String, _ exact: Exact?) { if let exact { key(name); value(exact) } }
  public mutating func field(_ name: String, _ flag: Bool?) { if let flag { key(name); value(flag) } }
  public mutating func field(_ name: String, _ day: Day?) { if let day { key(name); value(day) } }
  public mutating func field(_ name: String, _ instant: Instant?) { if let instant { key(name); value(instant.description) } }

  private mutating func literal(_ text: String) {
    comma()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  @usableFromInline mutating func open(_ byte: UInt8) {
    comma()
    bytes.append(byte)
    needsComma = false
  }

  @usableFromInline mutating func close(_ byte: UInt8) {
    bytes.append(byte)
    needsComma = true
  }

  private mutating func comma() { if needsComma { bytes.append(0x2C) } }

  private mutating func quote(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      bytes.append(0x22)
      if utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) {
        for byte in utf8 { appendEscaped(byte) }
      } else {
        bytes.append(contentsOf: utf8)
      }
      bytes.append(0x22)
    }
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case 0x22, 0x5C:
      bytes.append(0x5C)
      bytes.append(byte)
    case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
    case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
    case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
    case 0..<0x20:
      let hex = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, hex[Int(byte >> 4)], hex[Int(byte & 15)]])
    default: bytes.append(byte)
    }
  }

  /// Digits of a whole number with a point `scale` places from the right; the same text as `Exact.description`.
  private mutating func appendDigits(_ number: Int64, scale: Int) {
    if number < 0 { bytes.append(0x2D) }
    var rest = number.magnitude
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { room in
      var at = 64
      var written = 0
      repeat {
        if written == scale, scale > 0 {
          at -= 1
          room[at] = 0x2E
        }
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        at -= 1
        room[at] = 0x30 + UInt8(digit)
        rest = quotient
        written += 1
      } while rest > 0 || written <= scale
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[at...]))
    }
  }

  private mutating func appendPadded(_ number: Int, width: Int) {
    var divisor = width == 4 ? 1000 : 10
    while divisor > 0 {
      bytes.append(0x30 + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }
}

extension JSONText {
  /// An explanation as a list of steps; fields without a value are left out.
  public mutating func value(_ explanation: Explanation) {
    array { json in
      for step in explanation.steps {
        json.object {
          $0.field("kind", step.kind.rawValue)
          $0.field("label", step.label)
          $0.field("quantity", step.quantity)
          $0.field("unitPrice", step.unitPrice)
          $0.field("numerator", step.numerator)
          $0.field("denominator", step.denominator)
          if let period = step.period {
            $0.key("period")
            $0.value(period)
          }
          $0.field("amount", step.amount)
        }
      }
    }
  }
}
