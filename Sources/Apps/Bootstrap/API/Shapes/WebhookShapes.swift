import HTTPAPI
import Operations
import Primitives

/// A webhook, with its secret when it is told.
struct MadeWebhook: Sendable {
  var webhook: Webhook
  var secret: String?

  init(_ webhook: Webhook, secret: String? = nil) {
    self.webhook = webhook
    self.secret = secret
  }
}

enum WebhookShapes {
  static let webhook = Shape<MadeWebhook>(
    "Webhook", "A system that is told what happens.",
    [
      .text("id") { $0.webhook.publicID }, .text("url") { $0.webhook.address }, .text("note") { $0.webhook.note },
      .texts("events", "What it is told of; none: everything.") { $0.webhook.types.sorted().map(\.rawValue) },
      .choice("signature", SignatureScheme.allCases.map(\.rawValue)) { $0.webhook.scheme.rawValue },
      .choice("state", Webhook.State.allCases.map(\.rawValue), "`failing`: something was given up; `disabled`: nothing is sent.") { $0.webhook.health.state.rawValue },
      .textIfAny("reason", "Why it is failing or disabled.") { $0.webhook.health.reason }, .instant("createdAt") { $0.webhook.createdAt },
      .instant("pausedUntil", "It failed several times in a row, or asked to be left alone.") { $0.webhook.health.pausedUntil },
      .texts("publicKeys", "Of `ed25519`: those by which signatures can be checked, the newest first.") { $0.webhook.secrets.reversed().compactMap(\.publicKey) },
      .instant("oldSecretExpiresAt", "After a rotation: until then the old secret signs as well.") { $0.webhook.secrets.compactMap(\.expiresAt).max() },
      .textIfAny("secret", "Told once.") { $0.secret },
    ])

  static let event = Shape<WebhookEvent>(
    "Event", "Something that happened.",
    [
      .text("id", "Its name, the `webhook-id`.") { $0.name }, .choice("type", WebhookEventType.allCases.map(\.rawValue)) { $0.type.rawValue },
      .text("subject", "What it is about, as an address below `/v1/`.") { $0.subject }, .instant("time") { $0.recordedAt },
      .init("data", .map(.anything("As its type has it.")), "As its type has it.") { event, _, name, json in
        json.key(name)
        json.raw(event.data)
      },
    ])

  static let attempt = Shape<DeliveryAttempt>(
    "DeliveryAttempt", "One attempt to deliver.",
    [
      .instant("at") { $0.at }, .number("microseconds", "How long it took.") { Int($0.microseconds) }, .numberIfAny("status", "Of the answer.") { $0.result.status },
      .choice("fault", OutboundFault.Kind.allCases.map(\.rawValue), "Why there was no answer.") { $0.result.fault?.rawValue },
      .textIfAny("message", "What more is known of the fault.") { $0.result.message },
    ])

  static let delivery = Shape<WebhookDelivery>(
    "Delivery", "An event on its way to a webhook.",
    [
      .number("delivery", "Its number.") { Int($0.id) }, .text("event", "The event's name, the `webhook-id`.") { $0.event.name },
      .choice("type", WebhookEventType.allCases.map(\.rawValue)) { $0.event.type.rawValue }, .text("subject") { $0.event.subject },
      .choice("state", WebhookDelivery.State.allCases.map(\.rawValue)) { $0.state.rawValue }, .instant("queuedAt") { $0.queuedAt },
      .instant("nextAttemptAt", "While it waits; not before an earlier event of the same object has come to its end.") { $0.state == .waiting ? $0.dueAt : nil },
      .instant("finishedAt") { $0.finishedAt }, .list("attempts", attempt, "In their order.") { $0.attempts },
    ])
}
