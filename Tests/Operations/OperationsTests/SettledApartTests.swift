import Balances
import Bootstrap
import Charging
import Dispatch
import Foundation
import Operations
import Primitives
import Seeds
import Store
import Synchronization
import Testing

@testable import Lab

/// On a server, a group is decided while the one before it is being made durable, and nobody is answered before it is.
@Suite(.enabled(if: TestDatabase.server != nil, "needs a server")) struct SettledApartTests {
  /// Lets what settles through when it is told to.
  private final class Gate: CommitSettling {
    struct Lost: Error {}

    private let inner: any CommitSettling
    private let open = DispatchSemaphore(value: 0)
    private let loses = Mutex(false)

    init(_ inner: any CommitSettling) { self.inner = inner }

    func settle(_ commits: [UnsettledCommit]) -> [(any Error)?] {
      open.wait()
      let told = inner.settle(commits)
      return loses.withLock { $0 } ? commits.map { _ in Lost() } : told
    }

    func letThrough(losing: Bool = false) {
      loses.withLock { $0 = losing }
      open.signal()
    }
  }

  /// What was answered so far, in its order.
  private final class Told: Sendable {
    private let all = Mutex<[String]>([])

    var now: [String] { all.withLock { $0 } }

    func note(_ name: String, _ answer: Result<ChargingAnswer, any Error>) {
      let text = switch answer {
      case .success(let answer): "\(name) \(answer.result)"
      case .failure(let error): "\(name) \(error is Gate.Lost ? "lost" : "\(error)")"
      }
      all.withLock { $0.append(text) }
    }
  }

  private func debit(_ id: String) -> ChargingRequest {
    ChargingRequest(
      session: id, kind: .debit, subject: "600", at: MachineClock().now(), services: [ServiceUnits(ratingGroup: 10, service: "data", used: 1_000_000)])
  }

  private func wait(_ condition: () throws -> Bool) throws {
    for _ in 0..<2_000 {
      if try condition() { return }
      usleep(5_000)
    }
    Issue.record("it never came to it")
  }

  @Test(.timeLimit(.minutes(5))) func nobodyIsAnsweredBeforeItIsDurable() async throws {
    let world = try World()
    try world.account("ana")
    try world.order("ana", key: "S-1", line: "offering: metered, startsOn: 2026-01-01, subject: \"600\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "b", account: "ana", kind: .prepaid), key: "o")
    _ = try world.balances.topUp("b", .init(amount: Exact("10")!), key: "t")
    let balance = try #require(try world.store.balance(reference: "b")).balance.id
    func movements() throws -> [String] { try world.store.movements(of: balance, before: nil, limit: 10).map(\.cause) }

    let (gate, told) = (Gate(world.store), Told())
    let line = ChargeOnline(recorder: world.installation.chargingRecorder(), settling: gate)
    line.answer(debit("one")) { told.note("one", $0) }
    try wait { try movements() == ["one#0", "t"] }
    line.answer(debit("two")) { told.note("two", $0) }
    // Decided behind the first, which is not durable yet.
    try wait { try movements() == ["two#0", "one#0", "t"] }
    line.answer(debit("one")) { told.note("one again", $0) }
    usleep(50_000)
    #expect(told.now == [])
    gate.letThrough()
    try wait { told.now == ["one success"] }
    gate.letThrough()
    try wait { told.now == ["one success", "two success", "one again success"] }

    // Who is told that it was lost may ask again, and is charged once.
    line.answer(debit("three")) { told.note("three", $0) }
    gate.letThrough(losing: true)
    try wait { told.now.last == "three lost" }
    line.answer(debit("three")) { told.note("three", $0) }
    gate.letThrough()
    try wait { told.now.last == "three success" }
    #expect(try movements() == ["three#0", "two#0", "one#0", "t"])

    // Whoever closes it waits for what is settled.
    line.answer(debit("four")) { told.note("four", $0) }
    try wait { try movements().count == 5 }
    async let closed: Void = line.close()
    gate.letThrough()
    await closed
    #expect(told.now.last == "four success")
    #expect(try world.findings() == [])
  }
}
