public import Accounting
public import Primitives

/// One month's share of a deferred line: on this day it moves from deferred revenue to revenue.
public struct Recognition: Sendable, Hashable {
  /// The invoice line it comes from.
  public var line: Int
  /// The last day of the accounting month in which the service was given.
  public var recogniseOn: Day
  public var deferredAccount: LedgerAccountCode
  public var revenueAccount: LedgerAccountCode
  /// As on the line: positive for revenue, negative for a credit.
  public var amountMinor: Int64

  public init(line: Int, recogniseOn: Day, deferredAccount: LedgerAccountCode, revenueAccount: LedgerAccountCode, amountMinor: Int64) {
    self.line = line
    self.recogniseOn = recogniseOn
    self.deferredAccount = deferredAccount
    self.revenueAccount = revenueAccount
    self.amountMinor = amountMinor
  }
}

/// How an amount for a service period is spread over accounting months, by days.
public enum RecognitionSchedule {
  /// What belongs to the booking month or earlier, and the shares of later months. The parts sum exactly to the
  /// amount; the units that do not divide go to the largest remainders.
  public static func spread(
    amountMinor: Int64, over period: ServicePeriod, bookedOn: Day
  ) -> (earnedMinor: Int64, later: [(month: AccountingPeriod, amountMinor: Int64)]) {
    let booking = AccountingPeriod(containing: bookedOn)
    guard period.end > booking.end, !period.isEmpty else { return (amountMinor, []) }
    var months: [AccountingPeriod] = []
    var weights: [Exact] = [Exact(max(0, period.start.days(until: booking.end)))]
    var month = booking.next
    while month.start < period.end {
      if month.end > period.start {
        months.append(month)
        weights.append(Exact(max(month.start, period.start).days(until: min(month.end, period.end))))
      }
      month = month.next
    }
    let parts = Allocation.largestRemainder(amountMinor, over: weights)
    return (parts[0], zip(months, parts.dropFirst()).map { ($0, $1) })
  }
}
