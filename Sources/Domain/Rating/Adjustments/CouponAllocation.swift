private import Catalog
public import Primitives

/// Spreads coupons over lines: each over its eligible lines, in proportion to what earlier coupons left of them.
public enum CouponAllocation {
  public enum Reduction: Sendable, Hashable {
    case amount(Exact)
    case percent(Exact)
  }

  public struct Coupon: Sendable, Hashable {
    public var reduction: Reduction
    /// Places of the eligible lines.
    public var lines: [Int]

    public init(_ reduction: Reduction, lines: [Int]) {
      self.reduction = reduction
      self.lines = lines
    }
  }

  /// What each coupon takes off each line; `result[coupon][line]`, exact, never more than what is left of a line.
  ///
  /// A coupon worth more than its lines is used up to their sum. With `shareDigits` every share is kept with that
  /// many decimals, as systems do that store shares; without, the shares sum to the coupon to the last digit.
  public static func spread(_ coupons: [Coupon], over amounts: [Exact], shareDigits: Int? = nil) -> [[Exact]] {
    var left = amounts
    return coupons.map { coupon in
      var taken = [Exact](repeating: .zero, count: amounts.count)
      let eligible = coupon.lines.filter { left.indices.contains($0) && left[$0].isPositive }
      let sum = eligible.reduce(Exact.zero) { $0 + left[$1] }
      guard sum.isPositive else { return taken }
      let worth: Exact
      switch coupon.reduction {
      case .amount(let amount): worth = min(amount, sum)
      case .percent(let percent): worth = sum * percent * Percentage.hundredth
      }
      for line in eligible {
        let share = worth * left[line] / sum
        taken[line] = shareDigits.map { share.rounded($0, .halfUp) } ?? share
      }
      for line in eligible { left[line] -= taken[line] }
      return taken
    }
  }
}
