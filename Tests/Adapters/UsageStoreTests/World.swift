import Feeds
import Foundation
import Operations
import Primitives
import Seeds
@testable import Store
import Usage

/// A database of its own in a folder that goes with it, and ways to import into it.
final class World {
  let folder: String
  /// `nil` for a SQLite file.
  private let database: TestDatabase?
  private(set) var connection: Connection
  let mark: IdentityMark
  var rules: AcceptanceRules

  init(mark: IdentityMark = IdentityMark(), rules: AcceptanceRules = AcceptanceRules(types: nil, subjects: World.subjects)) throws {
    folder = NSTemporaryDirectory() + "florin-usage-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    database = try TestDatabase.new()
    connection = try World.open(folder, database)
    self.mark = mark
    self.rules = rules
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static func open(_ folder: String, _ database: TestDatabase?) throws -> Connection {
    let connection = try Connection(at: database.map { try DatabaseAddress(url: $0.address) } ?? .file(folder + "/florin.db"))
    try Migrations.apply(to: connection)
    return connection
  }

  /// Closes and opens the database, as after a crash.
  func reopen() throws { connection = try World.open(folder, database) }

  /// What an intake knows of ids; `nil`: as files are imported.
  var filter: SeenFilter?

  var usage: UsageDatabase { UsageDatabase(connection, mark: mark, filter: filter) }

  /// Subjects 600 … 609; two subscriptions to an account; 605 moves to another subscription on 15 March.
  static let subjects = SubjectIndex(
    (0..<10).flatMap { n -> [SubjectEntry] in
      let account = BillingAccountID(Int64(n / 2 + 1))
      let middle = Instant("2026-03-15T00:00:00Z") ?? Instant(seconds: 0)
      let first = SubjectEntry(
        subject: "60\(n)", subscription: .init(Int64(n + 1)), account: account, from: Instant(seconds: 0), to: n == 5 ? middle : nil)
      let second = SubjectEntry(subject: "605", subscription: .init(99), account: .init(50), from: middle)
      return n == 5 ? [first, second] : [first]
    })

  @discardableResult
  func importCSV(
    _ text: String, name: String = "usage.csv", again: Bool = false, perRound: Int = 5, corrects: Int64? = nil,
    store: (any UsageStore)? = nil
  ) throws -> ImportUsage.Report {
    let source = try CSVUsageSource(name: name, bytes: Array(text.utf8), mapping: .own, corrections: corrects != nil)
    return try ImportUsage(store: store ?? usage, rules: rules, clock: FixedClock()).run(
      source,
      .init(
        fingerprint: try source.fingerprint(), format: .csv, again: again, corrects: corrects, recordsPerRound: perRound))
  }

  func count(_ sql: String) throws -> Int {
    let row = try connection.prepare(sql)
    defer { row.reset() }
    _ = try row.step()
    return row.int(0)
  }

  /// Everything unbilled of every account, as (subscription, id) pairs in order.
  func unbilled(
    _ account: Int64, cutOff: String = "2030-01-01T00:00:00Z", since: UsageClosing = .none, rule: LateEventRule = .nextInvoice
  ) throws -> UnbilledUsage {
    let rows = try UnbilledUsageRows(connection)
    return try rows.read(
      account: .init(account), cutOff: Instant(cutOff) ?? Instant(seconds: 0), since: since,
      throughRound: try rows.lastRound(), rule: rule)
  }

  /// Every law of the tables at once; the first that does not hold, in words.
  func brokenLaw() throws -> String? {
    let events = try count("SELECT COUNT(*) FROM usage_event")
    if events != (try count("SELECT COUNT(*) FROM (SELECT DISTINCT source, id FROM usage_event) e")) { return "an event counts twice" }
    if events != (try count("SELECT COALESCE(SUM(entry_count), 0) FROM usage_seen_run")) { return "seen differs from events" }
    let assigned = try count("SELECT COALESCE(SUM(event_count), 0) FROM usage_assigned")
    if assigned != (try count("SELECT COALESCE(SUM(event_count), 0) FROM usage_assigned_run")) { return "runs differ from their rows" }
    if events != assigned + (try count("SELECT COUNT(*) FROM usage_held")) { return "an event is neither assigned nor held, or both" }
    if events != (try count("SELECT COALESCE(SUM(accepted_count), 0) FROM usage_batch")) { return "batches differ from events" }
    if events != (try count("SELECT COALESCE(SUM(event_count), 0) FROM usage_round")) { return "rounds differ from events" }
    return nil
  }
}

struct FixedClock: Clock {
  func now() -> Instant { Instant(seconds: 1_775_000_000) }
}

let head = "source,id,subject,type,at,quantity,network\n"

func line(_ id: String, _ subject: String = "600", at: String = "2026-03-01T08:00:00Z", quantity: String = "1", source: String = "s") -> String {
  "\(source),\(id),\(subject),call,\(at),\(quantity),home\n"
}
