import Balances
import Bootstrap
import Charging
import Foundation
import Operations
import Primitives
import Seeds
import Store
import Synchronization
import Testing

@testable import Lab

/// On a server, a group for which somebody waits is decided while the one before it is being made durable; nobody is answered before it is.
@Suite(.enabled(if: TestDatabase.server != nil, "needs a server")) struct SettledApartTests {
  /// Lets what settles through while it is open.
  private final class Gate: CommitSettling {
    struct Lost: Error {}

    private struct State {
      var isOpen = false
      var loses = false
    }

    private let inner: any CommitSettling
    private let state = Mutex(State())

    init(_ inner: any CommitSettling) { self.inner = inner }

    var settlesApart: Bool { inner.settlesApart }

    func settle(_ commits: [UnsettledCommit]) -> [(any Error)?] {
      while !state.withLock({ $0.isOpen }) { usleep(1_000) }
      let told = inner.settle(commits)
      return state.withLock { $0.loses } ? commits.map { _ in Lost() } : told
    }

    func open(losing: Bool = false) { state.withLock { $0 = State(isOpen: true, loses: losing) } }
    func close() { state.withLock { $0.isOpen = false } }
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

  private func wait(_ told: Told, _ place: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool) throws {
    for _ in 0..<10_000 {
      if try condition() { return }
      usleep(5_000)
    }
    Issue.record("it never came to it: \(told.now)", sourceLocation: place)
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
    var limits = ChargeOnline.Limits()
    limits.group = 1
    let line = ChargeOnline(limits: limits, recorder: world.installation.chargingRecorder(), settling: gate)
    /// Asks while nothing is decided: whoever is told something alone is told it by the thread that decides.
    @Sendable func ask(_ names: String...) {
      line.answer(debit("begin")) { _ in for name in names { line.answer(debit(name)) { told.note(name, $0) } } }
    }
    ask("one", "two")
    // Decided behind the first, which is not durable yet.
    try wait(told) { try movements() == ["two#0", "one#0", "begin#0", "t"] }
    line.answer(debit("one")) { told.note("one again", $0) }
    usleep(50_000)
    #expect(told.now == [])
    gate.open()
    try wait(told) { told.now == ["one success", "two success", "one again success"] }
    gate.close()

    // Whom nobody waits for is durable with the commit; whoever settled has come to rest by then.
    usleep(500_000)
    line.answer(debit("alone")) { told.note("alone", $0) }
    try wait(told) { told.now.last == "alone success" }

    // Who is told that it was lost may ask again, and is charged once.
    ask("three", "behind")
    try wait(told) { try movements().count == 7 }
    gate.open(losing: true)
    try wait(told) { told.now.suffix(2) == ["three lost", "behind lost"] }
    gate.close()
    usleep(500_000)
    line.answer(debit("three")) { told.note("three", $0) }
    try wait(told) { told.now.last == "three success" }
    #expect(try movements() == ["behind#0", "three#0", "alone#0", "two#0", "one#0", "begin#0", "t"])

    // Whoever closes it waits for what is settled.
    ask("four", "five")
    try wait(told) { try movements().count == 9 }
    async let closed: Void = line.close()
    usleep(50_000)
    #expect(told.now.last == "three success")
    gate.open()
    await closed
    #expect(told.now.suffix(2) == ["four success", "five success"])
    #expect(try world.findings() == [])
  }
}
