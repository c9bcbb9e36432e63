import Dispatch
import Foundation
import Messaging
public import Operations
public import Primitives
import Store
import Synchronization

/// The webhooks of one installation.
public struct Webhooks: Sendable {
  let installation: Installation
  let settings: WebhookSettings
  private let made = Made()

  public init(_ installation: Installation, _ settings: WebhookSettings = WebhookSettings()) {
    self.installation = installation
    self.settings = settings
  }

  var store: Store { installation.store }
  var now: Instant { MachineClock().now() }
  private var register: RegisterWebhook { get throws { RegisterWebhook(store: store, try surroundings()) } }

  /// What sending needs, made when it is first needed.
  ///
  /// - Throws: `Rejection` when the key that seals secrets, or the file of trusted certificates, cannot be used.
  func surroundings() throws -> SendWebhook.Surroundings {
    if let known = made.surroundings.withLock({ $0 }) { return known }
    let new = SendWebhook.Surroundings(
      client: try HTTPClient(trust: settings.trustFile), signatures: SystemSignatures(),
      sealer: try SecretsKey.sealer(installation.home, file: settings.secretsKeyFile), addressGuard: AddressGuard(allowed: settings.networks),
      source: settings.source, now: { MachineClock().now() }, microseconds: { Int64(DispatchTime.now().uptimeNanoseconds / 1000) },
      timeoutSeconds: settings.timeoutSeconds)
    made.surroundings.withLock { $0 = new }
    return new
  }

  private final class Made: Sendable {
    let surroundings = Mutex<SendWebhook.Surroundings?>(nil)
  }

  /// Makes an endpoint; the text of its secret is given once.
  ///
  /// - Parameter key: of a request that may come again before it was answered.
  public func create(_ wish: RegisterWebhook.Wish, scheme: SignatureScheme, key: String? = nil) async throws -> (webhook: Webhook, secret: String?) {
    var random = SystemRandomNumberGenerator()
    let name = try key.map { String(try Digest.sha256(Array("webhook\n\(scheme)\n\($0)".utf8)).prefix(16)) }
    let (webhook, secret) = try await register(wish, scheme: scheme, name: name, random: &random)
    return (webhook, secret?.text)
  }

  public func list() throws -> [Webhook] { try store.webhooks() }

  /// - Throws: `Rejection` (`webhook.unknown`).
  public func find(_ publicID: String) throws -> Webhook {
    if let webhook = try store.webhook(publicID: publicID) { return webhook }
    throw Rejection(
      Problem(.unknownWebhook, path: "webhook", "there is no webhook \"\(publicID)\"", remedy: "`florin webhook list` and `GET /v1/webhooks` name the webhooks"))
  }

  /// Changes an endpoint.
  public func change(_ publicID: String, to wish: RegisterWebhook.Wish, isDisabled: Bool) async throws -> Webhook {
    try await register.change(try find(publicID), to: wish, isDisabled: isDisabled)
  }

  /// Puts a new secret in force.
  ///
  /// - Parameter keepSeconds: how long the old one signs beside it.
  public func rotate(_ publicID: String, keepSeconds: Int64) throws -> (webhook: Webhook, secret: String?) {
    var random = SystemRandomNumberGenerator()
    let (webhook, secret) = try register.rotate(try find(publicID), keepSeconds: keepSeconds, random: &random)
    return (webhook, secret?.text)
  }

  /// Forgets an endpoint.
  public func remove(_ publicID: String) throws { try store.remove(try find(publicID), at: now) }

  /// Sends a test event now, once.
  public func ping(_ publicID: String) async throws -> WebhookDelivery {
    let webhook = try find(publicID)
    var random = SystemRandomNumberGenerator()
    let event = WebhookEvent(
      id: 0, name: "webhook_ping_\(RandomText.letters(10, &random))", type: .ping, subject: "webhooks/\(webhook.publicID)", recordedAt: installation.clock.now(),
      data: "{\"webhook\":\"\(webhook.publicID)\"}")
    let attempt = try await SendWebhook(surroundings())(event, to: webhook, earlierAttempts: 0, firstAt: nil, random: &random)
    let id = try store.noteAtOnce(event, to: webhook, attempt)
    return try delivery(id, to: webhook)
  }

  /// Queues events once more: one by its name, or all that the endpoint is told of within a time.
  ///
  /// - Throws: `Rejection` when the endpoint is disabled, or there is no such event.
  public func replay(_ publicID: String, event: String? = nil, since: Instant? = nil, until: Instant? = nil) throws -> Int {
    let webhook = try find(publicID)
    if webhook.health.state == .disabled {
      throw Rejection(
        Problem(.webhookDisabled, path: "webhook", "the webhook \"\(publicID)\" is disabled\(webhook.health.reason.map { ": \($0)" } ?? "")", remedy: "enable it first"))
    }
    if let event { _ = try self.event(event) }
    return try store.replay(WebhookEventFilter(name: event, types: event == nil ? webhook.types : [], since: since, until: until), to: webhook, now: now)
  }

  /// - Throws: `Rejection` (`webhook.unknown-event`).
  public func event(_ name: String) throws -> WebhookEvent {
    if let event = try store.webhookEvent(name: name) { return event }
    throw Rejection(
      Problem(
        .unknownWebhookEvent, path: "event", "there is no event \"\(name)\"",
        remedy: "`florin webhook events` and `GET /v1/events` name them; they are kept for \(WebhookDeliverer.keptDays) days"))
  }

  public func events(_ filter: WebhookEventFilter) throws -> [WebhookEvent] { try store.webhookEvents(filter) }

  public func deliveries(_ publicID: String, _ filter: DeliveryFilter) throws -> [WebhookDelivery] { try store.deliveries(to: try find(publicID), filter) }

  /// - Throws: `Rejection` (`webhook.unknown-delivery`).
  public func delivery(_ id: Int64, to webhook: Webhook) throws -> WebhookDelivery {
    if let delivery = try store.delivery(id, to: webhook) { return delivery }
    throw Rejection(
      Problem(
        .unknownDelivery, path: "delivery", "there is no delivery \(id) to the webhook \"\(webhook.publicID)\"",
        remedy: "`florin webhook deliveries \(webhook.publicID)` lists them; they are kept for \(WebhookDeliverer.keptDays) days"))
  }
}

extension ProblemCode {
  static let unknownDelivery = ProblemCode("webhook.unknown-delivery")
}
