import Foundation
import HTTPAPI
import Operations
import Primitives
import Seeds
import Store
import Synchronization
import Testing

@testable import Bootstrap

/// From what happens in the books to what somebody hears, over sockets.
@Suite(.serialized, .timeLimit(.minutes(60))) struct WebhookTests {
  private static let settings = WebhookSettings(networks: [Network("127.0.0.0/8")].compactMap(\.self), source: "urn:florin:test",
    // Machines that test are busy.
    timeoutSeconds: 600)

  private func service(_ world: World, _ settings: WebhookSettings = WebhookTests.settings) -> Service {
    var all = Service.Settings(port: 0)
    all.webhooks = settings
    return Service(world.installation, settings: all, unnamed: .machine) { _ in }
  }

  private func ask(_ service: Service, _ method: String, _ target: String, _ body: String? = nil, key: String = UUID().uuidString) async -> Answered {
    var arrival = Arrival(method: method, target: target, headers: [("Idempotency-Key", key)], body: Array((body ?? "").utf8))
    if body != nil { arrival.headers.append(("Content-Type", "application/json")) }
    if method == "GET" { arrival.headers = [] }
    return Answered(await service.desk.answer(arrival))
  }

  private func deliverer(_ world: World) -> WebhookDeliverer {
    WebhookDeliverer(Webhooks(world.installation, Self.settings), measures: WebhookMeasures()) { Issue.record("\($0)") }
  }

  /// Everything there is to be sent now.
  private func work(_ deliverer: WebhookDeliverer) async throws {
    while try await deliverer.record() {}
    while try await deliverer.deliver() {}
  }

  private func order(_ world: World, _ number: Int) async throws {
    let placed = await world.ask("POST", "/v1/orders", WritingTests.order.replacing("ana-2", with: "ana-\(number)"), ["Idempotency-Key": "order-\(number)"])
    #expect(placed.status == 201, "\(placed.text)")
  }

  @Test func whatHappensIsHeardSignedAndInOrder() async throws {
    let world = try await World(days: 60)
    let service = service(world)
    let receiver = WebhookReceiver()
    let made = await ask(service, "POST", "/v1/webhooks", #"{"url":"\#(try await receiver.listen())","note":"shop"}"#, key: "w")
    #expect(made.status == 201, "\(made.text)")
    let (id, secret) = (try #require(made["id"]), try #require(made["secret"]))
    // The secret is told once: a repeat is answered without it, and it stands nowhere in the database.
    let repeated = await ask(service, "POST", "/v1/webhooks", #"{"url":"\#(try #require(made["url"]))","note":"shop"}"#, key: "w")
    #expect(repeated["id"] == id && repeated["secret"] == nil && repeated.departure.header("Idempotency-Replayed") == "true", "\(repeated.text)")
    #expect(await ask(service, "GET", "/v1/webhooks/\(id)")["secret"] == nil)
    let raw = try #require(WebhookSecret(secret)).bytes
    for name in ["florin.db", "florin.db-wal"] {
      let bytes = FileManager.default.contents(atPath: world.installation.home.path(name)) ?? Data()
      #expect(bytes.range(of: Data(raw)) == nil && bytes.range(of: Data(secret.dropFirst(6).utf8)) == nil, "\(name)")
    }
    try await order(world, 2)
    let amended = await world.ask("POST", "/v1/subscriptions/ana-2/amendments", #"{"change":"changeQuantity","quantity":2,"on":"2026-03-10"}"#, ["Idempotency-Key": "a"])
    #expect(amended.status == 201, "\(amended.text)")
    let invoice = try #require(await world.get("/v1/invoices?account=ana")["items.0.number"])
    let credited = await world.ask("POST", "/v1/invoices/\(invoice)/credit-notes", #"{"reason":"slow","percent":"10","on":"2026-03-01"}"#, ["Idempotency-Key": "c"])
    #expect(credited.status == 201, "\(credited.text)")
    let planned = await world.ask("POST", "/v1/bill-runs", #"{"billingDay":"2026-04-15"}"#, ["Idempotency-Key": "run"])
    let run = try #require(planned["billRun.run"])
    _ = await world.ask("POST", "/v1/bill-runs/\(run)/execution", nil, ["Idempotency-Key": "go"])
    if case .pieces(let pieces) = await world.get("/v1/bill-runs/\(run)/progress").departure.content { for await _ in pieces {} }
    try await work(deliverer(world))
    let heard = receiver.all
    func count(_ type: String) -> Int { heard.count { $0.type == type } }
    let issued = Int(try #require(await world.get("/v1/bill-runs/\(run)")["invoices"])) ?? 0
    #expect(issued > 0 && count("invoice.issued") == issued)
    #expect(count("subscription.created") == 1 && count("subscription.changed") == 1 && count("credit-note.issued") == 1 && count("bill-run.finished") == 1)
    #expect(heard.filter { $0.subject == "subscriptions/ana-2" }.map(\.type) == ["subscription.created", "subscription.changed"])
    #expect(Set(heard.map(\.id)).count == heard.count)
    for one in heard {
      #expect(try one.isSigned(by: secret), "\(one.id)")
      #expect(one.arrival.header("content-type") == "application/cloudevents+json" && one.arrival.method == "POST")
    }
    let body = String(decoding: try #require(heard.first { $0.type == "credit-note.issued" }).arrival.body, as: UTF8.self)
    #expect(body.contains(#""source":"urn:florin:test","type":"credit-note.issued","subject":"credit-notes/\#(try #require(credited["number"]))""#), "\(body)")
    #expect(body.contains(#""invoice":"\#(invoice)","account":"ana","customer":"ana""#) && body.contains(#""currency":"EUR""#), "\(body)")
    // The log tells each attempt.
    let log = await ask(service, "GET", "/v1/webhooks/\(id)/deliveries?limit=500")
    #expect(log["items"] == "\(heard.count)" && log["items.0.state"] == "delivered" && log["items.0.attempts.0.status"] == "204", "\(log.text.prefix(500))")
    let one = await ask(service, "GET", "/v1/webhooks/\(id)/deliveries/\(try #require(log["items.0.delivery"]))")
    #expect(one["event"] == log["items.0.event"])
    let event = await ask(service, "GET", "/v1/events/\(try #require(one["event"]))")
    #expect(event["type"] == one["type"] && event["data"] != nil, "\(event.text)")
    #expect(await ask(service, "GET", "/v1/events?type=bill-run.finished")["items.0.data.billRun"] == run)
    #expect(await world.ask("POST", "/v1/verification", "{}")["ok"] == "1")
  }

  @Test func whatIsNotHeardIsSentAgainBeforeWhatFollows() async throws {
    let world = try await World(days: 0)
    // The first attempt of everything fails.
    let receiver = WebhookReceiver { one, earlier in earlier.contains { $0.id == one.id } ? 200 : 503 }
    let webhooks = Webhooks(world.installation, Self.settings)
    let (webhook, secret) = try await webhooks.create(.init(address: try await receiver.listen(), types: [.subscriptionCreated, .subscriptionChanged]), scheme: .ed25519)
    #expect(secret == nil && webhook.secrets.first?.publicKey?.hasPrefix("whpk_") == true)
    try await order(world, 2)
    _ = await world.ask("POST", "/v1/subscriptions/ana-2/amendments", #"{"change":"changeQuantity","quantity":2,"on":"2026-03-10"}"#, ["Idempotency-Key": "a"])
    try await order(world, 3)
    let service = service(world)
    let running = Task { try await service.run(stopsOnInterrupt: false) { _ in } }
    // The second attempt comes after five seconds or so.
    let heard = try await receiver.until { $0.count >= 6 }
    running.cancel()
    try await running.value
    #expect(heard.count == 6)
    let second = heard.filter { $0.subject == "subscriptions/ana-2" }.map(\.type)
    #expect(second == ["subscription.created", "subscription.created", "subscription.changed", "subscription.changed"])
    #expect(heard.allSatisfy { $0.arrival.header("webhook-signature")?.hasPrefix("v1a,") == true })
    #expect(try webhooks.deliveries(webhook.publicID, DeliveryFilter()).map(\.state) == [.delivered, .delivered, .delivered])
    #expect(try webhooks.find(webhook.publicID).health.state == .active)
  }

  @Test func goneDisablesAndReplayTellsItAll() async throws {
    let world = try await World(days: 0)
    let isGone = Mutex(true)
    let receiver = WebhookReceiver { _, _ in isGone.withLock { $0 } ? 410 : 200 }
    let service = service(world)
    let address = try await receiver.listen()
    let id = try #require(await ask(service, "POST", "/v1/webhooks", #"{"url":"\#(address)"}"#)["id"])
    try await order(world, 2)
    try await work(deliverer(world))
    #expect(receiver.all.count == 1)
    let disabled = await ask(service, "GET", "/v1/webhooks/\(id)")
    #expect(disabled["state"] == "disabled" && disabled["reason"]?.contains("410") == true, "\(disabled.text)")
    try await order(world, 3)
    try await work(deliverer(world))
    #expect(receiver.all.count == 1)
    let refused = await ask(service, "POST", "/v1/webhooks/\(id)/replay", #"{"since":"2026-01-01T00:00:00Z"}"#)
    #expect(refused.status == 409 && refused["code"] == "webhook.disabled", "\(refused.text)")
    isGone.withLock { $0 = false }
    let enabled = await ask(service, "PUT", "/v1/webhooks/\(id)", #"{"url":"\#(address)"}"#)
    #expect(enabled["state"] == "active" && enabled["reason"] == nil, "\(enabled.text)")
    let replayed = await ask(service, "POST", "/v1/webhooks/\(id)/replay", #"{"since":"2026-01-01T00:00:00Z"}"#)
    #expect(replayed.status == 201 && replayed["queued"] == "2", "\(replayed.text)")
    try await work(deliverer(world))
    // Events of different objects are sent side by side.
    #expect(receiver.all.map(\.subject).sorted() == ["subscriptions/ana-2", "subscriptions/ana-2", "subscriptions/ana-3"])
    #expect(Set(receiver.all.map(\.id)).count == 2 && receiver.all.dropFirst().contains { $0.id == receiver.all[0].id })
    let once = await ask(service, "POST", "/v1/webhooks/\(id)/replay", #"{"event":"\#(receiver.all[2].id)"}"#)
    #expect(once["queued"] == "1")
    #expect(await ask(service, "POST", "/v1/webhooks/\(id)/replay", #"{"event":"nothing"}"#).status == 404)
    #expect(await ask(service, "POST", "/v1/webhooks/\(id)/replay", "{}").status == 422)
  }

  @Test func aRotatedSecretSignsBesideTheOldOne() async throws {
    let world = try await World(days: 0)
    let receiver = WebhookReceiver()
    let service = service(world)
    let made = await ask(service, "POST", "/v1/webhooks", #"{"url":"\#(try await receiver.listen())"}"#)
    let (id, old) = (try #require(made["id"]), try #require(made["secret"]))
    let rotated = await ask(service, "POST", "/v1/webhooks/\(id)/secret", #"{"keepOldSeconds":3600}"#, key: "r")
    let new = try #require(rotated["secret"])
    #expect(new != old && rotated["oldSecretExpiresAt"] != nil, "\(rotated.text)")
    #expect(await ask(service, "POST", "/v1/webhooks/\(id)/secret", #"{"keepOldSeconds":3600}"#, key: "r")["secret"] == nil)
    #expect(await ask(service, "POST", "/v1/webhooks/\(id)/ping")["state"] == "delivered")
    let both = try #require(receiver.all.last)
    #expect(try both.isSigned(by: old) && both.isSigned(by: new) && both.type == "webhook.ping")
    let last = try #require(await ask(service, "POST", "/v1/webhooks/\(id)/secret", #"{"keepOldSeconds":0}"#)["secret"])
    _ = await ask(service, "POST", "/v1/webhooks/\(id)/ping")
    let one = try #require(receiver.all.last)
    #expect(try one.isSigned(by: last) && !one.isSigned(by: old) && !one.isSigned(by: new))
    #expect(await ask(service, "DELETE", "/v1/webhooks/\(id)")["removed"] == id)
    #expect(await ask(service, "GET", "/v1/webhooks/\(id)").status == 404)
  }

  /// The process dies after the request was sent and before that was written down: it is sent again, under the same id.
  @Test func nothingIsLostWhenTheProcessDiesInTheMiddle() async throws {
    let world = try await World(days: 0)
    let receiver = WebhookReceiver()
    let webhooks = Webhooks(world.installation, Self.settings)
    let webhook = try await webhooks.create(.init(address: try await receiver.listen()), scheme: .hmac).webhook
    try await order(world, 2)
    let store = world.installation.store
    let now = MachineClock().now()
    #expect(try store.recordEvents(at: now, now: now.adding(seconds: -10), limit: 100) == 1)
    let claimed = try #require(try store.claimDeliveries(owner: "dead", now: now.adding(seconds: -5), leasedUntil: now.adding(seconds: 3)))
    var random = SystemRandomNumberGenerator()
    _ = try await SendWebhook(webhooks.surroundings())(claimed.deliveries[0].event, to: webhook, earlierAttempts: 0, firstAt: nil, random: &random)
    // Its lease still holds.
    let other = deliverer(world)
    #expect(try await other.deliver() == false)
    try await Task.sleep(for: .seconds(4))
    try await work(other)
    #expect(receiver.all.map(\.id) == ["subscription_created_\(receiver.all[0].id.split(separator: "_")[2])", receiver.all[0].id])
    #expect(try webhooks.deliveries(webhook.publicID, DeliveryFilter()).map(\.state) == [.delivered])
  }

  @Test func twoDeliverersShareTheWork() async throws {
    let world = try await World(days: 60)
    let receiver = WebhookReceiver()
    let webhooks = Webhooks(world.installation, Self.settings)
    let address = try await receiver.listen()
    for _ in 0..<3 { _ = try await webhooks.create(.init(address: address), scheme: .hmac) }
    for number in 2...12 { try await order(world, number) }
    let second = try Installation(folder: world.installation.home.folder)
    // They may find the database locked by each other, and then try again.
    let both = [world.installation, second].map { WebhookDeliverer(Webhooks($0, Self.settings), measures: WebhookMeasures()) { _ in } }
    let running = both.map { one in Task { await one.run() } }
    let heard = try await receiver.until { $0.count >= 33 }
    try await Task.sleep(for: .seconds(1))
    for one in running { one.cancel() }
    for one in running { await one.value }
    #expect(heard.count == 33 && receiver.all.count == 33)
    for count in Dictionary(grouping: receiver.all, by: \.id).values.map(\.count) { #expect(count == 3) }
  }

  @Test(arguments: [
    ("http://127.0.0.1:9/", "webhook.refused-address", 409), ("https://localhost/", "webhook.refused-address", 409), ("https://[::1]/", "webhook.refused-address", 409),
    ("https://169.254.169.254/latest/", "webhook.refused-address", 409), ("http://example.com@10.0.0.1/", "webhook.bad-address", 409), ("ftp://a.b/", "webhook.bad-address", 409),
    ("https://2130706433/", "webhook.bad-address", 409), ("https://nobody.invalid/", "webhook.unknown-host", 409),
  ])
  func whereNothingIsSentNoWebhookIsMade(_ url: String, _ code: String, _ status: Int) async throws {
    let world = try await World(days: 0)
    let service = service(world, WebhookSettings())
    let refused = await ask(service, "POST", "/v1/webhooks", #"{"url":"\#(url)"}"#)
    #expect(refused["code"] == code && refused.status == status, "\(refused.text)")
    #expect(await ask(service, "GET", "/v1/webhooks")["items"] == "0")
  }

  /// What was allowed when the endpoint was made, or stood for another address then, is judged again at each attempt.
  @Test func theAddressIsJudgedAtEachAttempt() async throws {
    let world = try await World(days: 0)
    let receiver = WebhookReceiver()
    let webhook = try await Webhooks(world.installation, Self.settings).create(.init(address: try await receiver.listen()), scheme: .hmac).webhook
    let strict = Webhooks(world.installation, WebhookSettings())
    let delivery = try await strict.ping(webhook.publicID)
    #expect(delivery.state == .givenUp && delivery.attempts.first?.result.fault == .refusedAddress && receiver.all.isEmpty)
  }

  @Test func withAnotherKeyNothingIsSentAndNothingIsLost() async throws {
    let world = try await World(days: 0)
    let receiver = WebhookReceiver()
    let webhook = try await Webhooks(world.installation, Self.settings).create(.init(address: try await receiver.listen()), scheme: .hmac).webhook
    let key = world.installation.home.path("secrets.key")
    #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
    let right = try #require(FileManager.default.contents(atPath: key))
    try await order(world, 2)
    try Data((Data(repeating: 1, count: 32).base64EncodedString() + "\n").utf8).write(to: URL(filePath: key))
    let lost = WebhookDeliverer(Webhooks(world.installation, Self.settings), measures: WebhookMeasures()) { _ in }
    while try await lost.record() {}
    let rejection = await #expect(throws: Rejection.self) { try await lost.deliver() }
    #expect(rejection?.problems.first?.code.rawValue == "webhook.other-key")
    #expect(receiver.all.isEmpty)
    try right.write(to: URL(filePath: key))
    try await work(deliverer(world))
    #expect(receiver.all.count == 1)
    #expect(try Webhooks(world.installation).deliveries(webhook.publicID, DeliveryFilter()).first?.attempts.count == 1)
    for text in ["", "not base64", Data(repeating: 1, count: 16).base64EncodedString()] {
      try Data(text.utf8).write(to: URL(filePath: key))
      let refused = #expect(throws: Rejection.self) { try Webhooks(world.installation).surroundings() }
      #expect(refused?.problems.first?.code.rawValue == "webhook.key-unusable")
    }
  }

  @Test func metricsCountWhatIsSent() async throws {
    let world = try await World(days: 0)
    let receiver = WebhookReceiver { one, _ in one.subject == "subscriptions/ana-2" ? 200 : 500 }
    let service = service(world)
    _ = await ask(service, "POST", "/v1/webhooks", #"{"url":"\#(try await receiver.listen())"}"#)
    try await order(world, 2)
    try await order(world, 3)
    let running = Task { try await service.run(stopsOnInterrupt: false) { _ in } }
    _ = try await receiver.until { $0.count >= 2 }
    let lines = [
      #"florin_webhook_attempts_total{result="answered-5xx"} 1"#, #"florin_webhook_attempts_total{result="delivered"} 1"#, "florin_webhook_waiting 1",
      #"florin_webhook_endpoints{state="active"} 1"#, "florin_webhook_attempt_seconds_count 2",
    ]
    // The receiver has answered before the sender has counted it.
    var missing = lines
    for _ in 0..<600 where !missing.isEmpty {
      try await Task.sleep(for: .milliseconds(100))
      let metrics = await ask(service, "GET", "/metrics").text
      missing = lines.filter { !metrics.contains($0 + "\n") }
    }
    running.cancel()
    try await running.value
    #expect(missing == [])
  }

  /// Homes that share a server must not each make a key of their own; a home with a file of its own makes one, once.
  @Test func theKeyOfASharedDatabaseIsNamed() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-key-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let shared = try Home(folder: folder, database: "postgres://localhost/florin")
    let refused = #expect(throws: Rejection.self) { try SecretsKey.sealer(shared, file: nil) }
    #expect(refused?.problems.first?.code.rawValue == "webhook.key-missing")
    #expect(!FileManager.default.fileExists(atPath: folder + "/secrets.key"))
    let own = try Home(folder: folder, database: nil)
    try own.begin()
    _ = try SecretsKey.sealer(own, file: nil)
    let made = FileManager.default.contents(atPath: folder + "/secrets.key")
    _ = try SecretsKey.sealer(own, file: nil)
    #expect(FileManager.default.contents(atPath: folder + "/secrets.key") == made)
    _ = try SecretsKey.sealer(shared, file: folder + "/secrets.key")
  }
}
