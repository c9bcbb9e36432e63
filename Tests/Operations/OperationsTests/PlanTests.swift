import Balances
import Bootstrap
import Charging
import Foundation
import Operations
import Parties
import Primitives
import Seeds
import Testing

@testable import Lab
@testable import Store

/// What is asked of SQLite while customers and clerks wait takes as long among a million of them as among a few.
@Suite(.enabled(if: !World.isOnServer, "plans of SQLite")) struct PlanTests {
  private final class Scene {
    let world: World
    let recorder: ChargingRecorder
    let intake: UsageIntake

    init() throws {
      world = try World()
      try world.account("ana")
      try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
      _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
      recorder = world.installation.chargingRecorder()
      intake = world.installation.usageIntake()
    }

    func ask(_ kind: ChargingRequest.Kind, _ session: String, _ number: Int64 = 0, running: RunningCount? = nil) throws {
      let used: Int64 = kind == .initial ? 0 : 1_000_000 * (number + 1)
      let service = ServiceUnits(service: "data", requested: kind == .terminate ? nil : 1_000_000, used: used)
      let request = ChargingRequest(
        session: session, number: number, kind: kind, subject: "600", at: MachineClock().now(), services: [service], running: running)
      _ = try recorder.decide([request])[0].get()
    }

    /// A working day of an online service, which differs from the next by its name.
    func pass(_ name: String) async throws {
      _ = try world.balances.open(.init(reference: "b-\(name)", account: "ana", kind: .prepaid), key: "o\(name)")
      _ = try world.balances.topUp("b", .init(amount: Exact(10)), key: "t\(name)")
      _ = try world.balances.transfer("b", bucket: nil, to: "b-\(name)", amount: Exact(1), reason: "shared", key: "m\(name)")
      _ = try world.balances.expire()
      _ = try Controls(world.installation).set(
        ControlWish(code: "month-\(name)", kind: "limit", amount: 100, unit: "EUR", window: "month", mayBeLifted: true), for: "b", by: .operator, key: "c\(name)")
      try ask(.debit, "d-\(name)")
      try ask(.initial, "s-\(name)", 0)
      try world.account("c\(name)")
      try world.order("c\(name)", key: "T-\(name)", line: "offering: metered, startsOn: 2026-01-01, subject: \"70\(name)\"", placedOn: ResumeTests.day)
      try world.amend("T-\(name)", key: "A-\(name)", on: ResumeTests.day, change: "change: suspend")
      try world.quote("Q-\(name)", to: "ana", "validUntil: 2027-01-01", line: "reference: U-\(name), offering: metered, startsOn: 2026-02-01")
      _ = try world.quotes.find("Q-\(name)")
      try ask(.update, "s-\(name)", 1)
      try ask(.terminate, "s-\(name)", 2)
      let begun = RunningCount(begunAt: MachineClock().now().adding(seconds: -60), saidAt: MachineClock().now())
      try ask(.initial, "r-\(name)", 0, running: begun)
      try ask(.terminate, "r-\(name)", 1, running: begun)
      _ = try recorder.look()
      _ = try recorder.reclaim()
      _ = try recorder.chargeUncharged()
      let event = """
        {"specversion": "1.0", "id": "\(name)", "source": "/gw/1", "type": "data", "subject": "600", "time": "2026-01-20T10:00:00Z", "data": {"quantity": "1"}}
        """
      _ = try await intake.take(UsageDelivery(body: Array(event.utf8)))
      _ = try world.runs.preview("ana", through: ResumeTests.day)
      let balance = try #require(try world.store.balance(reference: "b")).balance.id
      _ = try world.store.lastCharges(of: balance, limit: 10)
      _ = try world.store.balances(BalanceFilter(account: world.store.account(reference: "ana")?.id))
    }

    /// What ran since this was asked last, by whoever writes and whoever reads.
    func texts() throws -> Set<String> {
      let readers = try world.store.read { first in try world.store.read { second in first.textsThatRan() + second.textsThatRan() } }
      return Set(readers + (try world.store.alone { $0.textsThatRan() }))
    }

    func plan(_ text: String) throws -> [String] {
      try world.store.alone { c in
        let rows = try c.prepareOwn("EXPLAIN QUERY PLAN " + text)
        var steps: [String] = []
        while try rows.step() { steps.append(rows.text(3)) }
        return steps
      }
    }
  }

  /// What may be read from one end to the other: there is little of it however many customers an operator has. The letters are lists that the
  /// question itself makes: a walk, and values.
  private static let small: Set<Substring> = ["CONSTANT", "charging_name_run", "usage_seen_run", "usage_assigned_run", "w", "v"]

  @Test func nobodyWaitsForWhatReadsEverything() async throws {
    let scene = try Scene()
    // What is read once when a process begins is behind it.
    try await scene.pass("1")
    _ = try scene.texts()
    try await scene.pass("2")
    let texts = try scene.texts()
    #expect(texts.count > 80)
    for text in texts.sorted() {
      let found = try scene.plan(text).filter { $0.hasPrefix("SCAN ") }.map { $0.dropFirst(5).prefix { $0 != " " } }
      // Whether there is any ends with the first.
      for table in found where !PlanTests.small.contains(table) && !text.contains("EXISTS (SELECT 1 FROM \(table))") {
        Issue.record("all of \(table) is read by: \(text)")
      }
    }
    await scene.intake.close()
  }

  /// The test above sees such questions.
  @Test func whatReadsEverythingIsSeen() throws {
    let scene = try Scene()
    _ = try scene.world.store.zoneNames()
    let text = try #require(try scene.texts().first { $0.contains("DISTINCT zone") })
    #expect(try scene.plan(text).contains { $0.hasPrefix("SCAN billing_account") })
    #expect(try scene.plan("SELECT DISTINCT subscription_id FROM subscription_fact WHERE id > ?").contains { $0.hasPrefix("SCAN subscription_fact") })
  }
}
