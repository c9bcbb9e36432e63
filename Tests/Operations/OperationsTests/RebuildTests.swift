import Bootstrap
import Feeds
import Operations
import Primitives
import Testing
import Usage

@testable import Lab
@testable import Store

/// Whatever is done to a projection, it comes back from the facts.
@Suite struct RebuildTests {
  private static let damages: [(what: String, sql: String, projection: String)] = [
    ("a subscription's item", "UPDATE subscription_item SET quantity = '2' WHERE subscription_id = 1", "subscriptions"),
    ("a whole subscription", "DELETE FROM subscription_item WHERE subscription_id = 1; DELETE FROM subscription_payer WHERE subscription_id = 1; DELETE FROM subscription WHERE id = 1", "subscriptions"),
    ("known identities", "DELETE FROM usage_seen WHERE place = (SELECT MAX(place) FROM usage_seen)", "known identities of events"),
    ("usage of an account", "DELETE FROM usage_assigned WHERE place = (SELECT MIN(place) FROM usage_assigned)", "usage by account"),
    ("whose usage it is", "UPDATE usage_assigned SET account_id = account_id + 1000, place = place + 256000 WHERE place = (SELECT MIN(place) FROM usage_assigned)", "usage by account"),
    ("events that wait", "DELETE FROM usage_held", "usage by account"),
    ("what a batch counts", "UPDATE usage_batch SET read_count = read_count + 5, duplicate_count = duplicate_count + 5, finished_at = NULL", "batches of usage"),
    ("a rejected record", "UPDATE usage_rejected SET state = 'dismissed', code = 'usage.other' WHERE id = 2", "rejected records"),
    ("who was held", "UPDATE bill_run_account SET state = 'skipped', reason = 'gone' WHERE state = 'held'", "accounts of bill runs"),
    ("which invoice was issued", "UPDATE bill_run_account SET invoice_id = 99 WHERE invoice_id = 1", "accounts of bill runs"),
    ("the next number", "UPDATE seller_sequence SET next_number = 77", "numbers given to invoices and credit notes"),
    ("what an account owes", "UPDATE account_position SET receivable_minor = 1", "what accounts owe"),
    ("how far an account is billed", "UPDATE account_position SET billed_through = billed_through - 30", "how far accounts are billed"),
  ]

  private func town() async throws -> World {
    let world = try World()
    try world.settle()
    let lines = ["609", "6001", "609"].enumerated().map { number, subject in
      "{\"source\": \"w\", \"id\": \"\(number)\", \"subject\": \"\(subject)\", \"type\": \"data\", \"at\": \"2026-04-02T10:00:00Z\", \"quantity\": \"1\"}\n"
    }.joined()
    try world.holding(lines + "no JSON\n{}\n")
    try world.order("h0", key: "late-one", line: "offering: tiered, startsOn: 2026-04-01, subject: \"608\"", placedOn: ResumeTests.day)
    try world.holding(lines.replacing("\"609\"", with: "\"608\"").replacing("\"id\": \"", with: "\"id\": \"z"))
    _ = try world.store.usage { try $0.dismiss(reject: 1) }
    try await world.bill(ResumeTests.day)
    try await world.bill(ResumeTests.day.adding(days: 40))
    return world
  }

  private func rebuild(_ world: World) throws -> [Rebuild.Outcome] { try Rebuilding(world.installation)() }

  @Test func soundProjectionsAreLeftAlone() async throws {
    let world = try await town()
    #expect(try world.number("SELECT COUNT(*) FROM usage_held") > 0)
    let before = try world.dump(World.billingTables + World.usageTables)
    #expect(try rebuild(world).allSatisfy { $0.rewritten == 0 && $0.left == nil })
    let after = try world.dump(World.billingTables + World.usageTables)
    #expect(before == after)
  }

  @Test(arguments: damages.indices) func comesBack(_ index: Int) async throws {
    let (what, sql, projection) = Self.damages[index]
    let world = try await town()
    let before = try world.dump(World.billingTables + World.usageTables.filter { !$0.hasPrefix("usage_assigned") })
    try world.tamper(sql)
    #expect(try !world.findings().isEmpty, "verify finds nothing wrong with \(what)")
    let outcomes = try rebuild(world)
    #expect(outcomes.filter { $0.rewritten > 0 }.map(\.projection) == [projection], "\(what): \(outcomes)")
    #expect(try world.findings() == [], "\(what)")
    let after = try world.dump(World.billingTables + World.usageTables.filter { !$0.hasPrefix("usage_assigned") })
    #expect(before == after, "\(what)")
  }

  /// An account that joined another's invoice after that was billed has days to bill still, though the other has not.
  @Test func whoJoinedLaterStaysWhereItStands() async throws {
    let world = try World()
    try world.account("a")
    try world.order("a", key: "S-1", line: "offering: basic, startsOn: 2026-01-01", placedOn: ResumeTests.day)
    try await world.bill(ResumeTests.day)
    try world.account("child", ["parent": "a"])
    try world.order("child", key: "S-2", line: "offering: later, startsOn: 2026-01-01", placedOn: ResumeTests.day)
    let before = try world.dump(World.billingTables)
    #expect(try world.findings() == [])
    #expect(try rebuild(world).allSatisfy { $0.rewritten == 0 })
    #expect(try world.dump(World.billingTables) == before)
    try world.tamper("UPDATE account_position SET billed_through = billed_through + 3 WHERE account_id = (SELECT MAX(id) FROM billing_account)")
    #expect(try world.findings().map(\.law) == ["account-positions"])
    #expect(try rebuild(world).filter { $0.rewritten > 0 } == [Rebuild.Outcome("how far accounts are billed", 1)])
    #expect(try world.dump(World.billingTables) == before)
    try await world.bill(ResumeTests.day.adding(days: 31))
    #expect(try world.findings() == [])
    #expect(try rebuild(world).allSatisfy { $0.rewritten == 0 })
  }

  @Test func changedFactsAreNotBuiltOn() async throws {
    let world = try await town()
    try world.tamper("UPDATE usage_event SET quantity_digits = quantity_digits + 1 WHERE event = 7")
    let before = try world.dump(World.usageTables)
    let rejection = #expect(throws: Rejection.self) { try rebuild(world) }
    #expect(rejection?.problems.map(\.code.rawValue) == ["rebuild.broken-chain"] && rejection?.problems.first?.path == "usage_event 7")
    let after = try world.dump(World.usageTables)
    #expect(before == after)
  }
}

extension World {
  /// Imports usage and keeps what nobody claims yet, as an operator who knows his customers come later does.
  fileprivate func holding(_ lines: String) throws {
    let zones = Zones.table(try store.zoneNames())
    let bytes = Array(lines.utf8)
    try store.usage { usage in
      let subjects = try usage.subjects { zones[$0] ?? .utc }
      let rules = AcceptanceRules(types: nil, subjects: subjects, unassigned: .hold)
      let source = try JSONUsageSource(name: "held", bytes: bytes, shape: .flat)
      let request = ImportUsage.Request(fingerprint: try source.fingerprint(), format: .jsonl, again: true)
      _ = try ImportUsage(store: usage, rules: rules, clock: clock).run(source, request)
      _ = try usage.assignHeld(subjects)
    }
  }
}
