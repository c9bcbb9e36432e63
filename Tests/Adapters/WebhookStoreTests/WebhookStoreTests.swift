import Foundation
import Operations
import Primitives
import Seeds
import Store
import Testing

/// On both kinds of database: what is kept of webhooks, and who may send when.
@Suite struct WebhookStoreTests {
  private let database: TestDatabase?
  private let folder: TestFolder
  private let address: DatabaseAddress
  private let store: Store
  private let start = Instant(seconds: 1_800_000_000)

  init() throws {
    database = try TestDatabase.new()
    folder = try TestFolder("webhooks")
    address = try database.map { try DatabaseAddress(url: $0.address) } ?? .file(folder.path + "florin.db")
    store = try Store(at: address)
  }

  private func secret(_ byte: UInt8) -> Webhook.Secret {
    Webhook.Secret(sealed: SealedSecret(bytes: [byte, 0, 255], keyMark: "mark"), publicKey: nil, madeAt: start)
  }

  @discardableResult private func add(_ id: String, _ types: Set<WebhookEventType> = []) throws -> Webhook {
    try store.add(
      Webhook(publicID: id, address: "https://\(id).example/", note: "a note", types: types, scheme: .ed25519, createdAt: start, secrets: [secret(1)]))
    return try #require(try store.webhook(publicID: id))
  }

  /// One fact: a published catalog.
  private func publish(_ note: String) throws {
    let catalogs = try Database(at: address).catalog
    let source = CatalogSource(files: [.init(name: "a.yaml", bytes: Array(note.utf8))])
    _ = try catalogs.appendCatalog(source, after: try catalogs.newestCatalog()?.id, publishedAt: start, settledThrough: Day(number: 20_000), note: note)
  }

  private func record(at: Instant? = nil, limit: Int = 100) throws -> Int { try store.recordEvents(at: at ?? start, now: start, limit: limit) }

  private func claim(_ owner: String = "a", at seconds: Int64 = 0, lease: Int64 = 60) throws -> ClaimedDeliveries? {
    try store.claimDeliveries(owner: owner, now: start.adding(seconds: seconds), leasedUntil: start.adding(seconds: seconds + lease))
  }

  private func attempt(_ delivery: WebhookDelivery, _ verdict: DeliveryVerdict, _ status: Int? = 200, at seconds: Int64 = 0) -> DeliveryAttempt {
    DeliveryAttempt(
      delivery: delivery.id, at: start.adding(seconds: seconds), microseconds: 1234, result: AttemptResult(status: status, fault: status == nil ? .timedOut : nil), verdict: verdict)
  }

  private func conclude(_ claimed: ClaimedDeliveries, _ verdict: DeliveryVerdict, _ status: Int? = 200, owner: String = "a", at seconds: Int64 = 0) throws {
    try store.conclude(claimed, claimed.deliveries.map { attempt($0, verdict, status, at: seconds) }, owner: owner, now: start.adding(seconds: seconds))
  }

  @Test func anEndpointIsKeptChangedAndForgotten() throws {
    let made = try add("one", [.invoiceIssued, .catalogPublished])
    #expect(made.types == [.invoiceIssued, .catalogPublished] && made.scheme == .ed25519 && made.note == "a note" && made.createdAt == start)
    #expect(made.secrets == [secret(1)] && made.health == WebhookHealth())
    try add("two")
    #expect(try store.webhooks().map(\.publicID) == ["one", "two"])
    var changed = made
    (changed.address, changed.types, changed.note) = ("https://other.example/", [], "")
    changed.health = WebhookHealth(state: .disabled, reason: "because", failures: 3, pausedUntil: start.adding(seconds: 5))
    try store.change(changed, at: start)
    #expect(try store.webhook(publicID: "one") == changed)
    try store.remove(changed, at: start)
    #expect(try store.webhook(publicID: "one") == nil)
    #expect(try store.webhooks().map(\.publicID) == ["two"])
    let reopened = try Store(at: address)
    #expect(try reopened.webhooks().map(\.publicID) == ["two"])
  }

  @Test func theOldSecretSignsUntilItsEnd() throws {
    let made = try add("one")
    var second = secret(2)
    second.madeAt = start.adding(seconds: 10)
    try store.rotate(made, to: second, oldExpireAt: start.adding(seconds: 100))
    let both = try #require(try store.webhook(publicID: "one"))
    #expect(both.secrets(at: start.adding(seconds: 50)).map(\.sealed.bytes.first) == [2, 1])
    #expect(both.secrets(at: start.adding(seconds: 100)).map(\.sealed.bytes.first) == [2])
    // A second rotation does not lengthen the life of the first secret.
    var third = secret(3)
    third.madeAt = start.adding(seconds: 20)
    try store.rotate(made, to: third, oldExpireAt: start.adding(seconds: 500))
    #expect(try store.webhook(publicID: "one")?.secrets.map(\.expiresAt) == [start.adding(seconds: 100), start.adding(seconds: 500), nil])
    // Those that are over are gone from the database, and without a stay all old ones are.
    var fourth = secret(4)
    fourth.madeAt = start.adding(seconds: 100)
    try store.rotate(made, to: fourth, oldExpireAt: start.adding(seconds: 100))
    #expect(try store.webhook(publicID: "one")?.secrets.map(\.sealed.bytes.first) == [4])
  }

  @Test func whatHappenedBeforeAnybodyListenedIsNotTold() throws {
    try publish("before")
    #expect(try record() == 0)
    try add("one")
    #expect(try record() == 0)
    try publish("after")
    #expect(try record(at: start.adding(seconds: 7)) == 1)
    #expect(try record() == 0)
    let event = try #require(try store.webhookEvents(WebhookEventFilter()).first)
    #expect(event.name == "catalog_published_2" && event.type == .catalogPublished && event.subject == "catalog" && event.recordedAt == start.adding(seconds: 7))
    #expect(event.data == #"{"catalogVersion":2,"publishedAt":"2027-01-15T08:00:00Z","note":"after"}"#)
    #expect(try store.webhookEvent(name: event.name) == event)
    #expect(try store.webhookEvent(name: "catalog_published_1") == nil)
  }

  @Test func eachEndpointIsQueuedWhatItWants() throws {
    let all = try add("all")
    let invoices = try add("invoices", [.invoiceIssued])
    let catalogs = try add("catalogs", [.catalogPublished])
    var disabled = try add("disabled")
    disabled.health.state = .disabled
    try store.change(disabled, at: start)
    for note in ["a", "b", "c"] { try publish(note) }
    // In portions, none lost and none twice.
    #expect(try record(limit: 2) == 2)
    #expect(try record(limit: 2) == 1)
    #expect(try record(limit: 2) == 0)
    func queued(_ webhook: Webhook) throws -> Int { try store.deliveries(to: webhook, DeliveryFilter()).count }
    #expect(try [all, invoices, catalogs, disabled].map(queued) == [3, 0, 3, 0])
    let queue = try store.webhookQueue(now: start.adding(seconds: 9))
    #expect(queue == WebhookQueue(waiting: 6, overdueSeconds: 9, endpoints: [.active: 3, .disabled: 1]))
  }

  @Test func anEventOfAnObjectWaitsForTheOneBefore() throws {
    let webhook = try add("one")
    for note in ["a", "b", "c"] { try publish(note) }
    _ = try record()
    let first = try #require(try claim())
    #expect(first.deliveries.map(\.event.name) == ["catalog_published_1"])
    // It failed: nothing of its object is sent before it is tried again.
    try conclude(first, .retry(at: start.adding(seconds: 300)), 500)
    #expect(try claim(at: 299) == nil)
    let again = try #require(try claim(at: 300))
    #expect(again.deliveries.map(\.event.name) == ["catalog_published_1"])
    #expect(again.deliveries.first?.attemptCount == 1 && again.deliveries.first?.firstAttemptAt == start)
    try conclude(again, .delivered, at: 300)
    let second = try #require(try claim(at: 300))
    #expect(second.deliveries.map(\.event.name) == ["catalog_published_2"])
    // Given up: the next one is sent.
    try conclude(second, .givenUp, nil, at: 301)
    #expect(try store.webhook(publicID: "one")?.health.state == .failing)
    #expect(try claim(at: 301)?.deliveries.map(\.event.name) == ["catalog_published_3"])
    let log = try store.deliveries(to: webhook, DeliveryFilter())
    #expect(log.map(\.state) == [.waiting, .givenUp, .delivered])
    #expect(log[2].attempts.map(\.result.status) == [500, 200] && log[1].attempts.map(\.result.fault) == [.timedOut])
    #expect(log[2].attempts.first?.microseconds == 1234 && log[2].finishedAt == start.adding(seconds: 300))
    #expect(try store.deliveries(to: webhook, DeliveryFilter(state: .delivered)).map(\.id) == [log[2].id])
    #expect(try store.deliveries(to: webhook, DeliveryFilter(before: log[1].id)).map(\.id) == [log[2].id])
    #expect(try store.delivery(log[1].id, to: webhook)?.event.name == "catalog_published_2")
  }

  @Test func anEndpointIsServedByOneAtATime() throws {
    try add("one")
    try add("two")
    try publish("a")
    _ = try record()
    let other = try Store(at: address)
    let mine = try #require(try claim("a"))
    let theirs = try #require(try other.claimDeliveries(owner: "b", now: start, leasedUntil: start.adding(seconds: 60)))
    #expect([mine.webhook.publicID, theirs.webhook.publicID] == ["one", "two"])
    #expect(try other.claimDeliveries(owner: "c", now: start.adding(seconds: 59), leasedUntil: start.adding(seconds: 100)) == nil)
    // Whoever took the first is dead: its work is taken over when the lease is over, and its late word changes nothing.
    let taken = try #require(try other.claimDeliveries(owner: "c", now: start.adding(seconds: 60), leasedUntil: start.adding(seconds: 120)))
    #expect(taken.webhook.publicID == "one" && taken.deliveries.map(\.id) == mine.deliveries.map(\.id))
    try other.conclude(taken, taken.deliveries.map { attempt($0, .delivered) }, owner: "c", now: start.adding(seconds: 61))
    try store.conclude(mine, mine.deliveries.map { attempt($0, .retry(at: start.adding(seconds: 500)), 500) }, owner: "a", now: start.adding(seconds: 62))
    #expect(try store.deliveries(to: mine.webhook, DeliveryFilter()).map(\.state) == [.delivered])
  }

  @Test func whoAnswersGoneIsSentNothingAnyMore() throws {
    let webhook = try add("one")
    for note in ["a", "b"] { try publish(note) }
    _ = try record()
    try conclude(try #require(try claim()), .gone, 410)
    let health = try #require(try store.webhook(publicID: "one")?.health)
    #expect(health.state == .disabled && health.reason == "it answered 410 Gone at \(start)")
    #expect(try claim(at: 1000) == nil)
    try publish("c")
    #expect(try record() == 1)
    #expect(try store.deliveries(to: webhook, DeliveryFilter(state: .waiting)).count == 1)
    // Enabled again, it goes on with what waited; what happened meanwhile is replayed.
    var enabled = webhook
    enabled.health = WebhookHealth()
    try store.change(enabled, at: start.adding(seconds: 1000))
    #expect(try claim(at: 1000)?.deliveries.map(\.event.name) == ["catalog_published_2"])
    #expect(try store.replay(WebhookEventFilter(name: "catalog_published_3"), to: webhook, now: start) == 1)
    #expect(try store.deliveries(to: webhook, DeliveryFilter(limit: 1)).map(\.event.name) == ["catalog_published_3"])
  }

  @Test func eventsAreReplayedByTimeAndType() throws {
    let webhook = try add("one", [.catalogPublished])
    let deaf = try add("two", [.invoiceIssued])
    for (index, note) in ["a", "b", "c"].enumerated() {
      try publish(note)
      _ = try record(at: start.adding(seconds: Int64(index) * 10))
    }
    func replay(_ since: Int64?, _ until: Int64?, to webhook: Webhook) throws -> Int {
      try store.replay(
        WebhookEventFilter(since: since.map { start.adding(seconds: $0) }, until: until.map { start.adding(seconds: $0) }), to: webhook, now: start.adding(seconds: 99))
    }
    #expect(try replay(10, nil, to: webhook) == 2)
    #expect(try replay(nil, 10, to: webhook) == 1)
    #expect(try replay(10, 20, to: webhook) == 1)
    #expect(try replay(30, nil, to: webhook) == 0)
    #expect(try replay(0, nil, to: deaf) == 0)
    #expect(try store.deliveries(to: webhook, DeliveryFilter()).count == 7)
  }

  @Test func aTestEventIsKeptAndNotRepeated() throws {
    let webhook = try add("one")
    let event = WebhookEvent(id: 0, name: "webhook_ping_x", type: .ping, subject: "webhooks/one", recordedAt: start, data: "{}")
    let id = try store.noteAtOnce(event, to: webhook, DeliveryAttempt(delivery: 0, at: start, microseconds: 5, result: AttemptResult(status: 500), verdict: .retry(at: start)))
    let delivery = try #require(try store.delivery(id, to: webhook))
    #expect(delivery.state == .givenUp && delivery.attempts.map(\.result.status) == [500] && delivery.attemptCount == 1)
    #expect(try claim(at: 1000) == nil)
    #expect(try store.replay(WebhookEventFilter(), to: webhook, now: start) == 0)
  }

  @Test func whatEndedLongAgoIsForgotten() throws {
    let webhook = try add("one")
    for note in ["a", "b"] { try publish(note) }
    _ = try record()
    try conclude(try #require(try claim()), .delivered)
    #expect(try store.forgetDeliveries(before: start, limit: 10) == 0)
    #expect(try store.forgetDeliveries(before: start.adding(seconds: 1), limit: 10) == 1)
    #expect(try store.deliveries(to: webhook, DeliveryFilter()).map(\.event.name) == ["catalog_published_2"])
    #expect(try store.webhookEvents(WebhookEventFilter()).map(\.name) == ["catalog_published_2"])
    // Facts are not told again because their events were forgotten.
    #expect(try record() == 0)
  }

  @Test func whatWaitedForThreeDaysIsGivenUpTogether() throws {
    let webhook = try add("one")
    for note in ["a", "b"] { try publish(note) }
    _ = try record()
    try conclude(try #require(try claim(at: 259_300)), .givenUp, 500, at: 259_300)
    #expect(try store.deliveries(to: webhook, DeliveryFilter()).map(\.state) == [.givenUp, .givenUp])
  }

  /// Two processes over one database, each taking what it can get: everything is sent once, and each object's events in order.
  @Test(.timeLimit(.minutes(15))) func twoThatSendDoNotSendTwice() async throws {
    for name in ["one", "two", "three"] { try add(name) }
    for number in 0..<8 { try publish("\(number)") }
    _ = try record()
    let stores = [store, try Store(at: address)]
    let sent = try await withThrowingTaskGroup(of: [(webhook: String, event: String)].self) { group in
      for (index, store) in stores.enumerated() {
        group.addTask { [start] in
          var sent: [(webhook: String, event: String)] = []
          while let claimed = try store.claimDeliveries(owner: "\(index)", now: start, leasedUntil: start.adding(seconds: 60)) {
            sent += claimed.deliveries.map { (claimed.webhook.publicID, $0.event.name) }
            try await Task.sleep(for: .milliseconds(2))
            try store.conclude(claimed, claimed.deliveries.map { attempt($0, .delivered) }, owner: "\(index)", now: start.adding(seconds: -1))
          }
          return sent
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let expected = (1...8).map { "catalog_published_\($0)" }
    #expect(try claim() == nil)
    for name in ["one", "two", "three"] { #expect(sent.filter { $0.webhook == name }.map(\.event).sorted() == expected) }
    let webhooks = try store.webhooks()
    for webhook in webhooks {
      let log = try store.deliveries(to: webhook, DeliveryFilter())
      #expect(log.allSatisfy { $0.state == .delivered && $0.attempts.count == 1 })
    }
  }
}
