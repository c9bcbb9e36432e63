import Charging
import Foundation
import Operations
import Primitives
import Seeds
import Store
import Testing

@testable import Bootstrap

/// What cannot be charged, given up over HTTP and on the command line.
@Suite struct GiveUpTests {
  /// As networks name them: with slashes, semicolons, percent signs and what else may stand in a name.
  private static let names = ["radius:lab/bras-1/4D2B-79", "a;b=c/d?e#f&g+h i", "50%2Fand%/ünd", "x"]

  private func waiting() async throws -> World {
    let world = try await World(days: 0)
    let now = world.installation.clock.now()
    for (index, name) in Self.names.enumerated() {
      let stop = ChargingRequest(
        session: name, kind: .terminate, subject: "nobody", at: now, services: [ServiceUnits(service: "data", requested: 0, used: 1_000 + Int64(index))],
        running: RunningCount(saidAt: now))
      #expect(try await world.service.charging.answer(stop).result == .userUnknown)
    }
    return world
  }

  private func path(_ session: String) throws -> String {
    "/v1/charging/uncharged/\(try #require(session.addingPercentEncoding(withAllowedCharacters: .alphanumerics)))/give-up"
  }

  @Test func itWaitsNoMore() async throws {
    let world = try await waiting()
    for (index, name) in Self.names.enumerated() {
      let body = #"{"reason": "a test line, nobody's"}"#
      let given = await world.ask("POST", try path(name), body, ["Idempotency-Key": "g-\(index)"])
      #expect(given.status == 201 && given["session"] == name && given["by"] == "this machine" && given["subject"] == "nobody", "\(given.text)")
      #expect(given["services.0.givenUp"] == "\(1_000 + index)" && given["result"] == "user-unknown" && given["reason"] == "a test line, nobody's", "\(given.text)")
      let again = await world.ask("POST", try path(name), body, ["Idempotency-Key": "g-\(index)"])
      #expect(again.status == 201 && again.text == given.text)
      let other = await world.ask("POST", try path(name), body, ["Idempotency-Key": "h-\(index)"])
      #expect(other.status == 404 && other["code"] == "charging.not-waiting" && other.text.contains("was given up on"), "\(other.text)")
      #expect(await world.metrics(with: []).contains("florin_charging_uncharged \(Self.names.count - index - 1)"))
    }
    let reused = await world.ask("POST", try path("x"), #"{"reason": "another"}"#, ["Idempotency-Key": "g-0"])
    #expect(reused.status == 409, "\(reused.text)")
    let first = await world.get("/v1/charging/given-up?limit=3")
    #expect(first["items"] == "3" && first["items.0.session"] == "x" && first["items.2.session"] == Self.names[1], "\(first.text)")
    let second = await world.get("/v1/charging/given-up?limit=3&cursor=\(try #require(first["next"]))")
    #expect(second["items"] == "1" && second["items.0.session"] == Self.names[0] && second["next"] == nil, "\(second.text)")
    #expect(await world.get("/v1/charging/uncharged")["items"] == "0")
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test func onlyWithAReasonAndByTheRightPeople() async throws {
    let world = try await waiting()
    for body in ["{}", #"{"reason": ""}"#] { #expect(await world.ask("POST", try path("x"), body, ["Idempotency-Key": "g"]).status == 422) }
    let blank = await world.ask("POST", try path("x"), #"{"reason": " "}"#, ["Idempotency-Key": "b"])
    #expect(blank["code"] == "charging.needs-reason", "\(blank.text)")
    #expect(await world.ask("POST", try path("nothing"), #"{"reason": "r"}"#, ["Idempotency-Key": "n"]).status == 404)
    let keys = AccessKeys(world.installation)
    for (roles, status) in [([Role.auditor], 403), ([.care], 403), ([.billing], 201)] as [([Role], Int)] {
      let key = try keys.create(name: "k", roles: Set(roles)).text
      #expect(await world.knock("POST", try path("x"), key: key, #"{"reason": "r"}"#).status == status)
      #expect(await world.knock("GET", "/v1/charging/given-up", key: key).status == (status == 201 ? 200 : 403))
    }
    #expect(try world.installation.store.givenUp(before: nil, limit: 9).map(\.givenUpBy).allSatisfy { $0 != "this machine" })
  }

  @Test func onTheCommandLine() async throws {
    let world = try await waiting()
    let home = ["--home", world.installation.home.folder]
    func florin(_ words: [String] = []) throws -> (text: String, code: Int32) {
      let process = Process()
      process.executableURL = URL(filePath: BuiltProgram.florin)
      process.arguments = ["charging", "uncharged"] + words + home
      let output = Pipe()
      (process.standardOutput, process.standardError) = (output, output)
      try process.run()
      let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      return (text, process.terminationStatus)
    }
    #expect(try florin(["--given-up"]).text == "Nothing was given up.\n")
    let order = ["--give-up", Self.names[0], "--reason", "a test line", "--by", "ana", "--key", "g-1"]
    for _ in 1...2 {
      let (text, code) = try florin(order)
      #expect(code == 0 && text == "What session \(Self.names[0]) used is given up: data 1000. 3 wait.\n", "\(text)")
    }
    let (listed, _) = try florin(["--given-up"])
    #expect(listed.contains(Self.names[0]) && listed.contains("a test line") && listed.contains("nobody uses anything under \"nobody\""), "\(listed)")
    #expect(try florin(["--given-up", "--json"]).text.contains(#""services":[{"ratingGroup":0,"service":"data","used":1000,"givenUp":1000}]"#))
    #expect(try !florin().text.contains(Self.names[0]))
    for (words, wrong) in [
      (["--give-up", "x", "--reason", "r", "--by", "b"], "--key NAME"), (["--again", "--given-up"], "one at a time"), (["--reason", "r"], "belong to --give-up"), (["--key", "k"], "nothing else does"),
    ] {
      let (text, code) = try florin(words)
      #expect(code == 64 && text.contains(wrong), "\(text)")
    }
  }
}
