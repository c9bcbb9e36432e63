import Balances
public import Catalog
public import Primitives
public import Rating
import Usage

/// What a service costs one subscription at an instant: the price of its bill, made ready for pricing piece by piece.
public struct ChargingTariff: Sendable {
  public var rater: PriceRater
  public var terms: ChargeTerms
  public var measure: UnitMeasure
  /// The bill cycle period, which counters count in.
  public var period: ServicePeriod
  public var zone: Zone
  public var taxPercent: Exact
  public var agreement: AgreedPrice?
  public var subscribedOn: Day
  /// The first day on which the subscription is another one: over, suspended, with other items or agreements; `nil` when none is known.
  public var changesOn: Day?
  /// Whether another tax holds on other days of the period: another rate, or one that is part of the price and is none here.
  public var isTaxChanging = false
  /// Other prices that the subscription holds in the period before or after this one, and that give of the same allowance.
  public var sharingAllowance: [PriceCode] = []
  /// What those have given of it.
  var allowanceTakenByOthers = Exact.zero
  /// The days of the period for which the subscription holds this version of the price, as far as it is known: what goes by days goes by them.
  public var held: ServicePeriod

  /// - Parameter held: `nil` from the beginning of the subscription to the end of the period.
  public init(
    rater: PriceRater, terms: ChargeTerms, measure: UnitMeasure, period: ServicePeriod, zone: Zone, taxPercent: Exact, agreement: AgreedPrice? = nil,
    subscribedOn: Day, changesOn: Day? = nil, held: ServicePeriod? = nil
  ) {
    self.rater = rater
    self.terms = terms
    self.measure = measure
    self.period = period
    self.zone = zone
    self.taxPercent = taxPercent
    self.agreement = agreement
    self.subscribedOn = subscribedOn
    self.changesOn = changesOn
    self.held = held ?? ServicePeriod(start: max(period.start, min(subscribedOn, period.end)), end: period.end)
  }

  public var currency: Currency { rater.version.currency }

  /// Until when what is granted now is priced so: the next change of the price or of the subscription, or the end of the bill cycle period.
  public func holds(after instant: Instant) -> Instant {
    let end = zone.start(of: min(period.end, changesOn ?? period.end))
    return rater.nextChange(after: instant, zone: zone).map { min($0, end) } ?? end
  }

  /// Whether the bill prices both alike: units of one may stand in one usage event with units of the other.
  func isPricedAs(_ other: ChargingTariff) -> Bool {
    terms.price == other.terms.price && period.start == other.period.start && rater.version.effective == other.rater.version.effective
      && agreement == other.agreement && taxPercent == other.taxPercent
  }

  /// Whether units used from one instant on and more used from another on are priced otherwise together, as one usage event, than each by itself: a bill
  /// prices an event by its beginning, and the price changes between them; or it splits one that lasts, as if it had lasted without a break, and so it
  /// would reach beyond such a change.
  ///
  /// Never of a price of whole events, which stays that of the beginning.
  func changes(between begun: Instant, _ units: Int64, and from: Instant, _ more: Int64) -> Bool {
    if rater.pricesWholeEvents { return false }
    guard let change = rater.nextChange(after: min(begun, from), zone: zone) else { return false }
    if change <= max(begun, from) { return true }
    guard measure.unit == .seconds else { return false }
    func seconds(_ start: Instant) -> Int64 { (change.microseconds - start.microseconds) / 1_000_000 }
    return units.adding(more) > seconds(begun) || more > seconds(from)
  }

  var allowance: Allowance? {
    for case .allowance(let allowance) in rater.version.adjustments { return allowance }
    return nil
  }

  /// What an allowance gives for the period, to as many decimals as what was taken of it is kept.
  func granted(_ allowance: Allowance) -> Exact {
    let share = Share(held.days, max(1, period.days))
    return allowance.prorated && !share.isWhole ? (allowance.units * share.exact).rounded(15, .halfEven).reduced : allowance.units
  }

  /// What was taken of an allowance before, and by others: as many units as there were, up to all of it.
  func taken(of granted: Exact, _ isWhole: Bool, _ metering: Metering, _ counter: ChargingCounter) -> Exact {
    let kept = isWhole ? counter.allowanceTaken - metering.allowanceTaken : counter.allowanceTaken
    let exact = min(granted, measure.quantity(isWhole ? counter.units - metering.units : counter.units))
    // The decimals that were cut off what is kept must not open a package.
    return (kept - exact).magnitude < Exact(unscaled: 1, scale: 9) ? exact : kept
  }
}

/// What one subscription used and was charged of one price in one bill cycle period.
public struct ChargingCounter: Sendable, Hashable {
  public var subscription: SubscriptionID
  public var price: PriceCode
  public var periodStart: Day
  /// Units that had a price, without those that buckets of units paid for.
  public var units: Int64
  /// What that costs, to the last digit.
  public var exact: Exact
  /// What of it was charged, in whole smallest units.
  public var netMinor: Int64
  public var taxMinor: Int64
  /// What the price's allowance gave, in units of the meter.
  public var allowanceTaken: Exact
  /// What of net and tax nothing was left to pay with; `nil` in counters from before that was counted.
  public var uncollectedMinor: Int64?

  public init(
    subscription: SubscriptionID, price: PriceCode, periodStart: Day, units: Int64 = 0, exact: Exact = .zero, netMinor: Int64 = 0,
    taxMinor: Int64 = 0, allowanceTaken: Exact = .zero, uncollectedMinor: Int64? = 0
  ) {
    self.subscription = subscription
    self.price = price
    self.periodStart = periodStart
    self.units = units
    self.exact = exact
    self.netMinor = netMinor
    self.taxMinor = taxMinor
    self.allowanceTaken = allowanceTaken
    self.uncollectedMinor = uncollectedMinor
  }

  /// Counts what nothing was left to pay with; less, where that is below zero.
  mutating func count(uncollectedMinor amount: Int64) { uncollectedMinor = uncollectedMinor?.adding(amount) }
}

/// How far one stretch of usage is priced: one event for a price that looks at whole events.
public struct Metering: Sendable, Hashable {
  /// When it began.
  public var since: Instant
  public var units: Int64
  public var exact: Exact
  /// Where the counter stood when it began.
  public var basis: Int64
  public var allowanceTaken: Exact

  public init(since: Instant, units: Int64 = 0, exact: Exact = .zero, basis: Int64 = 0, allowanceTaken: Exact = .zero) {
    self.since = since
    self.units = units
    self.exact = exact
    self.basis = basis
    self.allowanceTaken = allowanceTaken
  }
}
