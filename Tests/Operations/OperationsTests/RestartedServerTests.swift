import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Synchronization
import Testing

@testable import Lab

/// A server of a network that begins anew has as many sessions as it likes: they are ended some at a time.
@Suite struct RestartedServerTests {
  /// Calls something when somebody asks for the time, once.
  private final class Watched: Clock {
    private let next = Mutex<(@Sendable () -> Void)?>(nil)

    func now() -> Instant {
      let body = next.withLock { next in
        defer { next = nil }
        return next
      }
      body?()
      return MachineClock().now()
    }

    func once(_ body: @escaping @Sendable () -> Void) { next.withLock { $0 = body } }
  }

  private final class Seen: Sendable {
    let open = Mutex<[Int?]>([])
  }

  @Test func othersAreChargedMeanwhile() async throws {
    let world = try World.prepaid()
    _ = try world.balances.topUp("b", .init(amount: Exact(1_000)), key: "more")
    let (clock, store, start) = (Watched(), world.store, MachineClock().now())
    let line = ChargeOnline(recorder: world.installation.chargingRecorder(clock: clock), settling: store)
    let begun = (0..<1_001).map { number in
      ChargingRequest(
        session: "r/\(number)", kind: .initial, subject: "600", at: start, services: [ServiceUnits(service: "data", requested: 1_000_000)],
        running: RunningCount(begunAt: start, saidAt: start))
    }
    for answer in try await line.answer(inTurn: begun) { #expect(try answer.get().result == .success) }
    #expect(try store.openSessionCount() == 1_001)
    let debit = ChargingRequest(session: "d", kind: .debit, subject: "600", at: start, services: [ServiceUnits(service: "data", used: 1_000_000)])
    let seen = Seen()
    // Asked while the first of them are being ended.
    clock.once {
      line.answer(debit) { answer in
        let count = (try? answer.get().result) == .success ? try? store.openSessionCount() : nil
        seen.open.withLock { $0.append(count) }
      }
    }
    #expect(try await line.reclaim(sessionsUnder: "r/", begunBy: start.adding(seconds: 60)) == 1_001)
    // Behind the first 500, not behind all.
    #expect(seen.open.withLock { $0 } == [501])
    #expect(try await line.reclaim(sessionsUnder: "r/", begunBy: start.adding(seconds: 60)) == 0)
    await line.close()
    #expect(try store.openSessionCount() == 0 && world.findings() == [])
  }
}
