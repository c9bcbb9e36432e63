import Bootstrap
import Catalog
import Charging
import Parties
import Primitives
import Rating
import Subscriptions
import Testing

@testable import Operations

/// What a subscriber is charged by is what the bill of the period goes by: its days, its agreements, its allowances.
@Suite struct HeldPriceTests {
  private static let catalog = """
    catalog: held
    sellers:
      - code: shop
        legalName: Shop S.L.
        taxIdentifier: ESB12345674
        address: {lines: [Calle Mayor 1], city: Madrid, postcode: "28013", country: ES}
        invoiceNumberPrefix: S-
        zone: UTC
    taxes:
      - code: services
        rates:
          - {country: ES, from: 2012-09-01, percent: "20"}
    meters:
      - {code: message, name: Messages, eventType: message, unit: message, aggregation: sum}
    offerings:

    """

  private static let included = ", adjustments: [{allowance: included, units: '100'}]"

  private static let offerings = [
    offering("small", included), offering("large", included), offering("larger", ", adjustments: [{allowance: included, units: '200'}]"), offering("other", ", adjustments: [{allowance: own, units: '31', prorated: true}]"),
    offering("trial", ", adjustments: [{trial: 30}]"), offering("plain", ""),
  ].joined()

  private static func offering(_ code: String, _ more: String) -> String {
    """
      - code: \(code)
        name: \(code)
        from: 2020-01-01
        prices:
          - code: \(code).use
            name: \(code)
            kind: usage
            meter: message
            tax: services
            revenue: "8401"
            versions:
              - {from: 2020-01-01, currency: EUR, form: per-unit, unit: "1.00"\(more)}

    """
  }

  private func day(_ text: String) throws -> Day { try #require(Day(text)) }

  private func subscriber(startsOn: Day, endsOn: Day? = nil, _ items: [SubscriptionItem]) throws -> Subscriber {
    let files = [CatalogSource.File(name: "catalog.yaml", bytes: Array((Self.catalog + Self.offerings).utf8))]
    let release = try CatalogReader.ofThisMachine().read(CatalogSource(files: files))
    let account = BillingAccount(
      id: BillingAccountID(1), reference: "a", customer: CustomerID(1), name: "A", seller: "shop", currency: .eur, zoneName: "UTC", language: "en",
      segment: "residential", address: PostalAddress(country: "ES"), cycle: .calendarMonth)
    let subscription = Subscription(
      id: SubscriptionID(1), reference: "s", user: CustomerID(1), payers: [DatedPayer(from: startsOn, account: account.id)], state: .active, subject: "600",
      startsOn: startsOn, endsOn: endsOn, items: items)
    return Subscriber(
      subscription: subscription, account: account, balance: nil, zone: .utc, context: try BillingContext(release, zones: ["UTC": .utc]))
  }

  /// What so many messages cost on a day, in cents without tax; or why they are not charged.
  private func price(_ messages: Int64, on day: Day, _ subscriber: Subscriber) throws -> String {
    let at = Zone.utc.start(of: day).adding(seconds: 36_000)
    let asked = ServiceUnits(service: "message", used: messages)
    switch subscriber.tariff(asked, at: at) {
    case .free: return "free"
    case .failed(let why): return why
    case .tariff(let tariff):
      let counter = ChargingCounter(subscription: SubscriptionID(1), price: tariff.terms.price, periodStart: tariff.period.start)
      return "\(try tariff.price(messages, of: asked, after: Metering(since: at), counter).netMinor)"
    }
  }

  /// 31 units prorated: of the 15 days from the 17th 15 are free, of the 10 days until the 27th 10.
  @Test func allowancesAreProratedByTheDaysHeld() throws {
    let (start, end) = (try day("2026-01-17"), try day("2026-01-27"))
    let item = SubscriptionItem(number: 1, offering: "other", from: start)
    #expect(try price(31, on: try day("2026-01-20"), try subscriber(startsOn: start, [item])) == "1600")
    #expect(try price(31, on: try day("2026-01-20"), try subscriber(startsOn: start, endsOn: end, [item])) == "2100")
    #expect(try price(31, on: try day("2026-02-20"), try subscriber(startsOn: start, [item])) == "0")
    // Two parts of the period: the bill grants by the days of the first, and only once.
    let first = SubscriptionItem(number: 1, offering: "other", from: start, to: end)
    let second = SubscriptionItem(number: 2, offering: "other", quantity: 2, from: end)
    let both = try subscriber(startsOn: start, [first, second])
    #expect(try price(31, on: try day("2026-01-20"), both) == "2100")
    #expect(
      try price(31, on: try day("2026-01-28"), both)
        == "the price other.use cannot be charged while it is used: its allowance is prorated, and it is held in several parts of the period")
    #expect(try price(31, on: try day("2026-02-20"), both) == "0")
  }

  /// All days held are days of the trial.
  @Test func trialsAreReckonedByTheDaysHeld() throws {
    let start = try day("2026-01-17")
    let subscriber = try subscriber(startsOn: start, [SubscriptionItem(number: 1, offering: "trial", from: start)])
    #expect(try price(2, on: try day("2026-01-20"), subscriber) == "0")
    #expect(try price(2, on: try day("2026-03-20"), subscriber) == "200")
  }

  /// A bill grants what both plans call `included` once: after the change there is what the first has left of it. Where they include different amounts,
  /// only the bill knows that.
  @Test func plansWithTheSameAllowanceInOnePeriod() throws {
    let (start, change) = (try day("2026-01-01"), try day("2026-01-15"))
    let items = [SubscriptionItem(number: 1, offering: "small", from: start, to: change), SubscriptionItem(number: 2, offering: "large", from: change)]
    let changed = try subscriber(startsOn: start, items)
    #expect(try price(100, on: try day("2026-01-10"), changed) == "0")
    guard case .tariff(let tariff) = changed.tariff(ServiceUnits(service: "message"), at: Zone.utc.start(of: try day("2026-01-20"))) else { return #expect(Bool(false)) }
    #expect(tariff.sharingAllowance == ["small.use"])
    let more = [items[0], SubscriptionItem(number: 2, offering: "larger", from: change)]
    #expect(
      try price(100, on: try day("2026-01-20"), try subscriber(startsOn: start, more))
        == "the price larger.use cannot be charged while it is used: its allowance included is that of the price small.use too, which is held in the same period")
    #expect(try price(101, on: try day("2026-02-01"), changed) == "100")
    // Another allowance, and none at all, are no obstacle.
    let other = [SubscriptionItem(number: 1, offering: "plain", from: start, to: change), SubscriptionItem(number: 2, offering: "large", from: change)]
    #expect(try price(101, on: try day("2026-01-20"), try subscriber(startsOn: start, other)) == "100")
  }

  /// What is agreed from within a part on begins with the next part on the bill, and here.
  @Test func agreementsHoldForWholeParts() throws {
    let (start, agreed) = (try day("2026-01-01"), try day("2026-01-15"))
    let item = SubscriptionItem(
      number: 1, offering: "plain", from: start, agreements: [PriceAgreement(price: "plain.use", effective: .init(from: agreed), change: .replace(3))])
    let subscriber = try subscriber(startsOn: start, [item])
    #expect(try price(1, on: try day("2026-01-20"), subscriber) == "100")
    #expect(try price(1, on: try day("2026-02-01"), subscriber) == "300")
  }
}
