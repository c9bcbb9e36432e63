public import Catalog
public import Primitives
import Usage

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
  /// Asked for at each price; the meter itself is a copy of many parts.
  let hasMeter: Bool
  /// A commitment that is settled window by window, with the width of a window.
  let windowed: (commitment: Commitment, seconds: Int)?
  /// Whether something may be due beside the amount.
  let mayTrueUp: Bool
  /// The stages of `AdjustmentOrder` that may change something, in its order.
  private let stages: [AdjustmentOrder]
  /// For requests that need no explanation; `nil` where there is only the general way.
  private let bare: BarePrice?

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
    hasMeter = meter != nil
    let commitments = version.adjustments.compactMap { if case .commitment(let commitment) = $0 { commitment } else { nil } }
    windowed = singleQuantityLeaf ? commitments.first { ($0.windowSeconds ?? 0) > 0 }.map { ($0, $0.windowSeconds ?? 0) } : nil
    mayTrueUp = commitments.contains { $0.trueUp && $0.windowSeconds == nil }
    stages = AdjustmentOrder.allCases.filter { $0.matters(to: version) }
    bare = perEvent || !sumsEvents || readsValueField ? nil : BarePrice(version)
    secondsPerUnit = meter.flatMap { ["s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600][$0.unit] }
  }

  /// The amount owed for a period, rounded, with its reason where one is asked for.
  ///
  /// - Throws: `rating.amount-too-large` when a result does not fit 64 bits of the currency's smallest unit.
  public func rate(_ request: consuming RatingRequest) throws(Rejection) -> RatedPrice {
    if !request.isExplained, let price = bare(request) { return price }
    var work = RatingWork(rater: self, request: request)
    for stage in stages { work.apply(stage) }
    return try work.finish()
  }

  /// The amount alone; `nil` when something of the request asks for the general way.
  private func bare(_ request: borrowing RatingRequest) -> RatedPrice? {
    guard let bare, request.agreement == nil, request.alreadyBilled == nil, request.allowances.isEmpty, hasMeter || request.share.isWhole
    else { return nil }
    let quantity = request.usage.isEmpty ? request.quantity : Aggregations.sum(request.usage)
    guard let amountMinor = bare.amountMinor(quantity) else { return nil }
    return RatedPrice(
      quantity: quantity, amount: Money(amountMinor: amountMinor, currency: version.currency), explanation: Explanation(), trueUp: nil,
      allowances: [], unrated: [], events: [], carriedOut: .empty)
  }

  /// The same decision before any rounding: every digit of the amount, for simulations and comparisons.
  public func exact(_ request: RatingRequest) -> ExactPrice {
    var work = RatingWork(rater: self, request: request)
    for stage in stages where stage != .rounding { work.apply(stage) }
    return work.exact
  }
}
