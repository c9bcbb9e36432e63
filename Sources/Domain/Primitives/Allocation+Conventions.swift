extension Allocation {
  /// Each part gets its proportional share rounded down; the units left over go, one each, to the parts in the order
  /// they stand. Unlike `largestRemainder` the first part may get a unit although its remainder is small.
  ///
  /// The rule of account-splitting languages: 15 over 1/2, 1/2, 0 gives 8, 7, 0.
  public static func firstTakesRest(_ amountMinor: Int64, over weights: [Exact]) -> [Int64] {
    let total = weights.reduce(Exact.zero, +)
    guard !weights.isEmpty, !total.isZero, !total.isOverflow else { return largestRemainder(amountMinor, over: weights) }
    let whole = Exact(unscaled: amountMinor, scale: 0)
    var parts = weights.map { (whole * $0 / total).minorUnits(digits: 0, mode: .down) ?? 0 }
    var left = amountMinor - parts.reduce(0, &+)
    let step: Int64 = left < 0 ? -1 : 1
    let takers = weights.indices.filter { !weights[$0].isZero }
    var next = 0
    while left != 0 {
      parts[takers[next % takers.count]] += step
      left -= step
      next += 1
    }
    return parts
  }
}
