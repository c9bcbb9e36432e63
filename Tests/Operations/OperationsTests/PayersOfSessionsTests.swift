import Balances
import Bootstrap
import Charging
import Operations
import Primitives
import Store
import Subscriptions
import Testing

@testable import Lab

/// Sessions and debits stay with whoever began them, whoever uses and pays by now; whoever asks beside something that cannot be written is answered.
@Suite struct PayersOfSessionsTests {
  private static let megabyte: Int64 = 1_000_000

  private func request(
    _ kind: ChargingRequest.Kind, _ session: String, _ number: Int64 = 0, used: Int64 = 0, requested: Int64? = nil, subject: String = "600",
    refunds: String? = nil, at: Instant = MachineClock().now()
  ) -> ChargingRequest {
    let services = kind == .refund ? [] : [ServiceUnits(ratingGroup: 10, service: "data", requested: requested.map { $0 * Self.megabyte }, used: used * Self.megabyte)]
    return ChargingRequest(session: session, number: number, kind: kind, subject: subject, at: at, services: services, refunds: refunds)
  }

  private func ask(_ recorder: ChargingRecorder, _ requests: ChargingRequest...) throws -> [ChargingAnswer] { try recorder.decide(requests).map { try $0.get() } }

  /// What a balance holds and has set aside.
  private func money(_ world: World, _ reference: String) throws -> String {
    let bucket = try #require(try world.store.balance(reference: reference)).balance.buckets[0]
    return "\(bucket.terms.unit.exact(bucket.amount))/\(bucket.terms.unit.exact(bucket.reserved))"
  }

  /// 0.02 a megabyte and 21 % tax: ten cost 0.24.
  @Test func aSessionStaysWithItsBalance() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder()
    _ = try ask(recorder, request(.initial, "s", requested: 100))
    #expect(try money(world, "b") == "10.00/2.42")
    // One of the subscription's own comes before the one for all, for what begins then.
    _ = try world.balances.open(.init(reference: "own", account: "ana", kind: .prepaid, subscriptions: ["S-1"]), key: "own")
    _ = try world.balances.topUp("own", .init(amount: 5), key: "t2")
    _ = try ask(recorder, request(.initial, "u", requested: 100), request(.update, "s", 1, used: 10, requested: 100))
    #expect(try money(world, "b") == "9.76/2.42" && money(world, "own") == "5.00/2.42")
    _ = try ask(recorder, request(.terminate, "s", 2, used: 10), request(.terminate, "u", 1, used: 10))
    #expect(try money(world, "b") == "9.52/0.00" && money(world, "own") == "4.75/0.00")
    #expect(try world.findings() == [])
  }

  @Test func nobodyLetsGoOfWhatOthersHaveSetAside() throws {
    let world = try World.prepaid()
    try world.account("bruno")
    try world.order("bruno", key: "S-2", line: "offering: metered, startsOn: 2026-01-01, subject: \"700\"", placedOn: ResumeTests.day)
    _ = try world.balances.open(.init(reference: "c", account: "bruno", kind: .prepaid), key: "c")
    _ = try world.balances.topUp("c", .init(amount: 10), key: "tc")
    let recorder = world.installation.chargingRecorder()
    _ = try ask(recorder, request(.initial, "s", requested: 100), request(.initial, "t", requested: 50, subject: "700"))
    let other = try ask(recorder, request(.update, "s", 1, used: 10, requested: 100, subject: "700"))[0]
    #expect(other.result == .serviceDenied && other.reason == "the session is of \"600\", not of \"700\"")
    #expect(try money(world, "b") == "10.00/2.42" && money(world, "c") == "10.00/1.21")
    // A subject that is nobody's says nothing against it: networks know one customer by several names.
    #expect(try ask(recorder, request(.update, "s", 1, used: 10, requested: 100, subject: "imsi-600"))[0].result == .success)
    #expect(try money(world, "b") == "9.76/2.42")
    #expect(try world.findings() == [])
  }

  private struct Later: Clock { func now() -> Instant { MachineClock().now().adding(seconds: 3 * 86_400) } }

  /// What was used before is told in a request that may not have more.
  @Test(arguments: ["suspend", "cancel"]) func whatWasUsedBeforeTheEndIsCharged(_ change: String) throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder(clock: Later())
    let now = MachineClock().now()
    _ = try ask(recorder, request(.initial, "s", requested: 100, at: now))
    try world.amend("S-1", key: "end", on: Day(number: now.utcDay.number + 2), change: "change: \(change)")
    let answer = try ask(recorder, request(.update, "s", 1, used: 10, requested: 100, at: Later().now()))[0]
    #expect(answer.result == .serviceDenied && answer.services.first?.charged?.netMinor == 20 && answer.services.first?.granted == nil, "\(answer)")
    #expect(try money(world, "b") == "9.76/0.00")
    #expect(try ask(recorder, request(.initial, "t", requested: 100, at: Later().now()))[0].result == (change == "cancel" ? .userUnknown : .serviceDenied))
    #expect(try ask(recorder, request(.terminate, "s", 2, at: Later().now()))[0].result == .success)
    #expect(try world.findings() == [])
  }

  /// Who paid on the day of the use pays for it, also when it is told later; a session that began on another balance gets nothing more, though it is
  /// said by now that somebody else paid before it began.
  @Test(arguments: [2, -2]) func whoPaidOnTheDayPays(_ movedOn: Int32) throws {
    let world = try World.prepaid()
    try world.account("bruno")
    _ = try world.balances.open(.init(reference: "c", account: "bruno", kind: .prepaid), key: "c")
    _ = try world.balances.topUp("c", .init(amount: 10), key: "tc")
    let (recorder, now, later) = (world.installation.chargingRecorder(clock: Later()), MachineClock().now(), Later().now())
    _ = try ask(recorder, request(.initial, "s", requested: 100, at: now))
    try world.amend("S-1", key: "move", on: Day(number: now.utcDay.number + movedOn), change: "change: move, account: bruno")
    _ = try ask(recorder, request(.debit, "then", used: 10, at: now), request(.debit, "later", used: 10, at: later))
    let isAna = movedOn > 0
    #expect(try money(world, "b") == (isAna ? "9.76/2.42" : "10.00/2.42") && money(world, "c") == (isAna ? "9.76/0.00" : "9.52/0.00"))
    let answer = try ask(recorder, request(.update, "s", 1, used: 10, requested: 100, at: later))[0]
    #expect(answer.result == .serviceDenied && answer.services.first?.charged?.netMinor == 20, "\(answer)")
    #expect(try money(world, "b").hasSuffix("/0.00") && money(world, "c") == (isAna ? "9.76/0.00" : "9.52/0.00"))
    #expect(try ask(recorder, request(.terminate, "s", 2, at: later))[0].result == .success)
    #expect(try world.findings() == [])
  }

  @Test func aDebitIsGivenBackToTheBalanceThatPaid() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder()
    _ = try ask(recorder, request(.debit, "d", used: 100), request(.debit, "e", used: 100))
    _ = try world.balances.open(.init(reference: "own", account: "ana", kind: .prepaid, subscriptions: ["S-1"]), key: "own")
    #expect(try ask(recorder, request(.refund, "r", refunds: "d"))[0].result == .success)
    #expect(try money(world, "b") == "7.58/0.00")
    try world.amend("S-1", key: "end", on: Day(number: MachineClock().now().utcDay.number - 1), change: "change: cancel")
    #expect(try ask(recorder, request(.refund, "r2", refunds: "e"))[0].result == .success)
    #expect(try money(world, "b") == "10.00/0.00" && money(world, "own") == "0.00/0.00")
    let refused = try ask(
      recorder, request(.refund, "r3", refunds: "d"), request(.refund, "r4", refunds: "x"), request(.refund, "r5", subject: "70", refunds: "d"))
    #expect(refused.map(\.result) == [.ratingFailed, .ratingFailed, .ratingFailed])
    #expect(refused.map(\.reason) == [
      "the debit \"d\" was given back before", "there is no debit \"x\" that took something", "the debit \"d\" was given back before",
    ])
    #expect(try world.findings() == [])
  }

  /// One request that the database does not take: the others of its group are answered, and so is whoever waits to be let go of.
  @Test func whoIsDecidedBesideSomethingThatCannotBeWrittenIsAnswered() throws {
    if World.isOnServer { return }
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder()
    try world.tamper("CREATE TRIGGER no BEFORE INSERT ON charging_request WHEN NEW.session = 'd3' BEGIN SELECT RAISE(ABORT, 'no'); END")
    let answers = recorder.decide((1...7).map { request(.debit, "d\($0)", used: 10) })
    #expect(answers.map { (try? $0.get().result) == .success } == [true, true, false, true, true, true, true])
    guard case .failure(let fault) = answers[2] else { return }
    #expect((fault as? UnwritableRequest)?.fault is StoreFault)
    #expect(try money(world, "b") == "8.55/0.00")
    #expect(try world.findings() == [])
  }
}
