public import Catalog
public import Primitives

/// How much of a price period was used, by the convention a price names.
public enum Proration {
  /// `used` as a part of `full`, both half-open; what lies outside `full` does not count.
  ///
  /// - `byDay`: days of `used` over days of `full`.
  /// - `byDayInclusive`: as `byDay`, and the day on which the use ends counts as used when it lies in `full`.
  /// - `fixed30`: on months of 30 days each; the 31st weighs nothing, the last day of February weighs what is
  ///   missing to 30.
  /// - `bySecond`: seconds from local midnight to local midnight in `zone`, so that a day of a clock change has
  ///   23 or 25 hours.
  /// - `none`: everything as soon as any part was used.
  public static func fraction(
    of used: ServicePeriod, in full: ServicePeriod, by convention: ProrationConvention, zone: Zone = .utc
  ) -> Fraction {
    guard let part = used.intersection(full) else { return Fraction(0, max(1, weight(of: full, by: convention, zone: zone))) }
    if convention == .none { return .whole }
    var counted = part
    if convention == .byDayInclusive, part.end < full.end { counted.end = part.end.adding(days: 1) }
    return Fraction(weight(of: counted, by: convention, zone: zone), weight(of: full, by: convention, zone: zone))
  }

  /// What a period weighs: days, days of 30-day months, or seconds. Weights of adjoining periods add up.
  public static func weight(of period: ServicePeriod, by convention: ProrationConvention, zone: Zone = .utc) -> Int {
    switch convention {
    case .byDay, .byDayInclusive: period.days
    case .fixed30: thirtyDayNumber(period.end) - thirtyDayNumber(period.start)
    case .bySecond: Int(zone.start(of: period.end).seconds - zone.start(of: period.start).seconds)
    case .none: period.isEmpty ? 0 : 1
    }
  }

  /// The difference of the local calendar dates of two instants, whatever the clocks did between them.
  public static func localDays(from first: Instant, to second: Instant, in zone: Zone) -> Int {
    zone.day(of: first).days(until: zone.day(of: second))
  }

  /// Days since year 0 when every month has 30 days; the 31st begins where the next month does.
  private static func thirtyDayNumber(_ day: Day) -> Int {
    let (year, month, dayOfMonth) = day.civil
    return (year * 12 + month - 1) * 30 + dayOfMonth - 1
  }
}
