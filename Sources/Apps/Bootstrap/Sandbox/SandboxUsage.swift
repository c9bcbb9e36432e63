import Catalog
import Foundation
import Operations
import Primitives
import Store
import Subscriptions
import Usage

/// What the customers of a sandbox use: every subject some of what its offering meters, most days. The same day gives the
/// same usage.
struct SandboxUsage {
  let installation: Installation

  init(_ installation: Installation) { self.installation = installation }

  /// Writes a day's usage into a file of the home and imports it.
  ///
  /// - Returns: how many events came.
  func arrive(of day: Day) throws -> Int {
    let (_, release) = try installation.newestCatalog()
    var lines = ""
    var count = 0
    for subscription in try subscriptions(on: day) {
      for meter in meters(of: subscription, on: day, release) {
        var random = SeededRandom(seed: UInt64(day.number) &* 1_000_003 &+ UInt64(subscription.id.rawValue))
        for _ in 0..<random.below(4) {
          count += 1
          let at = Zone.utc.instant(of: day, secondOfDay: 7 * 3600 + random.below(14 * 3600))
          lines += "{\"source\": \"sandbox\", \"id\": \"\(day)-\(count)\", \"subject\": \"\(subscription.subject)\", \"type\": \"\(meter.eventType)\", "
            + "\"at\": \"\(at)\", \"quantity\": \"\(quantity(meter.unit, &random))\"}\n"
        }
      }
    }
    if lines.isEmpty { return 0 }
    let path = installation.home.path("usage/\(day).jsonl")
    try FileManager.default.createDirectory(atPath: installation.home.path("usage"), withIntermediateDirectories: true)
    try Data(lines.utf8).write(to: URL(filePath: path))
    return try UsageImports(installation).importFile(path, .init(again: true, unassigned: .hold)).report.batch.counts.accepted
  }

  private func subscriptions(on day: Day) throws -> [Subscription] {
    var found: [SubscriptionID: Subscription] = [:]
    let candidates = try installation.store.planCandidates()
    for account in candidates {
      for subscription in try installation.store.subscriptions(paidBy: account.account)
      where !subscription.subject.isEmpty && subscription.startsOn <= day && subscription.state(on: day) == .active {
        found[subscription.id] = subscription
      }
    }
    return found.values.sorted { $0.id < $1.id }
  }

  private func meters(of subscription: Subscription, on day: Day, _ release: CatalogRelease) -> [Meter] {
    let held = Set(subscription.items.filter { $0.from <= day && day < $0.to ?? .open }.map(\.offering))
    var meters: [Meter] = []
    for price in release.catalog.offerings.filter({ held.contains($0.code) }).flatMap(\.prices) {
      guard case .usage(let terms) = price.kind, let meter = release.index.meter(terms.meter) else { continue }
      if !meters.contains(where: { $0.eventType == meter.eventType }) { meters.append(meter) }
    }
    return meters
  }

  private func quantity(_ unit: String, _ random: inout SeededRandom) -> Int {
    switch unit {
    case "MB": 20 + random.mostlySmall(400)
    case "s": 20 + random.mostlySmall(1_200)
    default: 1 + random.mostlySmall(12)
    }
  }
}
