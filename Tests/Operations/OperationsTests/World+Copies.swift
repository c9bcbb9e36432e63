import Foundation
import Primitives
import Seeds
import Testing

@testable import Lab
@testable import Store

extension World {
  /// What the tables of billing hold, row by row, in the order of their keys; equal worlds give equal texts.
  func dump(_ tables: [String] = World.billingTables) throws -> String {
    try store.read { c in
      var text = ""
      for table in tables {
        let list = try World.columns(of: table, c).map { World.isOnServer(c) ? "quote_nullable(\($0)::text)" : "quote(\($0))" }.joined(separator: " || '|' || ")
        let rows = try c.prepareOwn("SELECT \(list) FROM \(table) ORDER BY 1")
        text += "-- \(table)\n"
        while try rows.step() { text += rows.text(0) + "\n" }
      }
      return text
    }
  }

  static let billingTables = [
    "invoice", "invoice_member", "line_terms", "invoice_line", "invoice_explanation", "billed_period", "account_position", "carried_allowance", "carried_meter", "billed_free_usage",
    "third_party_billed", "seller_sequence", "ledger_account", "journal_entry", "posting", "recognition", "bill_run",
    "bill_run_account", "credit_note", "credit_note_line", "credit_note_sequence", "recognition_taken_back", "invoice_cancellation",
    "invoice_replacement", "bill_run_undone", "undone_closing", "third_party_unbilled",
  ]

  static let usageTables = [
    "usage_batch", "usage_round", "usage_event", "usage_held", "usage_assigned_run", "usage_assigned", "usage_rejected", "usage_changed_repeat",
  ]

  /// Runs statements on the database as somebody with a database tool would.
  func tamper(_ sql: String) throws {
    let (off, on) =
      World.isOnServer
      ? ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT") : ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
    let words = World.isOnServer ? sql.replacing("AS BLOB", with: "AS bytea").replacing("x'04'", with: "'\\x04'::bytea") : sql
    try store.alone { try $0.execute("\(off); \(words); \(on);") }
  }

  /// Whether the worlds of these tests lie on a PostgreSQL server.
  static let isOnServer = TestDatabase.server != nil

  /// Simulated worlds never do.
  private static func isOnServer(_ c: Connection) -> Bool { if case .server = c.address { true } else { false } }

  /// The columns of a table in their order.
  static func columns(of table: String, _ c: Connection) throws -> [String] {
    let rows = try c.prepareOwn(
      isOnServer(c)
        ? "SELECT column_name::text FROM information_schema.columns WHERE table_name = '\(table)' ORDER BY ordinal_position"
        : "SELECT name FROM pragma_table_info('\(table)')")
    var names: [String] = []
    while try rows.step() { names.append(rows.text(0)) }
    return names
  }

  /// The environment in which the program itself opens this world.
  var environment: [String: String] {
    ProcessInfo.processInfo.environment.merging(["FLORIN_DATABASE": database?.address ?? ""]) { $1 }
  }

  /// The first value of a query.
  func number(_ sql: String) throws -> Int64 {
    try store.read { c in
      let row = try c.prepareOwn(sql)
      return try row.step() ? row.int64(0) : 0
    }
  }

  /// Lets the database grow by so many pages only; `nil` takes the limit away.
  func limitGrowth(pages: Int64?) throws {
    try store.alone { c in
      let row = try c.prepareOwn("PRAGMA page_count")
      _ = try row.step()
      try c.execute("PRAGMA max_page_count = \(pages.map { row.int64(0) + $0 } ?? 4_294_967_294)")
    }
  }

  /// A town that every kind of price bills: two sellers, a household, usage, promotions, a charge of another company,
  /// and some that have to be held.
  func settle(households: Int = 4) throws {
    let first = try #require(Day("2026-04-01"))
    var uses: [World.Use] = []
    func use(_ subject: String, _ type: String, _ quantity: String, _ day: Int, _ attributes: [String: String] = [:]) {
      uses.append(Use(id: nil, subject: subject, type: type, quantity: quantity, at: Zone.utc.start(of: first.adding(days: day)).adding(seconds: 40_000), attributes: attributes))
    }
    for index in 0..<households {
      let name = "h\(index)"
      try account(name)
      try account("\(name)-child", ["parent": name])
      try account("\(name)-ro", ["seller": "ro"])
      try order(name, key: "\(name)-A", line: "offering: basic, startsOn: 2026-04-10, promotions: [welcome]", placedOn: first)
      try order("\(name)-child", key: "\(name)-B", line: "offering: tiered, startsOn: 2026-04-01, subject: \"60\(index)1\"", placedOn: first)
      try order(name, key: "\(name)-C", line: "offering: rollover, startsOn: 2026-04-01, subject: \"60\(index)2\"", placedOn: first)
      try order(name, key: "\(name)-D", line: "offering: committed, startsOn: 2026-04-15, subject: \"60\(index)3\"", placedOn: first)
      try order(name, key: "\(name)-F", line: "offering: quarterly, startsOn: 2026-04-01", placedOn: first)
      try order("\(name)-ro", key: "\(name)-E", line: index % 4 == 3 ? "offering: lottery, startsOn: 2026-04-01" : "offering: abonament, startsOn: 2026-04-05", placedOn: first)
      _ = try thirdParty(name, id: "t-\(index)", provider: "Cinema", name: "Ticket", on: first.adding(days: 3), amount: "12.10", tax: "telecom")
      for day in 0..<20 {
        use("60\(index)1", "data", "\(day + index).5", day)
        use("60\(index)2", "data", "\(day)", day)
        use("60\(index)3", "data", "20", day + 14 < 30 ? 15 + day % 10 : 20)
      }
    }
    try self.use(uses)
  }
}
