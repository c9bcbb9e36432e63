import Catalog
import Charging
import Feeds
import Operations
import Primitives
import Store
import Usage

/// Hands what was used under postpaid limits on to the bill, each use once.
public struct ChargedUsage: Sendable {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// Usage events of charging have this source; their ids name the session and the request.
  public static let source = "florin:charging"

  /// - Returns: how many events were handed on that were not before.
  @discardableResult
  public func handOn() throws -> Int {
    let store = installation.store
    var (count, subjects): (Int, SubjectIndex?) = (0, nil)
    while true {
      let after = try store.usageHandedThrough()
      let (usage, through) = try store.usageForBill(after: after, limit: 2_000)
      if usage.isEmpty { return count }
      // After the uses, so that whoever used something is among them.
      let known = try store.subjects(since: subjects) { Zones.zone($0) ?? .utc }
      count += try importUsage(usage, of: known, from: after, through: through)
      subjects = known
      // Behind it: whatever dies in between, the same events come again under the same names and do not count twice.
      try store.usageHanded(through: through)
    }
  }

  private func importUsage(_ usage: [UsageForBill], of subjects: SubjectIndex, from: Int64, through: Int64) throws -> Int {
    var bytes: [UInt8] = []
    for used in usage {
      var json = JSONText()
      json.object { json in
        json.field("source", ChargedUsage.source)
        json.field("id", used.id)
        json.field("subject", used.subject)
        json.field("type", used.type)
        json.field("at", used.at)
        json.field("quantity", used.quantity)
        for (key, value) in used.attributes.sorted(by: { $0.key < $1.key }) where !["source", "id", "subject", "type", "at", "quantity"].contains(key) { json.field(named: key, value) }
      }
      bytes += json.bytes + [0x0A]
    }
    let (_, release) = try installation.newestCatalog()
    return try installation.store.usage { tables in
      let rules = AcceptanceRules(types: Array(Set(release.catalog.meters.map(\.eventType))), subjects: subjects)
      let source = try JSONUsageSource(name: "charging requests \(from + 1) to \(through)", bytes: bytes, shape: .flat)
      let request = ImportUsage.Request(fingerprint: try source.fingerprint(), format: .jsonl, again: true)
      return try ImportUsage(store: tables, rules: rules, clock: installation.clock).run(source, request).batch.counts.accepted
    }
  }
}

extension ChargedUsage {
  /// Hands on when something waits that an account has to do with: whoever only looks at a bill writes nothing else.
  func handOn(whereWaitingFor account: BillingAccountID) throws {
    if try installation.store.isUsageWaiting(for: account) { try handOn() }
  }
}
