public import Primitives

/// When what a customer balance has of a unit will be used up, if it goes on as it went.
public struct BalanceForecast: Sendable, Hashable {
  public var unit: BalanceUnit
  /// What may still be taken now, in smallest units.
  public var available: Int64
  /// What was taken within the days that were looked at, less what was given back.
  public var spent: Int64
  public var since: Instant
  /// `nil`: not within ten years, not before a postpaid balance has its limit again, or nothing was taken.
  public var runsOutAt: Instant?
  /// What ends before it is used up at this rate.
  public var lost: Int64

  static let furthestSeconds: Int64 = 3_653 * 86_400

  /// - Parameters:
  ///   - spent: from `since` until `now`, in smallest units.
  ///   - limitAnewAt: when the bill cycle ends after which a postpaid balance has its whole limit again; when `nil`, the end of the cycle that it
  ///     was used in.
  public init(of unit: BalanceUnit, in balance: CustomerBalance, spent: Int64, since: Instant, now: Instant, limitAnewAt: Instant? = nil) {
    self.unit = unit
    self.spent = spent
    self.since = since
    available = balance.available(of: unit, at: now)
    lost = 0
    let elapsed = Int128(now.microseconds - since.microseconds)
    guard spent > 0, elapsed > 0 else { return }
    let (start, latest) = (Int128(now.microseconds), Int128(now.microseconds) + Int128(BalanceForecast.furthestSeconds) * 1_000_000)
    var end: Int128?
    if balance.kind == .postpaid, unit.isMoney {
      let until = start + Int128(available) * elapsed / Int128(spent)
      let anew = limitAnewAt ?? balance.guardBucket(at: now)?.terms.validTo
      end = anew.map { until < Int128($0.microseconds) } ?? true ? until : nil
    } else {
      var spending = ForecastSpending(balance, unit, elapsed: elapsed, spent: Int128(spent), from: start)
      end = spending.end(through: latest)
      lost = Int64(clamping: spending.lost)
    }
    if let end, end <= latest { runsOutAt = Instant(microseconds: Int64(end)) }
  }
}

/// Buckets being spent at one rate, in the order in which they are spent, from one of their beginnings and ends to the next.
private struct ForecastSpending {
  private struct Rest {
    var amount: Int128
    var from: Int128
    var end: Int128
  }

  private var rests: [Rest]
  private let elapsed: Int128
  private let spent: Int128
  private var clock: Int128
  private(set) var lost: Int128 = 0

  init(_ balance: CustomerBalance, _ unit: BalanceUnit, elapsed: Int128, spent: Int128, from start: Int128) {
    (self.elapsed, self.spent, clock) = (elapsed, spent, start)
    rests = balance.order(of: unit).compactMap { balance[$0] }.map { bucket in
      Rest(
        amount: Int128(bucket.available), from: Int128(bucket.terms.validFrom.microseconds),
        end: bucket.terms.validTo.map { Int128($0.microseconds) } ?? .max)
    }
    // What is over is none of what is there.
    rests.removeAll { $0.amount <= 0 || $0.end <= start }
  }

  /// When nothing is left that may be spent: what is not yet valid then does not keep it from running out.
  ///
  /// - Returns: `nil`: not by then.
  mutating func end(through latest: Int128) -> Int128? {
    while clock <= latest {
      lost += rests.reduce(0) { $1.end <= clock ? $0 + $1.amount : $0 }
      rests.removeAll { $0.amount <= 0 || $0.end <= clock }
      guard let place = rests.firstIndex(where: { $0.from <= clock }) else { return clock }
      let border = rests.flatMap { [$0.from, $0.end] }.filter { $0 > clock }.min() ?? .max
      let lasts = rests[place].amount * elapsed / spent
      if clock + lasts <= border {
        rests[place].amount = 0
        clock += lasts
      } else {
        rests[place].amount -= (border - clock) * spent / elapsed
        clock = border
      }
    }
    return nil
  }
}
