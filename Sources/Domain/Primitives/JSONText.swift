/// The name of a field that is known when the program is made: letters, digits and what else needs no escape in JSON.
///
/// It is written as it stands, without looking at it again.
public struct JSONName: Sendable, ExpressibleByStringLiteral {
  @usableFromInline let literal: StaticString

  @inlinable public init(stringLiteral literal: StaticString) { self.literal = literal }

  public var text: String { "\(literal)" }
}

/// Writes JSON text front to back into one byte buffer: equal input gives equal bytes, keys in the order written.
///
/// For the hot paths and for everything whose bytes must be stable. Numbers that are money are written as text.
///
/// Nobody has a copy of it: its bytes are written where they lie, without asking at each field who else reads them.
public struct JSONText: ~Copyable {
  /// Room for the text, up to `end`; what comes next is written to `at`, once there is room for it (`reserve`).
  private(set) var start: UnsafeMutablePointer<UInt8>
  var at: UnsafeMutablePointer<UInt8>
  private var end: UnsafeMutablePointer<UInt8>
  var needsComma = false

  public init(reservingCapacity capacity: Int = 0) {
    let room = max(capacity, 256)
    start = .allocate(capacity: room)
    (at, end) = (start, start + room)
  }

  deinit { start.deallocate() }

  /// A copy of what is written.
  public var bytes: [UInt8] { withBytes { Array($0) } }

  public var string: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Reads what is written in place; the bytes are valid only inside `body`.
  public func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
    try body(UnsafeBufferPointer(start: start, count: at - start))
  }

  /// Starts again with an empty text, keeping the memory.
  public mutating func removeAll() {
    at = start
    needsComma = false
  }

  /// Makes room for so many bytes behind what is written.
  @inline(__always) mutating func reserve(_ more: Int) {
    if end - at < more { grow(more) }
  }

  @inline(never) private mutating func grow(_ more: Int) {
    let (used, room) = (at - start, end - start)
    let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: room + max(room, more))
    wider.moveInitialize(from: start, count: used)
    start.deallocate()
    (start, at, end) = (wider, wider + used, wider + room + max(room, more))
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

  /// Writes a field's name that only the data knows; its value must follow.
  public mutating func key(named name: String) {
    quote(name, before: needsComma, after: true)
    needsComma = false
  }

  /// Writes a text, quoted and escaped.
  public mutating func value(_ text: String) {
    quote(text, before: needsComma, after: false)
    needsComma = true
  }

  /// Writes a whole number.
  public mutating func value(_ number: Int64) {
    writeDigits(number, scale: 0, quoted: false)
  }

  public mutating func value(_ number: Int) { value(Int64(number)) }

  public mutating func value(_ flag: Bool) { literal(flag ? "true" : "false") }
  public mutating func null() { literal("null") }

  /// Writes a value that is JSON already, as it stands.
  public mutating func raw(_ json: String) { copy(json) }

  /// The decimal digits as text, so that no reader turns them into binary floating point.
  public mutating func value(_ exact: Exact) {
    guard let digits = exact.unscaled64 else { return value(exact.description) }
    writeDigits(digits, scale: exact.fractionDigits, quoted: true)
  }

  /// Writes a day as ISO 8601 text.
  public mutating func value(_ day: Day) { writeDay(day) }

  /// Writes an instant as RFC 3339 text in UTC.
  public mutating func value(_ instant: Instant) { writeInstant(instant) }

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
      if text.byLanguage.count == 1, let only = text.byLanguage.first { return json.field(named: only.key, only.value) }
      if JSONText.writeUsualLanguages(text, into: &json) { return }
      for (language, words) in text.byLanguage.sorted(by: { $0.key < $1.key }) { json.field(named: language, words) }
    }
  }

  public mutating func field(_ name: JSONName, _ text: String?) { if let text { key(name); value(text) } }
  public mutating func field(_ name: JSONName, _ number: Int?) { if let number { key(name); value(number) } }
  public mutating func field(_ name: JSONName, _ number: Int64?) { if let number { key(name); value(number) } }
  public mutating func field(_ name: JSONName, _ exact: Exact?) { if let exact { key(name); value(exact) } }
  public mutating func field(_ name: JSONName, _ flag: Bool?) { if let flag { key(name); value(flag) } }
  public mutating func field(_ name: JSONName, _ day: Day?) { if let day { key(name); value(day) } }
  public mutating func field(_ name: JSONName, _ instant: Instant?) { if let instant { key(name); value(instant) } }

  /// A field whose name only the data knows.
  public mutating func field(named name: String, _ text: String?) { if let text { key(named: name); value(text) } }
  public mutating func field(named name: String, _ number: Int?) { if let number { key(named: name); value(number) } }
  public mutating func field(named name: String, _ exact: Exact?) { if let exact { key(named: name); value(exact) } }
}

extension JSONText {
  /// An explanation as a list of steps; fields without a value are left out.
  public mutating func value(_ explanation: Explanation) {
    let steps = explanation.steps
    array { json in
      // By index, so that each is read where it lies instead of being copied out.
      for index in steps.indices {
        json.object {
          $0.field("kind", steps[index].kind.rawValue)
          $0.field("label", steps[index].label)
          $0.field("quantity", steps[index].quantity)
          $0.field("unitPrice", steps[index].unitPrice)
          $0.field("numerator", steps[index].numerator)
          $0.field("denominator", steps[index].denominator)
          if let period = steps[index].period {
            $0.key("period")
            $0.value(period)
          }
          $0.field("amount", steps[index].amount)
        }
      }
    }
  }
}
