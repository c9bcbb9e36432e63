import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// What becomes of what is over, also when something comes back into it, when a session still holds some of it, and when one balance
/// cannot be treated.
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

  private func text(_ expired: ExpiredBalances) -> [String] {
    expired.movements.map { "\($0.balanceReference) \($0.movement.kind.rawValue) \($0.movement.bucket) \($0.movement.amount)" }
  }

  /// A refund goes back where it came from. What had ended is ended once more, at the same instant too, and nobody goes round for ever.
  @Test func whatComesBackIsEndedToo() throws {
    let world = try world(1_000)
    let change = ChangeBalance(store: world.store)
    for debit in ["d", "e"] { try ask(world, .debit, debit, used: 200) }
    #expect(try text(change.expire(at: end)) == ["ana expiry 2 -600", "bruno expiry 2 -1000"])
    for debit in ["d", "e"] {
      try ask(world, .refund, "r-\(debit)", refunds: debit)
      #expect(try text(change.expire(at: end)) == ["ana expiry 2 -200"])
    }
    #expect(try text(change.expire(at: end)) == [])
    #expect(try world.findings() == [])
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

  /// What cannot be read of one balance keeps no other from being treated; it is told, and treated once it is mended.
  @Test func oneThatCannotBeTreatedKeepsNoOther() throws {
    let world = try world(1_000)
    let change = ChangeBalance(store: world.store)
    try world.tamper("UPDATE balance_bucket SET unit = 'NO UNIT' WHERE number = 2 AND balance_id = (SELECT id FROM customer_balance WHERE reference = 'ana')")
    let expired = try change.expire(at: end)
    #expect(text(expired) == ["bruno expiry 2 -1000"])
    #expect(expired.untreated.map(\.reference) == ["ana"] && "\(expired.untreated[0].fault)".contains("balance_bucket"), "\(expired.untreated)")
    try world.tamper("UPDATE balance_bucket SET unit = 'octets' WHERE unit = 'NO UNIT'")
    #expect(try text(change.expire(at: end)) == ["ana expiry 2 -1000"])
    #expect(try change.expire(at: end).untreated.isEmpty)
    #expect(try world.findings() == [])
  }
}
