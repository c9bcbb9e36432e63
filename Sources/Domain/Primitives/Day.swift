/// A calendar day of the proleptic Gregorian calendar, without a time zone of its own.
///
/// Which instants belong to it is decided by an account's `Zone`. Text form is ISO 8601: `2026-02-28`.
public struct Day: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  public let number: Int32

  @inlinable public init(number: Int32) { self.number = number }

  /// The day of these numbers, or `nil` when the calendar has none (30 February).
  public init?(_ year: Int, _ month: Int, _ day: Int) {
    guard (1...12).contains(month), (1...9999).contains(year), day >= 1, day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    self = Day.unchecked(year, month, day)
  }

  /// Days from civil date after Howard Hinnant's published algorithm (chrono-compatible low-level date algorithms).
  static func unchecked(_ year: Int, _ month: Int, _ day: Int) -> Day {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Day(number: Int32(era * 146_097 + dayOfEra - 719_468))
  }

  public var civil: (year: Int, month: Int, day: Int) {
    let z = Int(number) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }

  public var year: Int { civil.year }
  public var month: Int { civil.month }
  public var dayOfMonth: Int { civil.day }

  /// ISO weekday: 1 Monday … 7 Sunday.
  public var weekday: Int { Int(((number % 7) + 10) % 7) + 1 }

  @inlinable public func adding(days: Int) -> Day { Day(number: number + Int32(days)) }

  /// Signed whole days from this day to `other`.
  @inlinable public func days(until other: Day) -> Int { Int(other.number - number) }

  /// The day `months` later that stands on `anchorDay`, or on the month's last day when the month is shorter.
  ///
  /// The anchor is not forgotten on the way: 31 Jan, 28 Feb, 31 Mar.
  public func adding(months: Int, anchorDay: Int? = nil) -> Day {
    let (y, m, d) = civil
    let index = y * 12 + (m - 1) + months
    let (year, month) = (index / 12, index % 12 + 1)
    return Day.unchecked(year, month, min(anchorDay ?? d, Day.length(ofMonth: month, year: year)))
  }

  /// Days of a month, 28 to 31.
  public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
}

extension Day: LosslessStringConvertible, Codable {
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
      let y = Int(parts[0]), let m = Int(parts[1]), let d = Int(parts[2]), let day = Day(y, m, d)
    else { return nil }
    self = day
  }

  public var description: String {
    let (y, m, d) = civil
    func pad(_ n: Int, _ width: Int) -> String {
      let text = String(n)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    return pad(y, 4) + "-" + pad(m, 2) + "-" + pad(d, 2)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let day = Day(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day: \(text)")
    }
    self = day
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
