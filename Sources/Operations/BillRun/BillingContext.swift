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
/// Built once per run; the same for every account and every worker.
public struct BillingContext: Sendable {
  public let index: CatalogIndex
  public let dueBook: PriceBook
  public let usageBook: UsageBook
  public let pricing: PriceContext
  public let taxTable: TaxTable
  public let sellers: [SellerEntity]
  public let rules: BillingRules
  /// One per version, in catalog order, of every recurring and one-time price.
  private let recurringRaters: [PriceCode: [PriceRater]]
  /// The names of all prices as stable JSON, written on every line of the price.
  private let nameTexts: [PriceCode: [UInt8]]

  /// - Parameter zones: by IANA name, at least those of the accounts and of the catalog's prices.
  /// - Throws: `rating.missing-lookup` when a price names a zone that is not among `zones`.
  public init(_ release: CatalogRelease, zones: [String: Zone], rules: BillingRules = BillingRules()) throws(Rejection) {
    index = release.index
    dueBook = PriceBook(release.catalog)
    pricing = PriceContext(release.catalog, zones: zones)
    usageBook = try UsageBook(release.index, pricing)
    recurringRaters = try BillingContext.recurringRaters(release.catalog, pricing)
    nameTexts = Dictionary(
      release.catalog.offerings.flatMap(\.prices).map { ($0.code, NameText.bytes($0.name)) }, uniquingKeysWith: { first, _ in first })
    taxTable = TaxTable(release.taxes)
    sellers = release.sellers
    self.rules = rules
  }

  private static func recurringRaters(
    _ catalog: Catalog, _ pricing: PriceContext
  ) throws(Rejection) -> [PriceCode: [PriceRater]] {
    var table: [PriceCode: [PriceRater]] = [:]
    for price in catalog.offerings.flatMap(\.prices) {
      if case .usage = price.kind { continue }
      var raters: [PriceRater] = []
      for version in price.versions { raters.append(try PriceRater(version, context: pricing)) }
      table[price.code] = raters
    }
    return table
  }

  func nameText(of price: PriceCode) -> [UInt8]? { nameTexts[price] }

  func rater(_ price: PriceCode, version: Int) -> PriceRater? {
    guard let raters = recurringRaters[price], raters.indices.contains(version) else { return nil }
    return raters[version]
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

    /// One per version, in catalog order.
    let raters: [PriceRater]

    init(
      offering: OfferingCode, price: OfferingPrice, terms: UsageTerms, meter: Meter, _ pricing: PriceContext
    ) throws(Rejection) {
      var raters: [PriceRater] = []
      for version in price.versions {
        raters.append(try PriceRater(version, meter: meter, perEvent: terms.perEvent, context: pricing))
      }
      self.raters = raters
      self.offering = offering
      self.price = price
      self.terms = terms
      self.meter = meter
      chargesWithoutUsage =
        meter.carriesState || price.versions.contains { $0.form.chargesAtZero || $0.adjustments.contains { $0.isDueWithoutUsage } }
    }

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

/// Names of lines as the JSON the store keeps.
enum NameText {
  static func bytes(_ name: LocalizedText) -> [UInt8] {
    var json = JSONText(reservingCapacity: 64)
    json.object { json in
      for (language, text) in name.byLanguage.sorted(by: { $0.key < $1.key }) { json.field(language, text) }
    }
    return json.bytes
  }
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
