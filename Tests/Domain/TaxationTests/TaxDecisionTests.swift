import Primitives
import Taxation
import Testing

/// One row per decision. Who sells where to whom, what, when; and what comes of it.
struct TaxCase: Sendable, CustomStringConvertible {
  var seller: String
  var customer: String
  var standing: String
  var category: String
  var on: String
  var result: String
  var description: String { "\(seller) → \(customer) \(standing) \(category) \(on): \(result)" }

  init(_ seller: String, _ customer: String, _ standing: String, _ category: String, _ on: String, _ result: String) {
    (self.seller, self.customer, self.standing, self.category, self.on, self.result) = (seller, customer, standing, category, on, result)
  }
}

@Suite struct TaxDecisionTests {
  static let table = TaxTable(
    TaxRules(
      rates: [
        rate("telecom", "ES", 21, from: "2012-09-01"), rate("telecom", "ES", 18, from: "2010-07-01", to: "2012-09-01"),
        rate("telecom", "DE", 19, from: "2007-01-01", to: "2020-07-01"), rate("telecom", "DE", 16, from: "2020-07-01", to: "2021-01-01"),
        rate("telecom", "DE", 19, from: "2021-01-01"), rate("telecom", "FR", 20, from: "2014-01-01"),
        rate("telecom", "US", 5, from: "2020-01-01"), rate("telecom", "US", region: "CA", "7.25", from: "2020-01-01"),
        rate("telecom", "US", region: "NY", 8, from: "2020-01-01"),
        rate("device", "ES", 21, from: "2012-09-01"), rate("device", "ES", region: "CN", 7, from: "2020-01-01"),
        rate("books", "ES", 0, from: "2020-01-01"),
        rate("insurance", "ES", 0, from: "2000-01-01", .exempt, reason: "VATEX-EU-135-1"),
        rate("deposit", "ES", 0, from: "2000-01-01", .outsideScope),
      ],
      categories: [TaxCategory(code: "device", supply: .goods), TaxCategory(code: "future")]))

  static func rate(
    _ category: TaxCategoryCode, _ country: String, region: String? = nil, _ percent: Exact, from: String, to: String? = nil,
    _ treatment: TaxTreatment = .standard, reason: String? = nil
  ) -> TaxRate {
    TaxRate(
      category: category, country: country, region: region, from: Day(from) ?? Day(number: 0), to: to.flatMap { Day($0) },
      percent: percent, treatment: treatment, reason: reason)
  }
  static func rate(_ category: TaxCategoryCode, _ country: String, region: String, _ percent: String, from: String) -> TaxRate {
    rate(category, country, region: region, Exact(percent) ?? .overflow, from: from)
  }

  @Test(arguments: [
    // at home, by date
    TaxCase("ES", "ES", "everyone", "telecom", "2026-03-31", "S 21"),
    TaxCase("ES", "ES", "everyone", "telecom", "2012-08-31", "S 18"),
    TaxCase("ES", "ES", "everyone", "telecom", "2012-09-01", "S 21"),
    TaxCase("ES", "ES", "everyone", "telecom", "2009-01-01", "missing no-rate"),
    TaxCase("DE", "DE", "everyone", "telecom", "2020-06-30", "S 19"),
    TaxCase("DE", "DE", "everyone", "telecom", "2020-12-31", "S 16"),
    TaxCase("DE", "DE", "everyone", "telecom", "2021-01-01", "S 19"),
    TaxCase("ES", "ES", "everyone", "books", "2026-03-31", "Z 0"),
    TaxCase("ES", "ES", "everyone", "insurance", "2026-03-31", "E 0 VATEX-EU-135-1"),
    TaxCase("ES", "ES", "everyone", "deposit", "2026-03-31", "O 0 VATEX-EU-O"),
    TaxCase("ES", "ES", "everyone", "telekom", "2026-03-31", "missing unknown-category"),
    TaxCase("ES", "ES", "everyone", "future", "2026-03-31", "missing no-rate"),
    TaxCase("ES", "Spain", "everyone", "telecom", "2026-03-31", "missing unknown-place"),
    // a business at home pays tax, whatever its identifier looks like
    TaxCase("ES", "ES", "ESB12345678", "telecom", "2026-03-31", "S 21"),
    TaxCase("ES", "ES", "B-12.345.678", "telecom", "2026-03-31", "S 21"),
    // across a border of the union
    TaxCase("ES", "DE", "everyone", "telecom", "2026-03-31", "S 19"),
    TaxCase("ES", "DE", "DE123456789", "telecom", "2026-03-31", "AE 0 VATEX-EU-AE"),
    TaxCase("ES", "DE", "DE123456789", "device", "2026-03-31", "K 0 VATEX-EU-IC"),
    TaxCase("ES", "DE", "DE123456789", "insurance", "2026-03-31", "E 0 VATEX-EU-135-1"),
    TaxCase("ES", "DE", "DE12345678", "telecom", "2026-03-31", "missing vat-identifier-format"),
    TaxCase("ES", "DE", "ESB12345678", "telecom", "2026-03-31", "S 21"),
    TaxCase("ES", "IT", "everyone", "telecom", "2026-03-31", "missing no-rate"),
    TaxCase("ES", "MC", "everyone", "telecom", "2026-03-31", "S 20"),
    TaxCase("ES", "GB", "GB123456789", "telecom", "2020-12-31", "AE 0 VATEX-EU-AE"),
    TaxCase("ES", "GB", "GB123456789", "telecom", "2021-01-01", "O 0 VATEX-EU-O"),
    // out of the union
    TaxCase("ES", "CH", "everyone", "telecom", "2026-03-31", "O 0 VATEX-EU-O"),
    TaxCase("ES", "CH", "everyone", "device", "2026-03-31", "G 0 VATEX-EU-G"),
    TaxCase("ES", "CH", "everyone", "telekom", "2026-03-31", "missing unknown-category"),
    TaxCase("ES", "US-CA", "everyone", "telecom", "2026-03-31", "S 7.25"),
    TaxCase("US", "DE", "DE123456789", "telecom", "2026-03-31", "AE 0 VATEX-EU-AE"),
    TaxCase("US", "DE", "DE123456789", "device", "2026-03-31", "missing no-rate"),
    TaxCase("US", "CH", "everyone", "telecom", "2026-03-31", "missing no-rate"),
    // regions
    TaxCase("US", "US-CA", "everyone", "telecom", "2026-03-31", "S 7.25"),
    TaxCase("US", "US-NY", "everyone", "telecom", "2026-03-31", "S 8"),
    TaxCase("US", "US-TX", "everyone", "telecom", "2026-03-31", "S 5"),
    TaxCase("US", "US", "everyone", "telecom", "2026-03-31", "S 5"),
    TaxCase("ES", "ES-M", "everyone", "telecom", "2026-03-31", "S 21"),
    TaxCase("ES", "ES-CN", "everyone", "telecom", "2026-03-31", "O 0 VATEX-EU-O"),
    TaxCase("ES", "ES-CN", "everyone", "device", "2026-03-31", "S 7"),
    TaxCase("ES-CN", "ES-CN", "everyone", "telecom", "2026-03-31", "missing no-rate"),
    TaxCase("ES-CN", "ES", "everyone", "telecom", "2026-03-31", "S 21"),
    // the exempt
    TaxCase("ES", "ES", "exempt", "telecom", "2026-03-31", "E 0 embassy"),
    TaxCase("ES", "ES", "exempt", "deposit", "2026-03-31", "O 0 VATEX-EU-O"),
    TaxCase("ES", "IT", "exempt", "telecom", "2026-03-31", "E 0 embassy"),
    TaxCase("ES", "ES", "exempt", "telekom", "2026-03-31", "missing unknown-category"),
  ])
  func decides(_ row: TaxCase) throws {
    func place(_ text: String) -> (String, String?) {
      let parts = text.split(separator: "-").map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : nil)
    }
    let (sellerCountry, sellerRegion) = place(row.seller)
    let (country, region) = place(row.customer)
    let situation = TaxSituation(
      Self.table, sellerCountry: sellerCountry, sellerRegion: sellerRegion, customerCountry: country, customerRegion: region,
      vatIdentifier: ["everyone", "exempt"].contains(row.standing) ? nil : row.standing,
      exemptReason: row.standing == "exempt" ? "embassy" : nil)
    let result =
      switch situation.decide(TaxCategoryCode(row.category), on: try #require(Day(row.on))) {
      case .taxed(let key): ([key.treatment.rawValue, key.percent.description] + (key.reason.map { [$0] } ?? [])).joined(separator: " ")
      case .missing(let missing): "missing \(missing.cause.rawValue)"
      }
    #expect(result == row.result)
  }

  @Test func ofTwoRatesInForceTheLaterOneCounts() throws {
    let table = TaxTable(
      TaxRules(rates: [Self.rate("a", "ES", 10, from: "2020-01-01"), Self.rate("a", "ES", 12, from: "2025-01-01")]))
    let situation = TaxSituation(table, sellerCountry: "ES", customerCountry: "ES")
    let day = try #require(Day("2026-01-01"))
    #expect(situation.decide("a", on: day) == .taxed(TaxKey(treatment: .standard, percent: 12)))
  }
}
