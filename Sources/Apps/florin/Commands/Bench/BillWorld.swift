import ArgumentParser
import Bootstrap
import Feeds
import Foundation
import Operations
import Parties
import Primitives
import Store
import Subscriptions
import Usage

/// A month to be billed: accounts with 5 subscriptions each, and for each of those 4 metrics on 10 days, which makes
/// 200 usage rows and 20 priced lines an account.
///
/// Made through Florin's own doors: a published catalog, registered accounts, subscription facts, an imported file.
struct BillWorld {
  static let subscriptions = 5
  static let metrics = 4
  static let days = 10
  static let eventsPerAccount = subscriptions * metrics * days
  static let month = ServicePeriod(start: Day.first(of: 1, 2026), end: Day.first(of: 2, 2026))

  let folder: String
  let accounts: Int
  /// Each account with one subscription, and nothing used.
  var isAtRest = false

  /// The bill run's day: the month is over.
  static var billingDay: Day { month.end }

  static func reference(_ account: Int) -> String { "A\(account)" }

  /// Makes the world from nothing; what the folder held before is gone.
  func seed() throws {
    try? FileManager.default.removeItem(atPath: folder)
    let installation = try Installation(folder: folder)
    let catalog = installation.home.path("catalog")
    try FileManager.default.createDirectory(atPath: catalog, withIntermediateDirectories: true)
    try BenchCatalog.text.write(toFile: catalog + "/catalog.yaml", atomically: true, encoding: .utf8)
    _ = try installation.home.openDatabase().publish(try CatalogReader.read(path: catalog), asOf: BenchClock().now())
    try register(installation.store)
    if !isAtRest { try importUsage(installation) }
  }

  private func register(_ store: Store) throws {
    for first in stride(from: 1, through: accounts, by: 5_000) {
      let numbers = first..<min(first + 5_000, accounts + 1)
      let ids = try store.register(numbers.map(registration))
      let subscriptions = zip(numbers, ids).flatMap { number, id in
        (0..<(isAtRest ? 1 : Self.subscriptions)).compactMap { subscription(number, $0, paidBy: id) }
      }
      _ = try store.add(subscriptions, at: BenchClock().now(), command: nil)
    }
  }

  private func registration(_ number: Int) -> Registration {
    Registration(
      customerReference: "C\(number)", customerName: "Customer \(number)",
      account: BillingAccount(
        id: BillingAccountID(0), reference: Self.reference(number), customer: CustomerID(0), name: "Customer \(number)",
        seller: "bench", currency: .eur, zoneName: "UTC", language: "en", segment: "residential",
        address: PostalAddress(
          lines: ["Street \(number)"], city: "Somewhere", postcode: "10001", country: "ES", region: number & 1 == 0 ? nil : "CN"),
        cycle: .calendarMonth),
      openedOn: Self.month.start)
  }

  private func subscription(_ account: Int, _ place: Int, paidBy payer: BillingAccountID) -> NewSubscription? {
    let reference = "S\(account)-\(place)"
    let start = Self.month.start
    let changes: [SubscriptionFact.Change] = [
      .ordered(.init(reference: reference, user: CustomerID(payer.rawValue), payer: payer, subject: "346\(account * 10 + place)", startsOn: start)),
      .itemOpened(SubscriptionItem(number: 1, offering: BenchCatalog.offering(plan: (account + place) & 7, discount: place), from: start)),
      .activated(on: start),
    ]
    return NewSubscription(changes.map { SubscriptionFact(recordedOn: start, $0) })
  }

  /// One file in the order of the days, as a month of usage arrives.
  private func importUsage(_ installation: Installation) throws {
    let path = installation.home.path("usage.csv")
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
      throw ValidationError("\(path) cannot be written")
    }
    var random: UInt64 = 88_172_645_463_325_252
    var text = Array("source,id,subject,type,at,quantity\n".utf8)
    var row = 0
    for day in 0..<Self.days {
      let at = Instant(seconds: Int64(Self.month.start.adding(days: day * 3).number) * 86_400 + 43_200).description
      for account in 1...accounts {
        for place in 0..<Self.subscriptions * Self.metrics {
          random ^= random << 13
          random ^= random >> 7
          random ^= random << 17
          row += 1
          text += "b,\(row),346\(account * 10 + place / Self.metrics),metric-\(place % Self.metrics),\(at),\(random % 5000)\n".utf8
        }
        if text.count > 1 << 20 {
          try file.write(contentsOf: text)
          text.removeAll(keepingCapacity: true)
        }
      }
    }
    try file.write(contentsOf: text)
    try file.close()
    let usage = try installation.home.openDatabase().usage
    let source = try CSVUsageSource(path: path, mapping: .own)
    let subjects = try usage.subjects { _ in .utc }
    let rules = AcceptanceRules(types: (0..<Self.metrics).map { "metric-\($0)" }, subjects: subjects)
    let report = try ImportUsage(store: usage, rules: rules, clock: BenchClock()).run(
      source, .init(fingerprint: try source.fingerprint(), format: .csv))
    guard report.batch.counts.accepted == row, report.batch.counts.held == 0 else {
      throw ValidationError("of \(row) usage rows \(report.batch.counts.accepted) were accepted, \(report.batch.counts.held) held")
    }
    try FileManager.default.removeItem(atPath: path)
  }
}

/// The same instant in every run, so that equal input gives equal bytes.
struct BenchClock: Clock {
  func now() -> Instant { Instant(seconds: 1_769_990_400) }
}

extension Day {
  fileprivate static func first(of month: Int, _ year: Int) -> Day { Day(year, month, 1) ?? Day(number: 0) }
}
