public import Catalog
public import Invoicing
public import Parties
public import PostingRules
public import Primitives
public import Rating
public import Subscriptions
public import Taxation
public import Usage

/// What billing looks things up in: one catalog version made ready, the sellers, taxes and the house rules.
///
/// Built once per run; the same for every account and every worker: a reference, so that handing it on copies nothing.
public final class BillingContext: Sendable {
  public let index: CatalogIndex
  public let dueBook: PriceBook
  public let usageBook: UsageBook
  public let pricing: PriceContext
  public let taxTable: TaxTable
  public let sellers: [SellerEntity]
  public let rules: BillingRules
  /// One per version, in catalog order, of every recurring and one-time price.
  private let duePrices: [PriceCode: [DuePrice]]

  /// What a version of a recurring or one-time price is rated and charged by.
  private struct DuePrice {
    var rater: PriceRater
    var terms: ChargeTerms
  }

  /// - Parameter zones: by IANA name, at least those of the accounts and of the catalog's prices.
  /// - Throws: `rating.missing-lookup` when a price names a zone that is not among `zones`.
  public init(_ release: CatalogRelease, zones: [String: Zone], rules: BillingRules = BillingRules()) throws(Rejection) {
    index = release.index
    dueBook = PriceBook(release.catalog)
    pricing = PriceContext(release.catalog, zones: zones)
    usageBook = try UsageBook(release.index, pricing)
    duePrices = try BillingContext.duePrices(release.catalog, pricing)
    taxTable = TaxTable(release.taxes)
    sellers = release.sellers
    self.rules = rules
  }

  private static func duePrices(
    _ catalog: Catalog, _ pricing: PriceContext
  ) throws(Rejection) -> [PriceCode: [DuePrice]] {
    var table: [PriceCode: [DuePrice]] = [:]
    for offering in catalog.offerings {
      for price in offering.prices {
        if case .usage = price.kind { continue }
        var versions: [DuePrice] = []
        for version in price.versions {
          versions.append(
            DuePrice(
              rater: try PriceRater(version, context: pricing),
              terms: ChargeTerms(price, version: version, of: offering.code, unit: "")))
        }
        table[price.code] = versions
      }
    }
    return table
  }

  func rater(_ price: PriceCode, version: Int) -> PriceRater? { duePrice(price, version)?.rater }

  /// The shared terms of a recurring or one-time price; made anew for a price that this catalog does not sell any more.
  func terms(of item: DueItem) -> ChargeTerms {
    if let known = duePrice(item.price.price.code, item.versionIndex)?.terms, known.offering == item.offering { return known }
    return ChargeTerms(item.price.price, version: item.version, of: item.offering, unit: "")
  }

  private func duePrice(_ price: PriceCode, _ version: Int) -> DuePrice? {
    guard let versions = duePrices[price], versions.indices.contains(version) else { return nil }
    return versions[version]
  }

  func seller(_ code: SellerCode) -> SellerEntity? { sellers.first { $0.code == code } }
  func zone(_ name: String) -> Zone? { pricing.zones[name] }
}

/// The operator's choices about bills.
public struct BillingRules: Sendable {
  public var draft: DraftRules
  public var checks: PreReleaseChecks
  public var lateEvents: LateEventRule
  public var accounts: PostingAccounts

  public init(
    draft: DraftRules = DraftRules(zeroLines: .keep), checks: PreReleaseChecks = .standard, lateEvents: LateEventRule = .nextInvoice,
    accounts: PostingAccounts = .standard
  ) {
    self.draft = draft
    self.checks = checks
    self.lateEvents = lateEvents
    self.accounts = accounts
  }
}

/// Usage prices by offering, with their meters, made ready for billing.
public struct UsageBook: Sendable {
  /// One usage price of an offering. A reference, so that many accounts share one.
  public final class Entry: Sendable {
    public let offering: OfferingCode
    public let price: OfferingPrice
    public let terms: UsageTerms
    public let meter: Meter

    /// In catalog order.
    let versions: [Version]

    /// What a version of the price is rated and charged by.
    struct Version: Sendable {
      let rater: PriceRater
      let terms: ChargeTerms
      let grantsUnits: Bool

      init(rater: PriceRater, terms: ChargeTerms) {
        self.rater = rater
        self.terms = terms
        grantsUnits = rater.version.adjustments.contains { if case .allowance = $0 { true } else { false } }
      }
    }

    init(
      offering: OfferingCode, price: OfferingPrice, terms: UsageTerms, meter: Meter, _ pricing: PriceContext
    ) throws(Rejection) {
      var versions: [Version] = []
      for version in price.versions {
        versions.append(
          Version(
            rater: try PriceRater(version, meter: meter, perEvent: terms.perEvent, context: pricing),
            terms: ChargeTerms(price, version: version, of: offering, unit: meter.unit)))
      }
      self.versions = versions
      self.offering = offering
      self.price = price
      self.terms = terms
      self.meter = meter
      eventType = meter.eventType
      carriesMeter = meter.carriesState
      chargesWithoutUsage =
        meter.carriesState || price.versions.contains { $0.form.chargesAtZero || $0.adjustments.contains { $0.isDueWithoutUsage } }
    }

    /// The type of the events it counts.
    let eventType: String
    /// Whether the meter goes on in the next period where it stood at the end of this one.
    let carriesMeter: Bool

    /// Whether something may be due although nothing was used: a minimum, a commitment, a flat fee of a first tier.
    let chargesWithoutUsage: Bool

    /// Whether the price wants this event.
    func matches(_ event: MeteredUsage) -> Bool {
      terms.filter.isEmpty || terms.filter.allSatisfy { event.attributes[$0.key] == $0.value }
    }
  }

  private let byOffering: [OfferingCode: [Entry]]
  /// Options come before plans: what an option prices, the plan does not price again.
  private let options: Set<OfferingCode>
  /// Codes of allowances that all subscriptions of an account share.
  let sharedAllowances: Set<String>

  init(_ index: CatalogIndex, _ pricing: PriceContext) throws(Rejection) {
    var table: [OfferingCode: [Entry]] = [:]
    for offering in index.catalog.offerings {
      var entries: [Entry] = []
      for price in offering.prices {
        guard case .usage(let terms) = price.kind, let meter = index.meter(terms.meter) else { continue }
        entries.append(try Entry(offering: offering.code, price: price, terms: terms, meter: meter, pricing))
      }
      table[offering.code] = entries
    }
    byOffering = table
    var shared: Set<String> = []
    for price in index.catalog.offerings.flatMap(\.prices) {
      for version in price.versions {
        for case .allowance(let allowance) in version.adjustments where allowance.shared { shared.insert(allowance.code) }
      }
    }
    sharedAllowances = shared
    options = Set(index.catalog.offerings.filter { $0.kind == .option }.map(\.code))
  }

  func entries(of offering: OfferingCode) -> [Entry] { byOffering[offering] ?? [] }
  func isOption(_ offering: OfferingCode) -> Bool { options.contains(offering) }
}

extension PriceForm {
  /// True when a quantity of zero may cost something.
  var chargesAtZero: Bool {
    switch self {
    case .flat: true
    case .graduated(let tiers), .volume(let tiers): tiers.tiers.first.map { !$0.flat.isZero } ?? false
    case .graduatedPercentage(let form): form.tiers.first.map { !$0.flat.isZero } ?? false
    case .capacity: true
    case .perUnit, .package, .blockTiers, .percentage, .steppedIntervals, .dynamic, .byDimension, .byPrefix, .byTime: false
    }
  }
}

extension Adjustment {
  /// True when it may ask for money although nothing was used, or grants what may roll over.
  var isDueWithoutUsage: Bool {
    switch self {
    case .minimumSpend, .commitment: true
    case .allowance(let allowance): allowance.rolloverPeriods > 0
    case .discount, .maximumSpend, .trial: false
    }
  }
}
