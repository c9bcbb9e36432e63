public import Catalog
public import Primitives

/// Prices whole columns of quantities at once, in whole numbers, to the same digits as rating one by one.
///
/// For simulations and bulk runs that need amounts and no explanation. It knows the commonest prices: per unit,
/// graduated and volume, with at most one percentage off. A price it does not know, or a row that is negative or does
/// not fit 64 bits, is given back to the caller, who rates it in the general way; nothing is approximated.
///
///     var kernel = ColumnKernel(quantityDigits: 0)
///     let price = kernel.compile(version)          // nil: rate it in the general way
///     let refused = kernel.price(quantities: [10, 250], at: [0, 0], into: &amountsMinor)
public struct ColumnKernel: Sendable {
  /// Decimals of every quantity handed in: with 3, the quantity 1500 is 1.5 units.
  public let quantityDigits: Int

  var tiers: [CompiledTier] = []
  var prices: [CompiledPrice] = []

  /// A kernel without prices yet.
  public init(quantityDigits: Int = 0) { self.quantityDigits = quantityDigits }

  /// Compiles a price version and gives the index rows name it by; `nil` when the kernel does not know such a price.
  public mutating func compile(_ version: PriceVersion) -> Int32? {
    guard let compiled = CompiledPrice.make(version, quantityDigits: quantityDigits, firstTier: tiers.count) else { return nil }
    tiers += compiled.tiers
    prices.append(compiled.price)
    return Int32(prices.count - 1)
  }

  /// Prices every row: `quantities[row]` at the price with index `priceOfRow[row]`, into `amountsMinor[row]`.
  ///
  /// - Parameter amountsMinor: smallest units of each price's currency; made as long as the columns.
  /// - Returns: the rows that are negative or did not fit 64 bits on the way; their amounts are 0 and must be rated in the general way.
  public func price(quantities: [Int64], at priceOfRow: [Int32], into amountsMinor: inout [Int64]) -> [Int] {
    let rows = min(quantities.count, priceOfRow.count)
    if amountsMinor.count != rows { amountsMinor = Array(repeating: 0, count: rows) }
    var refused: [Int] = []
    for row in 0..<rows {
      if let amount = amountMinor(quantity: quantities[row], price: prices[Int(priceOfRow[row])]) {
        amountsMinor[row] = amount
      } else {
        amountsMinor[row] = 0
        refused.append(row)
      }
    }
    return refused
  }

  /// The share of each amount, such as its tax: `amountsMinor[row] · percents[percentOfRow[row]] / 100`, rounded.
  ///
  /// - Returns: the rows whose share does not fit 64 bits; their shares are 0.
  public func share(
    of amountsMinor: [Int64], percents: [Exact], at percentOfRow: [Int32], rounding mode: RoundingMode,
    into sharesMinor: inout [Int64]
  ) -> [Int] {
    let rows = min(amountsMinor.count, percentOfRow.count)
    if sharesMinor.count != rows { sharesMinor = Array(repeating: 0, count: rows) }
    let factors = percents.map { $0 * Exact(unscaled: 1, scale: 2) }
    var refused: [Int] = []
    for row in 0..<rows {
      let share = Exact(unscaled: amountsMinor[row], scale: 0) * factors[Int(percentOfRow[row])]
      if let minor = share.minorUnits(digits: 0, mode: mode) {
        sharesMinor[row] = minor
      } else {
        sharesMinor[row] = 0
        refused.append(row)
      }
    }
    return refused
  }

  @inline(__always)
  func amountMinor(quantity: Int64, price: CompiledPrice) -> Int64? {
    if quantity < 0 { return nil }
    var index = price.firstTier
    let last = price.lastTier
    // A band ends with its `upTo`, so the next one is entered only beyond it.
    while index < last, quantity > tiers[index].last { index += 1 }
    let tier = tiers[index]
    let (inBand, under) = quantity.subtractingReportingOverflow(tier.from)
    let (units, over) = inBand.multipliedReportingOverflow(by: tier.unit)
    let (sum, beyond) = units.addingReportingOverflow(tier.base)
    if under || over || beyond { return nil }
    let (kept, tooLarge) = sum.multipliedReportingOverflow(by: price.kept)
    if tooLarge { return nil }
    return Exact(unscaled: kept, scale: price.scale).minorUnits(digits: price.currencyDigits, rounding: price.rounding)
  }
}

extension Exact {
  /// Rounds as the price names it, and then, when that leaves more digits, half up to the smallest unit.
  @inline(__always)
  fileprivate func minorUnits(digits: Int, rounding: Rounding) -> Int64? {
    rounding.digits == digits
      ? minorUnits(digits: digits, mode: rounding.mode)
      : rounded(rounding).minorUnits(digits: digits, mode: .halfUp)
  }
}
