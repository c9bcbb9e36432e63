import Catalog
import Primitives

/// A band of a compiled price: from `from` (not included) to `last`, `base` for what lies below plus the flat fees.
struct CompiledTier: Sendable {
  var from: Int64
  var last: Int64
  var base: Int64
  var unit: Int64
}

/// A price in whole numbers: `(base + (quantity − from) · unit) · kept / 10^scale`.
struct CompiledPrice: Sendable {
  var firstTier: Int
  var lastTier: Int
  /// What is left after the discount, as the digits of a fraction: 85 for 15 % off.
  var kept: Int64
  var scale: Int
  var rounding: Rounding
  var currencyDigits: Int

  /// The price and its bands, or `nil` when the form or an adjustment is not one the kernel knows, or a number of
  /// the price is negative or does not fit 64 bits.
  static func make(_ version: PriceVersion, quantityDigits: Int, firstTier: Int) -> (price: CompiledPrice, tiers: [CompiledTier])? {
    guard let bands = bands(of: version.form), let kept = kept(after: version.adjustments) else { return nil }
    let unitDigits = bands.tiers.map { max($0.unit.fractionDigits, $0.flat.fractionDigits - quantityDigits) }.max() ?? 0
    var compiled: [CompiledTier] = []
    var from: Int64 = 0
    var below = Exact.zero
    for tier in bands.tiers {
      var last = Int64.max
      if let upTo = tier.upTo {
        guard let digits = whole(upTo, digits: quantityDigits) else { return nil }
        last = digits
      }
      below += tier.flat
      let start = bands.wholeQuantity ? 0 : from
      let baseAmount = bands.wholeQuantity ? tier.flat : below
      guard let base = whole(baseAmount, digits: quantityDigits + unitDigits), let unit = whole(tier.unit, digits: unitDigits)
      else { return nil }
      compiled.append(CompiledTier(from: start, last: last, base: base, unit: unit))
      if last != .max { below += (Exact(unscaled: last, scale: quantityDigits) - Exact(unscaled: from, scale: quantityDigits)) * tier.unit }
      from = last
    }
    guard compiled.allSatisfy({ $0.base >= 0 && $0.unit >= 0 }), !compiled.isEmpty, let keptDigits = whole(kept, digits: kept.fractionDigits) else { return nil }
    let price = CompiledPrice(
      firstTier: firstTier, lastTier: firstTier + compiled.count - 1, kept: keptDigits,
      scale: quantityDigits + unitDigits + kept.fractionDigits,
      rounding: version.rounding ?? Rounding(digits: version.currency.minorDigits), currencyDigits: version.currency.minorDigits)
    return (price, compiled)
  }

  private static func bands(of form: PriceForm) -> (tiers: [Tiered.Tier], wholeQuantity: Bool)? {
    switch form {
    case .perUnit(let price): ([Tiered.Tier(upTo: nil, unit: price.unit)], false)
    case .graduated(let tiered) where isOpenEnded(tiered): (tiered.tiers, false)
    case .volume(let tiered) where isOpenEnded(tiered): (tiered.tiers, true)
    default: nil
    }
  }

  /// Its last band has no end, and nothing depends on when in the period units were held.
  private static func isOpenEnded(_ tiered: Tiered) -> Bool { !tiered.prorated && tiered.tiers.last?.upTo == nil }

  /// The fraction of the amount that the adjustments leave; only none or one percentage off.
  private static func kept(after adjustments: [Adjustment]) -> Exact? {
    guard let first = adjustments.first else { return .one }
    guard adjustments.count == 1, case .discount(let discount) = first, case .percent(let percent) = discount.reduction,
      percent >= 0, percent <= 100
    else { return nil }
    return (100 - percent) * Exact(unscaled: 1, scale: 2)
  }

  /// The digits of `value` written with `digits` decimals; `nil` when it has more of them or does not fit.
  private static func whole(_ value: Exact, digits: Int) -> Int64? {
    let down = value.minorUnits(digits: digits, mode: .down)
    guard let down, Exact(unscaled: down, scale: digits) == value else { return nil }
    return down
  }
}
