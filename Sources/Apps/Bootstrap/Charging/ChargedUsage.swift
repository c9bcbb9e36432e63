import Catalog
import Charging
import Feeds
import Glibc
import Operations
import Primitives
import Store
import Usage

/// Hands what was used under postpaid limits on to the bill, each use once.
public struct ChargedUsage: Sendable {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// Usage events of charging have this source; their ids name the session and the request.
  public static let source = ChargedUse.source

  /// What became of what was handed on.
  public struct Outcome: Sendable, Hashable {
    /// Events that were handed on and were not before.
    public var accepted = 0
    /// Events that are on no bill before somebody corrects them.
    public var rejected = 0
    /// The batches that have rejected ones.
    public var batches: [Int64] = []

    public init() {}
  }

  /// Members of an event that are not its attributes, in the form that it is handed on in.
  private static let own: Set<String> = ["source", "id", "subject", "type", "at", "quantity", "attributes"]

  /// Hands on everything that was not yet. What usage rejects waits there to be corrected, as records of a file do.
  @discardableResult
  public func handOn() throws -> Outcome {
    var outcome = Outcome()
    var tries = 0
    while true {
      do {
        try handOn(&outcome)
        return outcome
      } catch where ChargedUsage.meetsAnother(error) && tries < 20 {
        // Another process hands the same on: what either has done stands, and each event counts once.
        tries += 1
        usleep(250_000)
      }
    }
  }

  /// Whether it comes of two who finish one batch.
  private static func meetsAnother(_ error: any Error) -> Bool { (error as? StoreFault)?.isCollision ?? (error is UsageCountsBroken) }

  private func handOn(_ outcome: inout Outcome) throws {
    let store = installation.store
    var subjects: SubjectIndex?
    while true {
      let after = try store.usageHandedThrough()
      let (usage, through) = try store.usageForBill(after: after, limit: 2_000)
      if usage.isEmpty { return }
      // After the uses, so that whoever used something is among them.
      let known = try store.subjects(since: subjects) { Zones.zone($0) ?? .utc }
      let batch = try importUsage(usage, of: known, from: after, through: through)
      outcome.accepted += batch.counts.accepted
      outcome.rejected += batch.counts.rejected
      if batch.counts.rejected > 0 { outcome.batches.append(batch.id) }
      subjects = known
      // Behind it: whatever dies in between, the same events come again under the same names and do not count twice.
      try store.usageHanded(through: through)
    }
  }

  private func importUsage(_ usage: [ChargedUse], of subjects: SubjectIndex, from: Int64, through: Int64) throws -> UsageBatch {
    var bytes: [UInt8] = []
    for use in usage {
      let used = use.used
      // Whoever has the subject by now did not use it: it stays with the subscription that it was charged to, at the last moment it had the subject.
      let at = subjects.last(used.subject, of: use.subscription, upTo: used.at) ?? used.at
      let attributes = used.attributes.sorted { $0.key < $1.key }
      var json = JSONText()
      json.object { json in
        json.field("source", ChargedUsage.source)
        json.field("id", used.id)
        json.field("subject", used.subject)
        json.field("type", used.type)
        json.field("at", at)
        json.field("quantity", UsageQuantity.fitting(used.quantity))
        for (key, value) in attributes where !ChargedUsage.own.contains(key) { json.field(named: key, value) }
        let nested = attributes.filter { ChargedUsage.own.contains($0.key) }
        if nested.isEmpty { return }
        json.key("attributes")
        json.object { for (key, value) in nested { $0.field(named: key, value) } }
      }
      bytes += json.bytes + [0x0A]
    }
    let (_, release) = try installation.newestCatalog()
    return try installation.store.usage { tables in
      let rules = AcceptanceRules(types: Array(Set(release.catalog.meters.map(\.eventType))), subjects: subjects)
      let source = try JSONUsageSource(name: "\(ChargedUse.batches) \(from + 1) to \(through)", bytes: bytes, shape: .flat)
      let request = ImportUsage.Request(fingerprint: try source.fingerprint(), format: .jsonl, again: true)
      return try ImportUsage(store: tables, rules: rules, clock: installation.clock).run(source, request).batch
    }
  }
}

extension ChargedUsage {
  /// Hands on when something waits that an account has to do with: whoever only looks at a bill writes nothing else.
  func handOn(whereWaitingFor account: BillingAccountID) throws {
    if try installation.store.isUsageWaiting(for: account) { try handOn() }
  }
}
