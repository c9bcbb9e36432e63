/// A point on the UTC time line, in microseconds since 1970-01-01T00:00:00Z. Leap seconds do not exist.
public struct Instant: Sendable, Hashable, Comparable {
  public let microseconds: Int64

  @inlinable public init(microseconds: Int64) { self.microseconds = microseconds }
  @inlinable public init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }

  @inlinable public var seconds: Int64 {
    microseconds >= 0 ? microseconds / 1_000_000 : -((-microseconds + 999_999) / 1_000_000)
  }

  @inlinable public func adding(seconds: Int64) -> Instant { Instant(microseconds: microseconds + seconds * 1_000_000) }

  @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

  /// The UTC day of this instant.
  public var utcDay: Day { Day(number: Int32(Instant.floorDivide(seconds, 86_400))) }

  @usableFromInline static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((-a + b - 1) / b) }
}

extension Instant: LosslessStringConvertible, Codable {
  /// Reads RFC 3339: `2026-03-01T08:00:00Z`, fractions to microseconds (further digits are cut), any offset,
  /// `T` or a blank between day and time, seconds optional. No offset means no instant: `nil`.
  public init?(_ text: String) {
    var copy = text
    guard let value = copy.withUTF8({ Instant(utf8: $0) }) else { return nil }
    self = value
  }

  public init?(utf8 b: UnsafeBufferPointer<UInt8>) {
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at + count <= b.count else { return nil }
      var value = 0
      for i in at..<at + count {
        guard b[i] >= 0x30, b[i] <= 0x39 else { return nil }
        value = value * 10 + Int(b[i] - 0x30)
      }
      return value
    }
    guard b.count >= 17, let y = number(0, 4), b[4] == 0x2D, let mo = number(5, 2), b[7] == 0x2D, let d = number(8, 2),
      b[10] == 0x54 || b[10] == 0x74 || b[10] == 0x20, let h = number(11, 2), b[13] == 0x3A, let mi = number(14, 2),
      let day = Day(y, mo, d), h <= 23, mi <= 59
    else { return nil }
    var i = 16
    var s = 0
    var micros = 0
    if b[i] == 0x3A {
      guard let value = number(17, 2), value <= 60 else { return nil }
      s = min(value, 59)
      i = 19
      if i < b.count, b[i] == 0x2E {
        i += 1
        var weight = 100_000
        let start = i
        while i < b.count, b[i] >= 0x30, b[i] <= 0x39 {
          micros += Int(b[i] - 0x30) * weight
          weight /= 10
          i += 1
        }
        guard i > start else { return nil }
      }
    }
    guard i < b.count else { return nil }
    var offset = 0
    if b[i] == 0x5A || b[i] == 0x7A {
      guard i + 1 == b.count else { return nil }
    } else {
      guard b[i] == 0x2B || b[i] == 0x2D, i + 6 == b.count, let oh = number(i + 1, 2), b[i + 3] == 0x3A,
        let om = number(i + 4, 2), oh <= 23, om <= 59
      else { return nil }
      offset = (oh * 3600 + om * 60) * (b[i] == 0x2B ? 1 : -1)
    }
    let seconds = Int64(day.number) * 86_400 + Int64(h * 3600 + mi * 60 + s - offset)
    microseconds = seconds * 1_000_000 + Int64(micros)
  }

  /// RFC 3339 in UTC; microseconds only when there are any.
  public var description: String {
    let total = seconds
    let day = utcDay
    let rest = Int(total - Int64(day.number) * 86_400)
    let micros = Int(microseconds - total * 1_000_000)
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    var text = "\(day)T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    if micros != 0 {
      let digits = String(micros)
      text += "." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
    return text + "Z"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Instant(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an instant: \(text)")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
