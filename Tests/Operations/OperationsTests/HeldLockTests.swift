import Balances
import Bootstrap
import Charging
import Glibc
import Operations
import Primitives
import Store
import Synchronization
import Testing
import Usage

@testable import Lab

/// Somebody else holds the lock of those who write: nobody who charges or sends usage waits for long, each is told once, and the same again is
/// answered as the first one.
@Suite struct HeldLockTests {
  /// What was told, in its order.
  private final class Told: Sendable {
    private let all = Mutex<[String]>([])

    var now: [String] { all.withLock { $0 } }

    func note(_ name: String, _ answer: Result<ChargingAnswer, any Error>) {
      let text = switch answer {
      case .success(let answer): "\(name) \(answer.result)"
      case .failure(let error): "\(name) \(error is WaitedTooLong ? "waited" : "\(error)")"
      }
      all.withLock { $0.append(text) }
    }

    func wait(for count: Int) {
      for _ in 0..<4_000 where now.count < count { usleep(5_000) }
    }
  }

  private func debit(_ id: String) -> ChargingRequest {
    ChargingRequest(
      session: id, kind: .debit, subject: "600", at: MachineClock().now(), services: [ServiceUnits(ratingGroup: 10, service: "data", used: 1_000_000)])
  }

  @Test(.timeLimit(.minutes(2))) func whoeverChargesIsToldOnce() async throws {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact("10")!), key: "t")
    let balance = try #require(try world.store.balance(reference: "b")).balance.id
    var limits = ChargeOnline.Limits()
    limits.patience = .milliseconds(300)
    limits.group = 2
    let (line, told) = (world.installation.charging(limits: limits), Told())
    line.answer(debit("before")) { told.note("before", $0) }
    told.wait(for: 1)
    #expect(told.now == ["before success"])

    let holder = LockHolder(world.store.address)
    // The first are being decided, and the ones behind them wait in the line.
    for name in ["one", "two", "three", "four", "five"] { line.answer(debit(name)) { told.note(name, $0) } }
    told.wait(for: 6)
    #expect(Set(told.now.dropFirst()) == ["one waited", "two waited", "three waited", "four waited", "five waited"])
    line.answer(debit("one")) { told.note("one again", $0) }
    told.wait(for: 7)
    #expect(told.now.last == "one again waited")
    holder.end()

    // What was begun is done, what was not is not; either is done once, whoever asks again.
    for name in ["one", "two", "three", "four", "five"] { line.answer(debit(name)) { told.note(name, $0) } }
    told.wait(for: 12)
    #expect(told.now.suffix(5) == ["one success", "two success", "three success", "four success", "five success"])
    let causes = try world.store.movements(of: balance, before: nil, limit: 20).map(\.cause)
    #expect(causes.sorted() == ["before#0", "five#0", "four#0", "one#0", "t", "three#0", "two#0"])
    await line.close()
    #expect(told.now.count == 12)
    #expect(try world.findings() == [])
  }

  @Test(.timeLimit(.minutes(2))) func whoeverSendsUsageIsToldOnce() async throws {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    var limits = UsageIntake.Limits()
    limits.patience = .milliseconds(300)
    limits.groupBytes = 1
    let intake = world.installation.usageIntake(limits: limits)
    @Sendable func send(_ id: String) async -> String {
      let event = """
        {"specversion": "1.0", "id": "\(id)", "source": "/gw/1", "type": "data", "subject": "600", "time": "2026-01-20T10:00:00Z", "data": {"quantity": "1"}}
        """
      do {
        return try await intake.take(UsageDelivery(body: Array(event.utf8))).map { outcome in
          switch outcome {
          case .accepted: "accepted"
          case .duplicate: "duplicate"
          case .rejected(let problem): "\(problem)"
          }
        }.joined()
      } catch { return error is WaitedTooLong ? "waited" : "\(error)" }
    }
    #expect(await send("0") == "accepted")
    let holder = LockHolder(world.store.address)
    async let (first, second, third) = (send("1"), send("2"), send("3"))
    #expect(await [first, second, third] == ["waited", "waited", "waited"])
    #expect(intake.waitingBytes == 0)
    holder.end()
    // What was being written may be there by now.
    let again = [await send("1"), await send("2"), await send("3")]
    #expect(again.allSatisfy { $0 == "accepted" || $0 == "duplicate" }, "\(again)")
    #expect(await send("1") == "duplicate")
    await intake.close()
    #expect(try world.findings() == [])
  }
}
