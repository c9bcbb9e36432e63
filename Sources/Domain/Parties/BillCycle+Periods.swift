public import Primitives

/// The calendar of a bill cycle: endless periods, each ending where the next begins.
///
/// A day of the month beyond the month's length is its last day, and comes back in longer months: anchored on
/// 31, periods start on 31 Jan, 28 Feb, 31 Mar. Anchors outside 1…31 (weeks: 1…7) are refused by
/// `problems(at:path:)`; here they count as the nearest allowed one.
extension BillCycle {
  /// The period that `day` lies in, half-open.
  public func period(containing day: Day) -> ServicePeriod {
    guard unit != .week else {
      let start = day.adding(days: -((day.weekday - min(max(anchorDay, 1), 7) + 7) % 7))
      return ServicePeriod(start: start, end: start.adding(days: 7))
    }
    let anchor = min(max(anchorDay, 1), 31)
    var back = -monthsSinceStart(of: day)
    var start = day.adding(months: back, anchorDay: anchor)
    if start > day {
      back -= unit.months
      start = day.adding(months: back, anchorDay: anchor)
    }
    return ServicePeriod(start: start, end: day.adding(months: back + unit.months, anchorDay: anchor))
  }

  /// The first day after `day` on which a period starts.
  public func next(after day: Day) -> Day { period(containing: day).end }

  /// Whether a period starts on `day`.
  public func starts(on day: Day) -> Bool { period(containing: day).start == day }

  /// Every whole period that holds a day of `first...last`, in order; none when `last` is before `first`.
  public func periods(from first: Day, through last: Day) -> [ServicePeriod] {
    guard first <= last else { return [] }
    var found: [ServicePeriod] = []
    var next = period(containing: first)
    while next.start <= last {
      found.append(next)
      next = period(containing: next.end)
    }
    return found
  }

  /// Whole months from the latest month in which a period starts to the month of `day`, 0 ..< months of the unit.
  private func monthsSinceStart(of day: Day) -> Int {
    if unit == .month { return 0 }
    let since = (day.month - anchorMonth) % unit.months
    return since < 0 ? since + unit.months : since
  }
}
