/// Splits a whole amount over weights so that the parts sum to the whole, to the last smallest unit.
public enum Allocation {
  /// Each part gets its proportional share rounded towards zero; the units left over go, one each, to the
  /// largest remainders (ties: the earlier part). With all weights zero the first part gets everything. Weights of both
  /// signs are fine while their sum is not zero: no part goes beyond its share, rounded up or down.
  ///
  ///     Allocation.largestRemainder(100, over: [333, 333, 334])  // [33, 33, 34]
  public static func largestRemainder(_ amountMinor: Int64, over weights: [Exact]) -> [Int64] {
    guard !weights.isEmpty else { return [] }
    let total = weights.reduce(Exact.zero, +)
    guard !total.isZero, !total.isOverflow else {
      return [amountMinor] + Array(repeating: 0, count: weights.count - 1)
    }
    let whole = Exact(unscaled: amountMinor, scale: 0)
    let exactParts = weights.map { whole * $0 / total }
    var parts = exactParts.map { $0.minorUnits(digits: 0, mode: .down) ?? 0 }
    var left = amountMinor - parts.reduce(0, &+)
    let step: Int64 = left < 0 ? -1 : 1
    // With weights of both signs some remainders point the other way; those parts are rounded well already.
    let short = exactParts.indices.filter { index in
      let rest = exactParts[index] - Exact(unscaled: parts[index], scale: 0)
      return left < 0 ? rest.isNegative : rest.isPositive
    }
    let order = (short.isEmpty ? Array(exactParts.indices) : short).sorted { a, b in
      let ra = (exactParts[a] - Exact(unscaled: parts[a], scale: 0)).magnitude
      let rb = (exactParts[b] - Exact(unscaled: parts[b], scale: 0)).magnitude
      return ra == rb ? a < b : ra > rb
    }
    var next = 0
    while left != 0 {
      parts[order[next % order.count]] += step
      left -= step
      next += 1
    }
    return parts
  }

  /// Rounds each running total, so that every part is the difference of two rounded sums. Order matters; no part
  /// is more than one unit away from its exact share.
  public static func cumulative(_ amountMinor: Int64, over weights: [Exact], mode: RoundingMode = .halfUp) -> [Int64] {
    let total = weights.reduce(Exact.zero, +)
    guard !weights.isEmpty, !total.isZero else { return weights.isEmpty ? [] : largestRemainder(amountMinor, over: weights) }
    var running = Exact.zero
    var given: Int64 = 0
    return weights.map { weight in
      running += weight
      let upTo = (Exact(unscaled: amountMinor, scale: 0) * running / total).minorUnits(digits: 0, mode: mode) ?? 0
      defer { given = upTo }
      return upTo - given
    }
  }
}
