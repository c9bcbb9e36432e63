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
}
