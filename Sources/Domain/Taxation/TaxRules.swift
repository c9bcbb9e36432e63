public import Primitives

/// VAT treatment of a supply, with the letter EN 16931 (UNTDID 5305) gives it.
public enum TaxTreatment: String, Sendable, Codable, CaseIterable {
  case standard = "S"
  case zeroRated = "Z"
  case exempt = "E"
  case reverseCharge = "AE"
  case intraCommunity = "K"
  case export = "G"
  case outsideScope = "O"
}

/// One rate of one category in one place from one day on.
public struct TaxRate: Sendable, Hashable {
  public var category: TaxCategoryCode
  /// ISO 3166-1 alpha-2; with `region` when a subdivision has its own rate.
  public var country: String
  public var region: String?
  public var from: Day
  public var to: Day?
  /// Percent of the net amount: 21 is 21 %.
  public var percent: Exact
  public var treatment: TaxTreatment
  /// Why no tax is charged; an exempt rate must say it.
  public var reason: String?

  public init(
    category: TaxCategoryCode, country: String, region: String? = nil, from: Day, to: Day? = nil, percent: Exact,
    treatment: TaxTreatment = .standard, reason: String? = nil
  ) {
    self.reason = reason
    self.category = category
    self.country = country
    self.region = region
    self.from = from
    self.to = to
    self.percent = percent
    self.treatment = treatment
  }
}

/// What is supplied under a category: across borders goods and services are taxed differently.
public enum SupplyKind: String, Sendable, Codable, CaseIterable { case services, goods }

/// A tax category and what it stands for. A category that only appears in rates stands for services.
public struct TaxCategory: Sendable, Hashable {
  public var code: TaxCategoryCode
  public var supply: SupplyKind

  public init(code: TaxCategoryCode, supply: SupplyKind = .services) {
    self.code = code
    self.supply = supply
  }
}

/// The tax rules in force: the published rates, and which categories are goods. Compile them with `TaxTable`.
public struct TaxRules: Sendable {
  public var rates: [TaxRate]
  public var categories: [TaxCategory]

  public init(rates: [TaxRate], categories: [TaxCategory] = []) {
    self.rates = rates
    self.categories = categories
  }
}

/// The rate a line falls under: lines with equal keys share one breakdown row.
public struct TaxKey: Sendable, Hashable, Codable {
  public var treatment: TaxTreatment
  public var percent: Exact
  /// Why no tax is charged, where the law wants it said.
  public var reason: String?

  public init(treatment: TaxTreatment, percent: Exact, reason: String? = nil) {
    self.treatment = treatment
    self.percent = percent
    self.reason = reason
  }
}
