import Balances
import Bootstrap
import Charging
import Primitives
import Store
import Testing

@testable import Lab
@testable import Operations

/// What had happened and could not be charged is charged when it is told again, once what was wrong is put right.
@Suite struct RefusedRecordTests {
  private func record(_ megabytes: Int64, _ name: String, service: String = "data") -> ChargingRequest {
    ChargingDataRecord(
      id: name, subject: "600", at: MachineClock().now(), services: [ServiceUnits(ratingGroup: 10, service: service, used: megabytes * 1_000_000)]
    ).request
  }

  /// No price wants the service, and of the other one more was used than a request may say.
  private var refused: [ChargingRequest] { [record(10, "r/1", service: "of-no-price"), record(ServiceUnits.mostUsed / 1_000_000 + 1, "r/2")] }

  private func refund(_ name: String, of debit: String) -> ChargingRequest {
    ChargingRequest(session: name, kind: .refund, subject: "600", at: MachineClock().now(), refunds: debit)
  }

  private func tell(_ recorder: ChargingRecorder, _ requests: [ChargingRequest]) -> [String] {
    recorder.decide(requests).map { answer in
      do {
        let answer = try answer.get()
        return "\(answer.result.word) \(answer.services.reduce(0) { $0 + ($1.charged?.grossMinor ?? 0) })"
      } catch {
        return (error as? Rejection)?.problems.map { $0.code.rawValue }.joined() ?? "\(error)"
      }
    }
  }

  private func left(_ world: World) throws -> Int64 { try #require(try world.store.balance(reference: "b")).balance.buckets[0].amount }

  @Test(arguments: [true, false]) func nothingIsKeptOfWhatIsRefused(inOneGroup: Bool) throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder()
    let right = [record(10, "r/1"), record(5, "r/2")]
    // At 0.02 a megabyte and 21 %: 10 are 0.242, 15 are 0.363, of which 0.24 were charged.
    let (before, after) = (["no-charge 0", "rating-failed 0"], ["success 24", "success 12"])
    if inOneGroup {
      #expect(tell(recorder, refused + refused + right + right) == before + before + after + after)
    } else {
      #expect(tell(recorder, refused) == before && tell(recorder, refused) == before)
      #expect(try world.number("SELECT COUNT(*) FROM charging_request") == 0 && recorder.known(refused) == [false, false])
      #expect(tell(recorder, right) == after && tell(recorder, right) == after)
    }
    #expect(try recorder.known(right + refused) == [true, true, true, true])
    // By now they are known, and something else is said under their names.
    #expect(tell(recorder, refused) == ["charging.request-reused", "charging.request-reused"])
    #expect(try left(world) == 964 && world.number("SELECT COUNT(*) FROM charging_request WHERE number = 0") == 2)
    #expect(try world.findings() == [])
  }

  /// Earlier versions kept the refusal under the name: it is answered beside it, once, and given back under the name it has.
  @Test(arguments: [true, false]) func whatEarlierVersionsRefusedIsCharged(inOneGroup: Bool) throws {
    let world = try World.prepaid()
    try keep(refused, [.notApplicable, .ratingFailed], in: world)
    #expect(try world.number("SELECT COUNT(*) FROM charging_request") == 2 && world.findings() == [])
    let recorder = world.installation.chargingRecorder()
    #expect(try recorder.known(refused) == [false, false])
    #expect(tell(recorder, refused) == ["no-charge 0", "rating-failed 0"])
    let (right, other) = ([record(10, "r/1"), record(5, "r/2")], [record(11, "r/1"), refund("back", of: "r/1"), refund("back again", of: "r/1")])
    let answers = ["success 24", "success 12", "success 24", "success 12", "charging.request-reused", "success -24", "rating-failed 0"]
    if inOneGroup {
      #expect(tell(recorder, right + right + other) == answers)
    } else {
      #expect((right + right + other).flatMap { tell(recorder, [$0]) } == answers)
    }
    #expect(try recorder.known(right + refused) == [true, true, true, true])
    // What r/2 took is gone: 10.00 less 0.12.
    #expect(try left(world) == 988 && world.number("SELECT COUNT(*) FROM charging_request WHERE number = 1") == 2)
    #expect(try Rebuilding(world.installation)().allSatisfy { $0.rewritten == 0 })
    #expect(try world.findings() == [])
  }

  /// Another network's debit of the name, which had not happened, stays what it was.
  @Test func othersAreAnsweredAsBefore() throws {
    let world = try World.prepaid()
    let recorder = world.installation.chargingRecorder()
    var debit = record(1_000, "r/1")
    debit.hasHappened = false
    // 20.00 and tax are more than there is.
    #expect(tell(recorder, [debit]) == ["credit-limit-reached 0"])
    #expect(tell(recorder, [debit, record(1_000, "r/1")]) == ["credit-limit-reached 0", "charging.request-reused"])
    #expect(try left(world) == 1_000 && world.findings() == [])
  }

  /// As earlier versions did.
  private func keep(_ requests: [ChargingRequest], _ results: [ChargingResult], in world: World) throws {
    let stored = try #require(try world.store.balance(reference: "b")).balance
    let subscription = try SubscriptionID(world.number("SELECT id FROM subscription WHERE reference = 'S-1'"))
    try ChargingTables(world.store, remembering: 10).charging { rows in
      var group = DecidedGroup()
      group.balances[stored.id] = (stored, stored)
      group.requests = zip(requests, results).map { request, result in
        let service = ServiceAnswer(ratingGroup: 10, service: request.services[0].service, result)
        return DecidedRequest(
          session: request.session, number: 0, kind: request.kind.rawValue, subscription: subscription, balance: stored.id, asked: request.fingerprint,
          at: request.at, answer: ChargingAnswer(result, services: [service]), charged: [], movements: [], forBill: [])
      }
      try rows.write(group, at: MachineClock().now())
    }
  }
}
