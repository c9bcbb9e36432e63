public import Catalog
public import Primitives
public import Usage

/// Takes units from allowance buckets, and says how much of each.
public enum AllowanceUse {
  /// The buckets a subscription holds in a period: those left from before that have not expired, and the grant of
  /// the period itself.
  ///
  /// A grant expires with its period, or as many whole periods of the same length later as the allowance rolls over.
  public static func buckets(
    _ allowance: Allowance, for period: ServicePeriod, nextPeriods: [ServicePeriod] = [], share: Share = .whole,
    carriedOver: [AllowanceBucket] = []
  ) -> [AllowanceBucket] {
    var held = carriedOver.filter { $0.code == allowance.code && $0.expiresOn > period.start && $0.left.isPositive }
    let expires: Day
    if allowance.rolloverPeriods == 0 {
      expires = period.end
    } else if nextPeriods.count >= allowance.rolloverPeriods {
      expires = nextPeriods[allowance.rolloverPeriods - 1].end
    } else {
      expires = rolled(period, by: allowance.rolloverPeriods)
    }
    let units = allowance.prorated ? allowance.units * share.exact : allowance.units
    held.append(AllowanceBucket(code: allowance.code, grantedOn: period.start, expiresOn: expires, granted: units))
    return held
  }

  /// The end of the period `count` periods later; whole months step by months, anything else by days.
  private static func rolled(_ period: ServicePeriod, by count: Int) -> Day {
    let months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    let anchor = max(period.start.dayOfMonth, period.end.dayOfMonth)
    if months > 0, period.start.adding(months: months, anchorDay: anchor) == period.end {
      return period.end.adding(months: months * count, anchorDay: anchor)
    }
    return period.end.adding(days: period.days * count)
  }

  /// Takes `wanted` units on `day`, from the bucket that expires first (then the oldest); gives what was taken.
  public static func take(_ wanted: Exact, on day: Day, from buckets: inout [AllowanceBucket]) -> Exact {
    guard wanted.isPositive, !buckets.isEmpty else { return .zero }
    var open = wanted
    while open.isPositive {
      var chosen: Int?
      for index in buckets.indices where buckets[index].left.isPositive && day < buckets[index].expiresOn {
        guard let best = chosen else { chosen = index; continue }
        let (a, b) = (buckets[index], buckets[best])
        if (a.expiresOn, a.grantedOn) < (b.expiresOn, b.grantedOn) { chosen = index }
      }
      guard let index = chosen else { break }
      let part = min(open, buckets[index].left)
      buckets[index].left -= part
      open -= part
    }
    return wanted - open
  }

  /// Spreads shared buckets over the events of several subscriptions in order of time (ties: the earlier subscription).
  ///
  /// `usage[s]` are the events of subscription `s`, in order of time. Gives, in the same shape, how many units of
  /// each event are covered; what is left stays in `buckets`.
  public static func share(
    _ buckets: inout [AllowanceBucket], over usage: [[MeteredUsage]], zone: Zone
  ) -> [[Exact]] {
    var covered = usage.map { [Exact](repeating: .zero, count: $0.count) }
    var order: [(at: Instant, subscription: Int, event: Int)] = []
    for (s, events) in usage.enumerated() {
      for (e, event) in events.enumerated() { order.append((event.at, s, e)) }
    }
    order.sort { ($0.at, $0.subscription, $0.event) < ($1.at, $1.subscription, $1.event) }
    for next in order {
      let event = usage[next.subscription][next.event]
      covered[next.subscription][next.event] = take(event.quantity, on: zone.day(of: event.at), from: &buckets)
    }
    return covered
  }
}
