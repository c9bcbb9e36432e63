/// When a service was, or will be, usable: whole days, half-open `[start, end)`.
///
/// Not to be confused with the *billing* period (when it is billed) and the *accounting* period (when it is
/// booked); all three may differ.
public struct ServicePeriod: Sendable, Hashable, Codable {
  public var start: Day
  /// The first day that no longer belongs to the period.
  public var end: Day

  /// `end` must not be before `start`; an empty period is allowed.
  public init(start: Day, end: Day) {
    self.start = start
    self.end = max(start, end)
  }

  public var days: Int { start.days(until: end) }
  public var isEmpty: Bool { end <= start }
  /// The last day that belongs to the period; documents show this one.
  public var lastDay: Day { end.adding(days: -1) }

  public func contains(_ day: Day) -> Bool { start <= day && day < end }

  /// The days that both periods share; `nil` when there are none.
  public func intersection(_ other: ServicePeriod) -> ServicePeriod? {
    let (s, e) = (max(start, other.start), min(end, other.end))
    return s < e ? ServicePeriod(start: s, end: e) : nil
  }
}

extension ServicePeriod: CustomStringConvertible {
  public var description: String { "\(start)..<\(end)" }
}

/// A stretch of the UTC time line, half-open `[start, end)`.
public struct InstantRange: Sendable, Hashable, Codable {
  public var start: Instant
  public var end: Instant

  public init(start: Instant, end: Instant) {
    self.start = start
    self.end = max(start, end)
  }

  public var seconds: Exact { Exact(unscaled: end.microseconds - start.microseconds, scale: 6) }
  public func contains(_ instant: Instant) -> Bool { start <= instant && instant < end }
}
