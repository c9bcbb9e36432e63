import Catalog
import Feeds
public import Operations
import Primitives
import Store
import Usage

extension Installation {
  /// An intake of CloudEvents into this installation; one a process is enough.
  public func usageIntake(limits: UsageIntake.Limits = UsageIntake.Limits()) -> UsageIntake {
    UsageIntake(
      limits: limits, clock: clock, read: { try SentEvents.read($0, into: $1, firstLine: $2) }, rawText: { SentEvents.text($0, $1) },
      store: LiveIntake(self))
  }
}

/// The usage tables of an installation, and what events are judged by, read again when it changes.
final class LiveIntake: UsageIntakeStore {
  private let installation: Installation
  private let tables: IntakeTables
  private var known: (catalog: CatalogVersionID?, subscriptionFact: Int64, rules: AcceptanceRules)?

  init(_ installation: Installation) {
    self.installation = installation
    tables = IntakeTables(installation.store)
  }

  func rules() throws -> AcceptanceRules {
    let facts = try installation.store.usageFacts()
    if let known, known.catalog == facts.catalog, known.subscriptionFact == facts.subscriptionFact { return known.rules }
    let types = try facts.catalog.map { Array(Set(try installation.catalog($0).catalog.meters.map(\.eventType))) }
    let subjects: SubjectIndex
    if let known, known.subscriptionFact == facts.subscriptionFact {
      subjects = known.rules.subjects
    } else {
      subjects = try installation.store.subjects(since: known?.rules.subjects) { Zones.zone($0) ?? .utc }
    }
    let rules = AcceptanceRules(types: types, subjects: subjects)
    known = (facts.catalog, facts.subscriptionFact, rules)
    return rules
  }

  func begin(_ batch: UsageBatch) throws -> UsageBatch { try tables.use { try $0.begin(batch) } }
  func batch(_ id: Int64) throws -> UsageBatch? { try tables.use { try $0.batch(id) } }
  func finish(batch: Int64, at: Instant) throws { try tables.use { try $0.finish(batch: batch, at: at) } }

  func acceptance(_ records: UsageRecords, subjects: SubjectIndex, into batch: Int64, nextLine: Int64) throws -> UsageAcceptance {
    try tables.use { try $0.acceptance(records, subjects: subjects, into: batch, nextOffset: 0, nextLine: nextLine) }
  }
}

/// Reads CloudEvents as they were sent.
enum SentEvents {
  static func read(_ delivery: UsageDelivery, into records: UsageRecords, firstLine: Int64) throws -> Int {
    guard let first = delivery.body.first(where: { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }), first == 0x7B || first == 0x5B else {
      throw Rejection(
        Problem(
          .unreadableDocument, at: .init(file: "body", line: 1, column: 1), "this is neither a CloudEvent nor a list of them",
          remedy: "send a JSON object, or a list of JSON objects"))
    }
    let source = try JSONUsageSource(sent: delivery.body, firstLine: firstLine)
    var count = 0
    while true {
      let more = try source.read(into: records, limit: .max)
      if more == 0 { break }
      count += more
    }
    if source.isCutOff {
      throw Rejection(
        Problem(
          .intakeCutOff, at: .init(file: "body"), "the list of events does not come to its end, or an event in it is no JSON",
          remedy: "send the whole list again as well-formed JSON; nothing of it was recorded"))
    }
    return count
  }

  static func text(_ delivery: UsageDelivery, _ row: UsageRecords.Row) -> [UInt8] {
    let start = Int(row.offset)
    return Array(delivery.body[start..<min(delivery.body.count, start + Int(row.length))])
  }
}
