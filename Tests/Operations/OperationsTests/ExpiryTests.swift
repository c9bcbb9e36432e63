import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// What becomes of what is over, also when a session still holds some of it.
@Suite struct ExpiryTests {
  private let end = Instant(seconds: MachineClock().now().seconds + 3_600)

  /// Ana has a subscription under 600; hers and Bruno's balances each have a bucket of octets that ends in an hour.
  private func world(_ octets: Exact, rolloverDays: Int? = nil, atMost: Exact? = nil) throws -> World {
    let world = try World()
    for account in ["ana", "bruno"] {
      try world.account(account)
      _ = try world.balances.open(.init(reference: account, account: account, kind: .prepaid), key: "o-\(account)")
      _ = try world.balances.topUp(
        account, .init(amount: octets, unit: "octets", validTo: "\(end)", rolloverDays: rolloverDays, rolloverAtMost: atMost), key: "t-\(account)")
    }
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    return world
  }

  private func ask(_ world: World, _ kind: ChargingRequest.Kind, _ session: String, _ number: Int64 = 0, used: Int64 = 0, requested: Int64? = nil, refunds: String? = nil) throws {
    let services = kind == .refund ? [] : [ServiceUnits(service: "data", requested: requested, used: used)]
    let request = ChargingRequest(session: session, number: number, kind: kind, subject: "600", at: MachineClock().now(), services: services, refunds: refunds)
    let answer = try world.installation.chargingRecorder().decide([request])[0].get()
    #expect(answer.result == .success, "\(answer)")
  }

  private func text(_ expired: [StoredMovement]) -> [String] {
    expired.map { "\($0.balanceReference) \($0.movement.kind.rawValue) \($0.movement.bucket) \($0.movement.amount)" }
  }

  /// Ten megabytes, of which three may go on, and five are granted to a session when they end: what the session leaves does not go on as well.
  @Test func whatGoesOnGoesOnOnce() throws {
    let world = try world(10_000_000, rolloverDays: 30, atMost: 3_000_000)
    let change = ChangeBalance(store: world.store)
    try ask(world, .initial, "s", requested: 5_000_000)
    #expect(try text(change.expire(at: end)).filter { $0.hasPrefix("ana") } == ["ana rollover-out 2 -3000000", "ana rollover-in 3 3000000", "ana expiry 2 -2000000"])
    _ = try Rebuilding(world.installation)()
    try ask(world, .terminate, "s", 1, used: 1_000)
    // 5,000,000 less the thousand that was used.
    #expect(try text(change.expire(at: end.adding(seconds: 1))) == ["ana expiry 2 -4999000"])
    #expect(try world.store.balance(reference: "ana")?.balance.buckets.map(\.amount) == [0, 0, 3_000_000])
    #expect(try world.findings() == [])
  }
}
