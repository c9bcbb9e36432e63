public import Primitives

/// When what a customer balance has of a unit will be used up, if it goes on as it went.
public struct BalanceForecast: Sendable, Hashable {
  public var unit: BalanceUnit
  /// What may still be taken now, in smallest units.
  public var available: Int64
  /// What was taken within the days that were looked at, less what was given back.
  public var spent: Int64
  public var since: Instant
  /// `nil`: not within ten years, or nothing was taken.
  public var runsOutAt: Instant?
  /// What ends before it is used up at this rate.
  public var lost: Int64

  static let furthestSeconds: Int64 = 3_653 * 86_400

  /// - Parameters:
  ///   - spent: from `since` until `now`, in smallest units.
  public init(of unit: BalanceUnit, in balance: CustomerBalance, spent: Int64, since: Instant, now: Instant) {
    self.unit = unit
    self.spent = spent
    self.since = since
    available = balance.available(of: unit, at: now)
    lost = 0
    let elapsed = Int128(now.microseconds - since.microseconds)
    guard spent > 0, elapsed > 0 else { return }
    // Buckets go in the order in which they are spent; one that begins later waits for its turn.
    var clock = Int128(now.microseconds)
    let latest = Int128(now.microseconds) + Int128(BalanceForecast.furthestSeconds) * 1_000_000
    if balance.kind == .postpaid {
      clock += Int128(available) * elapsed / Int128(spent)
    } else {
      for number in balance.order(of: unit) {
        guard let bucket = balance[number], bucket.available > 0 else { continue }
        // What is not yet valid when the rest is gone does not keep it from running out.
        if Int128(bucket.terms.validFrom.microseconds) > clock { continue }
        let lasts = Int128(bucket.available) * elapsed / Int128(spent)
        let end = bucket.terms.validTo.map { Int128($0.microseconds) } ?? .max
        if clock + lasts <= end {
          clock += lasts
        } else if end > clock {
          lost += bucket.available - Int64((end - clock) * Int128(spent) / elapsed)
          clock = end
        } else {
          lost += bucket.available
        }
      }
    }
    if clock <= latest { runsOutAt = Instant(microseconds: Int64(clock)) }
  }
}
