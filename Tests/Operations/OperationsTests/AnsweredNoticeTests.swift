import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// Who is told that little is left pays in, once, whoever else does.
@Suite struct AnsweredNoticeTests {
  private func codes(_ work: () throws -> Void) -> [String] {
    do {
      try work()
      return []
    } catch {
      return (error as? Rejection)?.problems.map { "\($0.path) \($0.code.rawValue)" } ?? ["\(error)"]
    }
  }

  @Test func aNoticeIsAnsweredOnce() throws {
    let world = try World.prepaid()
    try world.account("bruno")
    _ = try world.balances.open(.init(reference: "c", account: "bruno", kind: .prepaid), key: "o-2")
    let controls = Controls(world.installation)
    _ = try controls.set(ControlWish(code: "soon", kind: "low", amount: 5, unit: "EUR", topUp: 20), for: "b", by: .operator, key: "1")
    _ = try controls.set(ControlWish(code: "data", kind: "limit", amount: 1, unit: "EUR", window: "month", warnAt: [50]), for: "b", by: .operator, key: "2")
    // Of 10.00 there are 4.00 left; then 0.73 is used, which is more than half of the limit: 30 MB at 0.02, and 21 %.
    _ = try world.balances.adjust("b", bucket: nil, by: -6, reason: "mistake", key: "a")
    let debit = ChargingRequest(session: "d", kind: .debit, subject: "600", at: MachineClock().now(), services: [ServiceUnits(service: "data", used: 30_000_000)])
    #expect(try world.installation.chargingRecorder().decide([debit])[0].get().result == .success)
    let told = try controls.notices(of: "b", limit: 9)
    #expect(told.map(\.notice.kind) == [.level, .low])
    let (low, level) = (told[1].id, told[0].id)
    let name = WebhookEventType.balanceLow.name(low)
    func answer(_ notice: String, _ amount: String, _ reference: String = "b", reason: String = "") throws -> ChangedBalances {
      try world.balances.topUp(reference, .init(amount: Exact(amount)!, reason: reason), answering: notice)
    }

    // Not of this balance, of another kind, or none.
    for wrong in ["balance_low_\(low + 100)", "balance_low_+\(low)", "balance_low_\(level)", "balance_limit_\(level)", "balance_low_\(Int64.max)", "balance_low_", "x", "_", ""] {
      #expect(codes { _ = try answer(wrong, "20") } == ["notice balance.wrong-terms"], "\(wrong)")
    }
    #expect(codes { _ = try answer(name, "20", "c") } == ["notice balance.wrong-terms"])
    #expect(codes { _ = try answer(name, "0.001") } == ["amount balance.wrong-amount"])

    let first = try answer(name, "20", reason: "card 1")
    #expect(!first.repeated && first.movements.map(\.cause) == ["notice/\(name)"] && first.movements.map(\.reason) == ["card 1"])
    for (amount, reason) in [("20", "card 1"), ("20.00", ""), ("20.0", "card 2")] {
      let again = try answer(name, amount, reason: reason)
      #expect(again.repeated && again.movements == first.movements)
    }
    #expect(codes { _ = try answer(name, "20.01") } == ["notice command.key-reused"])
    #expect(codes { _ = try answer(name, "20", "c") } == ["notice command.key-reused"])
    // Keys of callers are others.
    #expect(try !world.balances.topUp("b", .init(amount: 1), key: name).repeated)
    // 4.00 less 0.73, and 21.00.
    #expect(try #require(try world.store.balance(reference: "b")).balance.buckets[0].amount == 2_427)
    #expect(try world.findings() == [])
  }
}
