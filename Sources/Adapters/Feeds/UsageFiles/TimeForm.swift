import Primitives

/// How a file writes instants.
enum TimeForm {
  /// RFC 3339 with an offset: `2026-03-01T08:00:00Z`.
  case rfc3339
  /// Whole or decimal seconds since 1970-01-01T00:00:00Z.
  case epochSeconds
  case epochMilliseconds
  /// A wall clock in a zone, by a pattern such as `dd.MM.yyyy HH:mm:ss`.
  case local(LocalPattern)

  /// In words, for a problem.
  var described: String {
    switch self {
    case .rfc3339: "RFC 3339 with an offset, such as 2026-03-01T08:00:00Z"
    case .epochSeconds: "seconds since 1970, such as 1772352000"
    case .epochMilliseconds: "milliseconds since 1970, such as 1772352000000"
    case .local(let pattern): "`\(pattern.text)` in \(pattern.zone.name)"
    }
  }
}

/// Reads instants of one form; remembers the last day, which nearly every next record shares.
struct TimeReader {
  let form: TimeForm
  private var lastDate: UInt64 = 0
  private var lastDateRest: UInt16 = 0
  private var lastDayMicroseconds: Int64 = 0

  init(_ form: TimeForm) { self.form = form }

  /// Microseconds since 1970, UTC; `nil` when the text is no instant of this form.
  mutating func read(_ b: UnsafeBufferPointer<UInt8>) -> Int64? {
    switch form {
    case .rfc3339: rfc3339(b)
    case .epochSeconds: epoch(b, perSecond: 1_000_000)
    case .epochMilliseconds: epoch(b, perSecond: 1_000)
    case .local(let pattern): pattern.read(b)?.microseconds
    }
  }

  /// `2026-03-01T08:00:00Z` without going through the calendar when the day is that of the record before.
  private mutating func rfc3339(_ b: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard b.count == 20, let base = b.baseAddress, b[19] == 0x5A, b[10] == 0x54, b[13] == 0x3A, b[16] == 0x3A else {
      return Instant(utf8: b)?.microseconds
    }
    let raw = UnsafeRawPointer(base)
    let date = raw.loadUnaligned(as: UInt64.self)
    let rest = raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
    if date != lastDate || rest != lastDateRest {
      guard let whole = Instant(utf8: b) else { return nil }
      lastDate = date
      lastDateRest = rest
      lastDayMicroseconds = Int64(whole.utcDay.number) * 86_400_000_000
      return whole.microseconds
    }
    let h = two(b, 11), m = two(b, 14), s = two(b, 17)
    guard h < 24, m < 60, s < 60 else { return Instant(utf8: b)?.microseconds }
    return lastDayMicroseconds + Int64(h * 3600 + m * 60 + s) * 1_000_000
  }

  /// Two digits, or 100 and more.
  private func two(_ b: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    let (x, y) = (b[at] &- 0x30, b[at + 1] &- 0x30)
    return x > 9 || y > 9 ? 100 : Int(x) * 10 + Int(y)
  }

  private func epoch(_ b: UnsafeBufferPointer<UInt8>, perSecond: Int) -> Int64? {
    guard b.count <= 24, let value = Exact(utf8: b) else { return nil }
    let micros = value * Exact(perSecond)
    // The year 9999 is the calendar's end; anything beyond is another unit.
    guard micros.isDecimal, micros.reduced.fractionDigits == 0, let whole = micros.reduced.unscaled64,
      whole.magnitude < 253_402_300_800_000_000
    else { return nil }
    return whole
  }
}

/// A wall clock pattern: `yyyy`, `yy`, `MM`, `dd`, `HH`, `mm`, `ss`, `S…` (fraction); `M`, `d`, `H` take one or two digits;
/// every other character stands for itself.
struct LocalPattern {
  private enum Part {
    case field(UInt8, Int)
    case literal(UInt8)
  }

  let text: String
  let zone: Zone
  private let parts: [Part]

  /// `nil` when the pattern lacks the year, the month or the day, or names an unknown field.
  init?(_ text: String, zone: Zone) {
    var parts: [Part] = []
    let bytes = Array(text.utf8)
    var index = 0
    var seen: Set<UInt8> = []
    while index < bytes.count {
      let byte = bytes[index]
      guard (byte | 0x20) >= 0x61, (byte | 0x20) <= 0x7A, byte != 0x54 else {
        parts.append(.literal(byte))
        index += 1
        continue
      }
      var end = index
      while end < bytes.count, bytes[end] == byte { end += 1 }
      guard "yMdHmsS".utf8.contains(byte), !seen.contains(byte) else { return nil }
      seen.insert(byte)
      parts.append(.field(byte, end - index))
      index = end
    }
    guard seen.isSuperset(of: Array("yMd".utf8)) else { return nil }
    self.text = text
    self.zone = zone
    self.parts = parts
  }

  /// A time that the clock shows twice (autumn) is taken as the first of the two.
  func read(_ b: UnsafeBufferPointer<UInt8>) -> Instant? {
    var (year, month, day, hour, minute, second, micros) = (0, 0, 0, 0, 0, 0, 0)
    var index = 0
    for part in parts {
      switch part {
      case .literal(let byte):
        guard index < b.count, b[index] == byte else { return nil }
        index += 1
      case .field(let name, let width):
        let least = width
        let most = width == 1 ? 2 : width
        var value = 0
        var digits = 0
        while index < b.count, digits < most, b[index] &- 0x30 <= 9 {
          value = value * 10 + Int(b[index] &- 0x30)
          digits += 1
          index += 1
        }
        guard digits >= least else { return nil }
        switch name {
        case 0x79: year = width == 2 ? 2000 + value : value
        case 0x4D: month = value
        case 0x64: day = value
        case 0x48: hour = value
        case 0x6D: minute = value
        case 0x73: second = value
        default:
          micros = value
          for _ in 0..<max(0, 6 - digits) { micros *= 10 }
          for _ in 0..<max(0, digits - 6) { micros /= 10 }
        }
      }
    }
    guard index == b.count, let date = Day(year, month, day), hour < 24, minute < 60, second < 60 else { return nil }
    let whole = zone.instant(of: date, secondOfDay: hour * 3600 + minute * 60 + second)
    return Instant(microseconds: whole.microseconds + Int64(micros))
  }
}
