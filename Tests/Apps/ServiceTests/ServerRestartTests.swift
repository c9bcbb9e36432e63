import Foundation
import HTTPAPI
import Operations
import Primitives
import Seeds
import Store
import Testing

@testable import Bootstrap

/// The database's server fails as a machine would, and comes back, in the middle of what is asked of the service.
@Suite(.enabled(if: TestDatabase.server != nil, "needs the server's programs")) struct ServerRestartTests {
  private static let senders = 4
  private static let ordersEach = 12

  /// A service in front of a sandbox whose database is on a server of the test's own.
  private struct House {
    let folder: TestFolder
    let server: ThrowawayServer
    let database: TestDatabase
    let service: Service

    init() throws {
      folder = try TestFolder("restart")
      server = try ThrowawayServer()
      database = try TestDatabase(on: server.address)
      let home = folder.path + "home"
      let florin = Process()
      florin.executableURL = URL(filePath: BuiltProgram.florin)
      florin.arguments = ["sandbox", "new", home, "--on", "2026-01-01"]
      florin.environment = ProcessInfo.processInfo.environment.merging(["FLORIN_DATABASE": database.address]) { $1 }
      florin.standardOutput = FileHandle.nullDevice
      try florin.run()
      florin.waitUntilExit()
      try #require(florin.terminationStatus == 0)
      service = Service(try Installation(Home(folder: home, database: database.address)), unnamed: .machine) { _ in }
    }

    func ask(_ method: String, _ target: String, _ body: String? = nil, type: String = "application/json", key: String? = nil) async -> Answered {
      var arrival = Arrival(method: method, target: target, body: Array((body ?? "").utf8))
      if body != nil { arrival.headers.append(("Content-Type", type)) }
      if let key { arrival.headers.append(("Idempotency-Key", key)) }
      return Answered(await service.desk.answer(arrival))
    }

    /// As a good client does it: the same again while the service says that it cannot at this moment.
    ///
    /// - Returns: with how often it was told so.
    func insist(_ target: String, _ body: String, type: String = "application/json", key: String? = nil) async -> (answer: Answered, refusals: Int) {
      for refusals in 0..<600 {
        let answer = await ask("POST", target, body, type: type, key: key)
        if answer.status != 503 && answer.status != 429 && answer["code"] != "http.key-at-work" { return (answer, refusals) }
        #expect(answer.departure.header("Retry-After") != nil || answer.status == 409)
        try? await Task.sleep(for: .milliseconds(100))
      }
      return (await ask("POST", target, body, type: type, key: key), 600)
    }
  }

  /// While the server is away whoever counts is told what the process has counted, in the time that such askers have.
  @Test(.timeLimit(.minutes(5))) func whatIsCountedIsToldWithoutADatabase() async throws {
    let house = try House()
    let installation = try Installation(Home(folder: house.folder.path + "home", database: house.database.address))
    let door = Service(installation) { _ in }
    let key = try AccessKeys(installation).create(name: "prometheus", roles: [.auditor]).text
    func ask(_ target: String, _ key: String) async -> Answered {
      Answered(await door.desk.answer(Arrival(method: "GET", target: target, headers: [("Authorization", "Bearer \(key)")])))
    }
    let well = await ask("/metrics", key)
    #expect(well.status == 200 && well.text.contains("\nflorin_database_unreachable 0\n") && well.text.contains("\nflorin_database_unwritable 0\n"), "\(well.text)")
    try house.server.stop()
    // Keys are remembered for a second.
    try await Task.sleep(for: .milliseconds(1_100))
    let (began, away) = (ContinuousClock.now, await ask("/metrics", key))
    // Four seconds where nothing else keeps the machine busy; without a limit a minute.
    #expect(ContinuousClock.now - began < .seconds(30))
    #expect(away.status == 200 && away.text.contains("\nflorin_database_unreachable 1\n"), "\(away.text)")
    #expect(away.text.contains(#"florin_http_requests_total{method="GET",route="/metrics",status="200"}"#) && !away.text.contains("florin_charging_sessions"), "\(away.text)")
    // Whom nobody knows is not let in, and what else is there is not told so.
    #expect(await ask("/metrics", key + "x").status == 401)
    #expect(await ask("/metrics", "florin_aaaaaaaaaa_bbbb").status == 503)
    #expect(await ask("/v1/accounts", key).status == 503)
    try house.server.start()
    var back = await ask("/metrics", key)
    for _ in 0..<100 where !back.text.contains("\nflorin_database_unreachable 0\n") {
      try await Task.sleep(for: .milliseconds(100))
      back = await ask("/metrics", key)
    }
    #expect(back.text.contains("\nflorin_database_unreachable 0\n"))
  }

  private static func order(_ reference: String) -> String {
    #"{"customer":"bruno","account":"bruno","placedOn":"2026-01-01","lines":[{"reference":"\#(reference)","offering":"fibre","startsOn":"2026-01-05"}]}"#
  }

  private static func events(_ batch: String) -> String {
    let all = (0..<10).map {
      #"{"specversion":"1.0","id":"\#(batch)-\#($0)","source":"/restart","type":"data","subject":"600100100","time":"2026-01-01T10:00:00Z","data":{"quantity":"0.5"}}"#
    }
    return "[\(all.joined(separator: ","))]"
  }

  @Test(.timeLimit(.minutes(15))) func whatIsAskedWhileTheServerFailsIsDoneOnce() async throws {
    let house = try House()
    let sending = Task {
      await withTaskGroup(of: Void.self) { group in
        for sender in 0..<Self.senders {
          group.addTask {
            for number in 0..<Self.ordersEach {
              let name = "r-\(sender)-\(number)"
              let ordered = await house.insist("/v1/orders", Self.order(name), key: name)
              #expect(ordered.answer.status == 201, "\(name): \(ordered.answer.text)")
              let sent = await house.insist("/v1/usage/events", Self.events(name), type: "application/cloudevents-batch+json")
              #expect(sent.answer.status == 200 && sent.answer["rejected"] == "0", "\(name): \(sent.answer.text)")
            }
          }
        }
      }
    }
    func placed() async -> Int { (await house.ask("GET", "/v1/accounts/bruno/subscriptions?limit=500"))["items"].flatMap { Int($0) } ?? 0 }
    var (failures, before) = (0, 0)
    while failures < 3 {
      let now = await placed()
      if now > Self.senders * Self.ordersEach { break }
      if now < before + 8 {
        try await Task.sleep(for: .milliseconds(20))
        continue
      }
      try house.server.stop()
      try await Task.sleep(for: .milliseconds(400))
      try house.server.start()
      (failures, before) = (failures + 1, now)
    }
    await sending.value
    #expect(failures > 0)
    // One each, whatever was asked again; the first is the sandbox's own.
    #expect(await placed() == 1 + Self.senders * Self.ordersEach)
    let batches = await house.ask("GET", "/v1/usage/batches")
    let accepted = (0..<50).compactMap { batches["items.\($0).accepted"].flatMap { Int($0) } }.reduce(0, +)
    #expect(accepted == Self.senders * Self.ordersEach * 10, "\(batches.text)")
    let ready = await house.ask("GET", "/health/ready")
    #expect(ready.status == 200)
    let proof = await house.ask("POST", "/v1/verification", "{}")
    #expect(proof["ok"] == "1", "\(proof.text)")
  }
}
