public import Catalog
public import Primitives

/// Prices one version of a price. Make it once per version, use it for any number of accounts, from any thread: a
/// reference, so that handing it on copies nothing.
public final class PriceRater: Sendable {
  public let version: PriceVersion
  public let meter: Meter?
  public let perEvent: Bool
  let form: CompiledForm
  let singleQuantityLeaf: Bool
  let secondsPerUnit: Int?
  /// The quantity of several events is the sum of theirs.
  let sumsEvents: Bool
  /// An attribute of the events holds the quantity.
  let readsValueField: Bool
  /// The stages of `AdjustmentOrder` that may change something, in its order.
  private let stages: [AdjustmentOrder]

  /// - Parameters:
  ///   - meter: for usage prices; recurring and one-time prices have none.
  ///   - perEvent: each event is priced at its own position in the period.
  /// - Throws: `rating.missing-lookup` for every deck, zone or calendar that `context` lacks.
  public init(_ version: PriceVersion, meter: Meter? = nil, perEvent: Bool = false, context: PriceContext) throws(Rejection) {
    self.version = version
    self.meter = meter
    self.perEvent = perEvent
    form = try CompiledForm(version.form, context: context)
    if case .leaf(let leaf) = form.root { singleQuantityLeaf = !form.leaves[leaf].pricesEvents } else { singleQuantityLeaf = false }
    sumsEvents = meter.map { $0.aggregation == .sum } ?? true
    readsValueField = meter?.valueField != nil
    stages = AdjustmentOrder.allCases.filter { $0.matters(to: version) }
    secondsPerUnit = meter.flatMap { ["s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600][$0.unit] }
  }

  /// The amount owed for a period, rounded, with its reason.
  ///
  /// - Throws: `rating.amount-too-large` when a result does not fit 64 bits of the currency's smallest unit.
  public func rate(_ request: consuming RatingRequest) throws(Rejection) -> RatedPrice {
    var work = RatingWork(rater: self, request: request)
    for stage in stages { work.apply(stage) }
    return try work.finish()
  }

  /// The same decision before any rounding: every digit of the amount, for simulations and comparisons.
  public func exact(_ request: RatingRequest) -> ExactPrice {
    var work = RatingWork(rater: self, request: request)
    for stage in stages where stage != .rounding { work.apply(stage) }
    return work.exact
  }
}
