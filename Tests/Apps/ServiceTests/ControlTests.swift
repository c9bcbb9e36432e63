import Operations
import Testing

@testable import Bootstrap

/// Controls over HTTP: customers see and set their own; what is told can be read.
@Suite struct ControlTests {
  @Test func customersKeepTheirSpendingWithinBounds() async throws {
    let world = try await World(days: 0)
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", "/v1/balances/ana-prepaid/top-ups", #"{"amount":"10.00"}"#, ["Idempotency-Key": "t"])
    let all = await world.ask(
      "POST", "/v1/controls", #"{"code":"shock","kind":"limit","unit":"EUR","amount":"50.00","window":"month","attributes":["roaming=yes"],"mayBeLifted":true}"#, ["Idempotency-Key": "a"])
    #expect(all.status == 201 && all["amount"] == "50.00" && all["balance"] == nil, "\(all.text)")
    #expect(await world.ask("POST", "/v1/controls", #"{"code":"page","kind":"exhaustion","action":"redirect:https://pay.example"}"#, ["Idempotency-Key": "e"]).status == 201)
    let key = try AccessKeys(world.installation).create(name: "ana", roles: [.customer], customer: "ana").text
    #expect(await world.knock("GET", "/v1/controls", key: key).status == 403)
    #expect(await world.knock("POST", "/v1/controls", key: key, #"{"code":"x","kind":"bar"}"#).status == 403)
    let own = await world.knock("POST", "/v1/balances/ana-prepaid/controls", key: key, #"{"code":"night","kind":"bar","hours":["00:00-24:00"],"services":["data"]}"#)
    #expect(own.status == 201 && own["setBy"] == "customer" && own["mayBeLifted"] == "1", "\(own.text)")
    let ended = await world.knock("POST", "/v1/balances/ana-prepaid/controls/page/end", key: key, #"{"reason":"no"}"#)
    #expect(ended.status == 403 && ended["code"] == "control.not-yours", "\(ended.text)")
    #expect(await world.knock("POST", "/v1/balances/ana-prepaid/controls/none/end", key: key, #"{"reason":"no"}"#).status == 404)
    #expect(await world.knock("POST", "/v1/balances/ana-prepaid/controls/shock/end", key: key, #"{"reason":"goes on roaming"}"#)["ended"] == "1")
    let list = await world.knock("GET", "/v1/balances/ana-prepaid/controls", key: key)
    #expect(list["items.0.code"] == "night" && list["items.1.code"] == "page" && list["items.2.code"] == nil, "\(list.text)")
    let wrong = await world.knock("POST", "/v1/balances/ana-prepaid/controls", key: key, #"{"code":"x","kind":"limit","amount":"1"}"#)
    #expect(wrong.status == 409 && wrong["code"] == "control.wrong-terms", "\(wrong.text)")
    let forecast = await world.knock("GET", "/v1/balances/ana-prepaid/forecast?days=7", key: key)
    #expect(forecast["items.0.unit"] == "EUR" && forecast["items.0.available"] == "10.00" && forecast["items.0.runsOutAt"] == nil, "\(forecast.text)")
    #expect(await world.knock("GET", "/v1/balances/ana-prepaid/notices", key: key).status == 200)
    // Ana's service that is barred, and what comes after the last unit.
    let barred = await world.ask("POST", "/v1/charging/reserve", #"{"session":"s","subject":"600100100","services":[{"service":"data","requested":1000}]}"#)
    #expect(barred["services.0.result"] == "service-denied", "\(barred.text)")
    // The request says what its service says: nothing is suspended, and a balance pays.
    #expect(barred["reason"] == "\"night\" bars it at this time" && barred["services.0.reason"] == barred["reason"], "\(barred.text)")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  /// A bar that leaves out of what and when is not for everybody, unless that is said.
  @Test func everythingIsBarredForEverybodyOnlyWhenThatIsMeant() async throws {
    let world = try await World(days: 0)
    let unmeant = await world.ask("POST", "/v1/controls", #"{"code":"oops","kind":"bar"}"#, ["Idempotency-Key": "b"])
    #expect(unmeant.status == 409 && unmeant["code"] == "control.wrong-terms" && unmeant["problems.0.path"] == "everything", "\(unmeant.text)")
    #expect(await world.ask("POST", "/v1/controls", #"{"code":"voice","kind":"bar","services":["voice"]}"#, ["Idempotency-Key": "v"]).status == 201)
    let meant = await world.ask("POST", "/v1/controls", #"{"code":"oops","kind":"bar","everything":true}"#, ["Idempotency-Key": "b-2"])
    #expect(meant.status == 201, "\(meant.text)")
    let unfit = await world.ask("POST", "/v1/controls", #"{"code":"x","kind":"exhaustion","action":"terminate","everything":true}"#, ["Idempotency-Key": "x"])
    #expect(unfit["problems.0.path"] == "everything", "\(unfit.text)")
  }

  /// Keys are each caller's own; a notice that little is left is everybody's.
  @Test func aNoticeIsAnsweredOnceWhoeverAnswersIt() async throws {
    let world = try await World(days: 0)
    let path = "/v1/balances/ana-prepaid"
    _ = await world.ask("POST", "/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, ["Idempotency-Key": "o"])
    _ = await world.ask("POST", path + "/top-ups", #"{"amount":"10.00"}"#, ["Idempotency-Key": "t"])
    _ = await world.ask("POST", path + "/controls", #"{"code":"soon","kind":"low","unit":"EUR","amount":"5","topUp":"20"}"#, ["Idempotency-Key": "c"])
    _ = await world.ask("POST", path + "/adjustments", #"{"take":"6.00","reason":"mistake"}"#, ["Idempotency-Key": "a"])
    let told = await world.get(path + "/notices")
    #expect(told["items"] == "1" && told["items.0.kind"] == "low", "\(told.text)")
    let name = "balance_low_\(try #require(told["items.0.notice"]))"
    let keys = try ["old", "new"].map { try AccessKeys(world.installation).create(name: $0, roles: [.billing]).text }
    // Under a key of its own each time, by two who pay in, and by whoever runs the service.
    for key in keys + keys {
      let paid = await world.knock("POST", path + "/top-ups", key: key, "{\"amount\":\"20.00\",\"notice\":\"\(name)\"}")
      #expect(paid.status == 201 && paid["balance.money"] == "24.00" && paid["movements.0.after"] == "24.00", "\(paid.text)")
    }
    let paid = await world.ask("POST", path + "/top-ups", "{\"amount\":20,\"notice\":\"\(name)\",\"reason\":\"by hand\"}", ["Idempotency-Key": "n"])
    #expect(paid.status == 201 && paid["balance.money"] == "24.00", "\(paid.text)")
    let other = await world.knock("POST", path + "/top-ups", key: keys[1], "{\"amount\":\"30.00\",\"notice\":\"\(name)\"}")
    #expect(other.status == 409 && other["code"] == "command.key-reused", "\(other.text)")
    let none = await world.knock("POST", path + "/top-ups", key: keys[1], #"{"amount":"20.00","notice":"balance_low_99"}"#)
    #expect(none.status == 409 && none["code"] == "balance.wrong-terms", "\(none.text)")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }
}
