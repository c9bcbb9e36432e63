import Catalog
import Parties
import Primitives
import Subscriptions

/// A small shop for tests: two plans, an option, prices whose every day is a whole number of minor units.
enum World {
  /// Divisible by 28, 29, 30 and 31, so that by-day and 30-day shares are whole minor units.
  static let perMonth: Int64 = 377_580
  static let first = BillingAccountID(1)
  static let second = BillingAccountID(2)
  static let start = Day(2026, 1, 10) ?? .open

  static func version(_ minor: Int64, from: Day = Day(number: 0), to: Day? = nil, _ adjustments: [Adjustment] = []) -> PriceVersion {
    PriceVersion(
      effective: EffectivePeriod(from: from, to: to), currency: .eur, form: .flat(Flat(amount: Exact(unscaled: minor, scale: 2))),
      adjustments: adjustments)
  }

  static func price(
    _ code: PriceCode, _ kind: OfferingPrice.Kind, _ versions: [PriceVersion]
  ) -> OfferingPrice {
    OfferingPrice(
      code: code, name: "price", kind: kind, taxCategory: "standard", revenueAccount: "4000", versions: versions)
  }

  static func offering(
    _ code: OfferingCode, _ kind: ProductOffering.Kind = .plan, options: [OfferingCode] = [], includes: [OfferingCode] = [],
    segments: [String] = [], channels: [String] = [], effective: EffectivePeriod = EffectivePeriod(from: Day(number: 0)),
    termMonths: Int? = nil, _ prices: [OfferingPrice]
  ) -> ProductOffering {
    ProductOffering(
      code: code, name: "offering", kind: kind, effective: effective, segments: segments, channels: channels,
      options: options, includes: includes, termMonths: termMonths, prices: prices)
  }

  /// `basic` in advance with a set-up fee, `plus` in arrears, `extra` an option in advance.
  static func catalog(_ proration: ProrationConvention) -> Catalog {
    func monthly(_ timing: RecurringTerms.Timing) -> OfferingPrice.Kind {
      .recurring(RecurringTerms(every: .month, timing: timing, proration: proration))
    }
    return Catalog(
      code: "small",
      offerings: [
        offering(
          "basic", options: ["extra"],
          [
            price("basic.monthly", monthly(.advance), [version(perMonth)]),
            price("basic.setup", .oneTime, [version(1000)]),
          ]),
        offering("plus", options: ["extra"], [price("plus.monthly", monthly(.arrears), [version(3 * perMonth)])]),
        offering("extra", .option, [price("extra.monthly", monthly(.advance), [version(2 * perMonth)])]),
      ])
  }

  static func ordered(_ offering: OfferingCode = "basic") -> [SubscriptionFact] {
    [
      .ordered(
        SubscriptionFact.Ordered(reference: "S-1", user: CustomerID(1), payer: first, startsOn: start, termEndsOn: Day(2026, 3, 20))),
      .itemOpened(SubscriptionItem(number: 1, offering: offering, from: start)),
      .activated(on: start),
    ].map { SubscriptionFact(recordedOn: start, $0) }
  }

  static func context(_ catalog: CatalogIndex, today: Day = start, segment: String = "consumer") -> AmendmentContext {
    AmendmentContext(
      today: today, catalog: catalog, segment: segment, channel: "web", currency: .eur,
      currencyOf: { $0 == first || $0 == second ? .eur : nil })
  }

  /// The amount of a due item in minor units, unrounded: list amount or agreement, times quantity and fraction.
  static func amountMinor(_ item: DueItem) -> Exact {
    if case .credit(_, let minor, _) = item.kind { return Exact(unscaled: minor, scale: 0) }
    guard case .flat(let flat) = item.version.form else { return .overflow }
    var unit = flat.amount * 100
    if case .replace(let agreed) = item.agreement { unit = agreed * 100 }
    return unit * item.quantity * item.fraction.exact
  }
}
