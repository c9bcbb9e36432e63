import Foundation
import HTTPAPI
import Operations
import Parties
import Primitives
import Seeds
import Testing

@testable import Bootstrap
@testable import Lab
@testable import Store

/// The disk fills up under the service: whoever asks is told, nothing is half-done or lost, and it goes on by itself.
@Suite struct FullDiskTests {
  private struct Write {
    var target: String
    var body: String?
    var key: String
  }

  private static let writes = [
    Write(
      target: "/v1/accounts",
      body: #"{"accounts":[{"reference":"eva","customer":{"reference":"eva","name":"Eva"},"seller":"sandbox","currency":"EUR","zone":"Europe/Madrid","address":{"country":"ES"}}]}"#, key: "account"),
    Write(target: "/v1/orders", body: WritingTests.order, key: "order"),
    Write(target: "/v1/quotes", body: #"{"reference":"Q-1","customer":"ana","account":"ana","lines":[{"offering":"fibre"}]}"#, key: "quote"),
    Write(target: "/v1/quotes/Q-1/acceptance", body: #"{"on":"2026-02-12"}"#, key: "acceptance"),
    Write(target: "/v1/subscriptions/ana-2/amendments", body: #"{"change":"changeQuantity","quantity":2,"on":"2026-03-10"}"#, key: "amendment"),
    Write(target: "/v1/webhooks", body: #"{"url":"http://127.0.0.1:9/hook"}"#, key: "webhook"),
    Write(target: "/v1/invoices/SB-000001/credit-notes", body: #"{"reason":"slow","percent":"10","on":"2026-02-12"}"#, key: "credit"),
    Write(target: "/v1/bill-runs", body: #"{"billingDay":"2026-03-15"}"#, key: "plan"),
  ]

  /// From the given write on, no file of the database grows any more.
  private func fill(_ world: World, fromWrite write: Int) throws {
    // An emptied log has to grow for whatever is written. It is not emptied while it is read or copied.
    var isEmpty = false
    for _ in 0..<1_000 where !isEmpty {
      isEmpty = try world.installation.store.alone {
        let row = try $0.prepareOwn("PRAGMA wal_checkpoint(TRUNCATE)")
        return try row.step() && row.int64(0) == 0
      }
      if !isEmpty { usleep(10_000) }
    }
    try #require(isEmpty)
    world.disk?.arm(Fault(.full, write: write))
  }

  private func free(_ world: World) { world.disk?.disarm() }

  private func world(_ days: Int = 40) async throws -> World {
    var settings = Service.Settings()
    settings.webhooks = WebhookSettings(networks: [Network("127.0.0.0/8")].compactMap(\.self))
    return try await World(days: days, simulated: true, settings: settings)
  }

  private func expectFull(_ answer: Answered, _ comment: Comment) {
    #expect((answer.status, answer["code"]) == (503, "database.full"), comment)
    #expect(answer.departure.header("Content-Type") == "application/problem+json" && answer.departure.header("Retry-After") == "10", comment)
    #expect(answer["problems.0.path"] == "database" && answer["problems.0.remedy"]?.contains("free space") == true, comment)
    #expect(!answer.text.contains(".db") && !answer.text.contains("SQL"), comment)
  }

  private func findings(_ world: World) async -> String {
    let proof = await world.ask("POST", "/v1/verification", "{}")
    return proof["ok"] == "1" ? "" : proof.text
  }

  /// What can be read of everything that is written above.
  private func seen(_ world: World) async -> [String] {
    var texts: [String] = []
    for target in [
      "/v1/accounts", "/v1/customers", "/v1/accounts/ana/subscriptions", "/v1/quotes", "/v1/bill-runs", "/v1/invoices", "/v1/credit-notes", "/v1/journal/trial-balance",
    ] { texts.append("\(target) \(await world.get(target).text)") }
    return texts
  }

  /// Each request is tried again and again with its key, the disk full one write later each time: before it is written down, in its
  /// midst, before its answer is written down.
  @Test func aWriteIsDoneOnceHoweverOftenItWasToldThatTheDiskIsFull() async throws {
    let (world, twin) = (try await world(), try await world())
    for write in Self.writes {
      let expected = await twin.ask("POST", write.target, write.body, ["Idempotency-Key": write.key])
      #expect(expected.status == 201, "\(write.target): \(expected.text)")
      var (answer, refusals) = (expected, 0)
      repeat {
        try fill(world, fromWrite: 1 + refusals)
        answer = await world.ask("POST", write.target, write.body, ["Idempotency-Key": write.key])
        if answer.status == 503 {
          expectFull(answer, "\(write.target), \(refusals): \(answer.text)")
          refusals += 1
          #expect(await world.get("/v1/accounts").status == 200)
        }
        free(world)
      } while answer.status == 503 && refusals < 200
      #expect(answer.status == 201 && refusals > 3, "\(write.target) after \(refusals) refusals: \(answer.text)")
      #expect(await world.ask("POST", write.target, write.body, ["Idempotency-Key": write.key]).departure.header("Idempotency-Replayed") == "true")
    }
    let (came, wanted) = (await seen(world), await seen(twin))
    for (one, other) in zip(came, wanted) { #expect(one == other) }
    // However often it was made without an answer, there is one of it.
    #expect(await world.get("/v1/webhooks")["items"] == "1")
    #expect(await findings(world) == "")
  }

  private func deliver(_ world: World, _ batch: Int, _ count: Int = 50) async -> Answered {
    let events = (0..<count).map {
      #"{"specversion":"1.0","id":"\#(batch)-\#($0)","source":"/disk","type":"data","subject":"600100100","time":"2026-02-05T10:00:00Z","data":{"quantity":"0.25","cell":"\#(batch * 7919)"}}"#
    }
    var arrival = Arrival(method: "POST", target: "/v1/usage/events", headers: [("Content-Type", "application/cloudevents-batch+json")], body: Array("[\(events.joined(separator: ","))]".utf8))
    arrival.headers.append(("Accept", "application/json"))
    return Answered(await world.service.desk.answer(arrival))
  }

  @Test func anEventIsAcceptedOrItsSenderIsTold() async throws {
    let world = try await world()
    let before = await deliver(world, 0)
    #expect(before["accepted"] == "50", "\(before.text)")
    var accepted = 50
    var refused: [Int] = []
    for batch in 1...40 {
      try fill(world, fromWrite: (batch + 9) / 10)
      let answer = await deliver(world, batch)
      if answer.status == 200 {
        #expect(answer["accepted"] == "50", "\(answer.text)")
        accepted += 50
      } else {
        expectFull(answer, "\(answer.text)")
        refused.append(batch)
      }
      free(world)
    }
    try #require(refused.count > 5 && accepted > 50, "\(refused)")
    // What was said to be accepted is there, and nothing else; and no batch is begun anew for each refusal.
    let kept = try world.installation.store.usage { try $0.batches(limit: 100) }.filter { $0.format == .cloudevents }
    #expect(kept.reduce(0) { $0 + $1.counts.accepted } == accepted)
    #expect(kept.count == 1, "\(kept.count)")
    for batch in refused { #expect(await deliver(world, batch)["accepted"] == "50") }
    for batch in 0...40 { #expect(await deliver(world, batch)["duplicate"] == "50") }
    #expect(await findings(world) == "")
  }

  /// Nobody executes it again: the run waits and goes on.
  @Test(.timeLimit(.minutes(10))) func aBillRunGoesOnByItself() async throws {
    let (world, twin) = (try await world(), try await world())
    var planned = ""
    for each in [world, twin] {
      let plan = await each.ask("POST", "/v1/bill-runs", #"{"billingDay":"2026-03-15"}"#, ["Idempotency-Key": "plan"])
      #expect(plan.status == 201, "\(plan.text)")
      planned = plan["billRun.run"] ?? ""
    }
    let run = planned
    // Space for what is asked and answered, not for the invoices.
    var (begun, write) = (Answered(Departure(status: 503, headers: [], content: .bytes([]))), 1)
    while begun.status == 503, write < 200 {
      try fill(world, fromWrite: write)
      begun = await world.ask("POST", "/v1/bill-runs/\(run)/execution", nil, ["Idempotency-Key": "go"])
      write += 1
    }
    #expect(begun.status == 202, "\(begun.text)")
    // A log that is begun anew is room as well, where invoices may fit: none is left. Where the database cannot grow, neither does the
    // log begin anew.
    try? fill(world, fromWrite: 1)
    let store: any BillRunStore = world.installation.store
    var report = try store.report(on: BillRunID(try #require(Int64(run))))
    let waiting = report.pending
    try await Task.sleep(for: .seconds(2))
    report = try store.report(on: report.run.id)
    #expect(report.run.finishedAt == nil && report.pending == waiting)
    expectFull(await world.get("/health/ready"), "while it waits")
    free(world)
    for _ in 0..<600 where report.run.finishedAt == nil {
      try await Task.sleep(for: .milliseconds(100))
      report = try store.report(on: report.run.id)
    }
    #expect(report.run.finishedAt != nil && report.pending == 0 && report.issued == 3)
    #expect(await twin.ask("POST", "/v1/bill-runs/\(run)/execution", nil, ["Idempotency-Key": "go"]).status == 202)
    #expect(await twin.service.finishRuns())
    for target in ["/v1/invoices", "/v1/journal/trial-balance"] { #expect(await world.get(target).text == twin.get(target).text) }
    #expect(await findings(world) == "")
  }

  /// A disk that cannot be written says nothing against what was asked, and readiness tries whether it can be by now.
  @Test func aDiskThatFailsIsToldLikeOneThatIsAway() async throws {
    let world = try await world(0)
    world.disk?.arm(Fault(.ioError, write: 1))
    let refused = await world.ask("POST", "/v1/orders", WritingTests.order, ["Idempotency-Key": "k"])
    #expect((refused.status, refused["code"]) == (503, "http.fault"), "\(refused.text)")
    #expect(refused["detail"]?.contains("disk") == true && refused.departure.header("Retry-After") == "1", "\(refused.text)")
    #expect(await world.get("/health/ready").status == 503)
    // It fails once more, when readiness tries it.
    world.disk?.arm(Fault(.ioError, write: 1))
    for status in [503, 200] {
      try await Task.sleep(for: .milliseconds(1_100))
      #expect(await world.get("/health/ready").status == status)
    }
    #expect(await world.ask("POST", "/v1/orders", WritingTests.order, ["Idempotency-Key": "k"]).status == 201)
    #expect(await findings(world) == "")
  }

  @Test func readinessSaysSoAndKnowsWhenThereIsSpaceAgain() async throws {
    let world = try await world(0)
    #expect(await world.get("/health/ready").status == 200)
    #expect(await world.get("/metrics").text.contains("\nflorin_database_full 0\n"))
    try fill(world, fromWrite: 1)
    // Nothing has failed yet; once something has, it is known.
    #expect(await world.get("/health/ready").status == 200)
    expectFull(await world.ask("POST", "/v1/orders", WritingTests.order, ["Idempotency-Key": "k"]), "a write")
    expectFull(await world.get("/health/ready"), "at once")
    #expect(await world.get("/health/live").status == 200)
    #expect(await world.get("/metrics").text.contains("\nflorin_database_full 1\n"))
    // Room for some writes is not space.
    try fill(world, fromWrite: 6)
    try await Task.sleep(for: .milliseconds(1_100))
    expectFull(await world.get("/health/ready"), "with a little room")
    free(world)
    var ready = await world.get("/health/ready")
    for _ in 0..<100 where ready.status != 200 {
      try await Task.sleep(for: .milliseconds(100))
      ready = await world.get("/health/ready")
    }
    #expect(ready.status == 200, "\(ready.text)")
    #expect(await world.get("/metrics").text.contains("\nflorin_database_full 0\n"))
    // The attempt left nothing behind.
    let left = try world.installation.store.read { c in
      let row = try c.prepareOwn("SELECT COUNT(*) FROM space_attempt")
      return try row.step() ? row.int64(0) : -1
    }
    #expect(left == 0)
    #expect(await world.ask("POST", "/v1/orders", WritingTests.order, ["Idempotency-Key": "k"]).status == 201)
  }

  /// Where the log goes may be full as well: that ends nothing.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))) func aLogThatCannotBeWrittenEndsNothing() throws {
    let folder = try TestFolder("log")
    for (command, code) in [
      ("call GET /v1/nothing --home \"$1\" 2>/dev/full", 1), ("call GET /v1/accounts --home \"$1\" >/dev/full", 2), ("key create x --home \"$1\" 2>/dev/full", 1),
    ] as [(String, Int32)] {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "exec \"$0\" \(command)", BuiltProgram.florin, folder.path]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == code, "\(command)")
    }
  }
}
