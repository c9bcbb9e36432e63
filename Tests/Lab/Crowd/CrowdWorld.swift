import Balances
import Bootstrap
import Feeds
import Foundation
import Operations
import Parties
import Primitives
import Store
import Subscriptions

/// Accounts with one subscription and one prepaid balance each, of three buckets, and prices that come out to the cent.
struct CrowdWorld {
  static let moneyCents: Int64 = 3_000
  static let bonusCents: Int64 = 600
  static let octets: Int64 = 200
  /// What a message costs, and an octet: 0.05 and a fifth of it in tax.
  static let netCents: Int64 = 5
  static let grossCents: Int64 = 6

  let folder: String
  let accounts: Int

  static func subject(_ account: Int) -> String { "346\(1_000_000 + account)" }
  static func balance(_ account: Int) -> String { "P\(account)" }

  private static let catalog = """
    catalog: crowd
    sellers:
      - code: crowd
        legalName: Crowd S.L.
        taxIdentifier: ESB12345674
        address: {lines: [Calle Mayor 1], city: Madrid, postcode: "28013", country: ES}
        invoiceNumberPrefix: C-
        zone: UTC
    taxes:
      - code: services
        rates:
          - {country: ES, from: 2012-09-01, percent: "20"}
    meters:
      - {code: message, name: Messages, eventType: message, unit: message, aggregation: sum}
      - {code: data, name: Data, eventType: data, unit: B, aggregation: sum}
    offerings:
      - code: mobile
        name: Mobile
        from: 2020-01-01
        prices:
          - code: mobile.message
            name: Messages
            kind: usage
            meter: message
            tax: services
            revenue: "8401"
            versions:
              - {from: 2020-01-01, currency: EUR, form: per-unit, unit: "0.05"}
          - code: mobile.data
            name: Data
            kind: usage
            meter: data
            tax: services
            revenue: "8401"
            versions:
              - {from: 2020-01-01, currency: EUR, form: per-unit, unit: "0.05"}
    """

  /// Makes the world from nothing.
  func make() throws -> Installation {
    try? FileManager.default.removeItem(atPath: folder)
    let installation = try Installation(folder: folder)
    let catalog = CatalogSource(files: [.init(name: "catalog.yaml", bytes: Array(Self.catalog.utf8))])
    _ = try PublishCatalog(repository: installation.store, reader: .ofThisMachine()).publish(
      try CatalogReader.ofThisMachine().read(catalog), asOf: MachineClock().now(), note: "")
    try register(installation.store)
    let balances = CustomerBalances(installation)
    for account in 1...accounts {
      let reference = Self.balance(account)
      _ = try balances.open(.init(reference: reference, account: "A\(account)", kind: .prepaid), key: "open-\(account)")
      _ = try balances.topUp(reference, .init(amount: Exact(unscaled: Self.moneyCents, scale: 2)), key: "money-\(account)")
      _ = try balances.topUp(
        reference, .init(amount: Exact(unscaled: Self.bonusCents, scale: 2), isBonus: true, validTo: "2099-01-01", priority: 50), key: "bonus-\(account)")
      _ = try balances.topUp(reference, .init(amount: Exact(Int(Self.octets)), unit: "octets"), key: "octets-\(account)")
    }
    return installation
  }

  private func register(_ store: Store) throws {
    let start = MachineClock().now().utcDay
    for first in stride(from: 1, through: accounts, by: 5_000) {
      let numbers = first..<min(first + 5_000, accounts + 1)
      let ids = try store.register(numbers.map { number in
        Registration(
          customerReference: "C\(number)", customerName: "Customer \(number)",
          account: BillingAccount(
            id: BillingAccountID(0), reference: "A\(number)", customer: CustomerID(0), name: "Customer \(number)", seller: "crowd", currency: .eur, zoneName: "UTC",
            language: "en", segment: "residential", address: PostalAddress(country: "ES"), cycle: .calendarMonth),
          openedOn: start)
      })
      let subscriptions = zip(numbers, ids).compactMap { number, id -> NewSubscription? in
        let changes: [SubscriptionFact.Change] = [
          .ordered(.init(reference: "S\(number)", user: CustomerID(id.rawValue), payer: id, subject: Self.subject(number), startsOn: start)),
          .itemOpened(SubscriptionItem(number: 1, offering: "mobile", from: start)), .activated(on: start),
        ]
        return NewSubscription(changes.map { SubscriptionFact(recordedOn: start, $0) })
      }
      _ = try store.add(subscriptions, at: MachineClock().now(), command: nil)
    }
  }
}
