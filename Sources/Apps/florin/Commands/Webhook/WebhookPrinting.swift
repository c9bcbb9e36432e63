import Operations
import Primitives

/// Webhooks, events and deliveries as text and JSON.
enum WebhookPrinting {
  static func types(_ webhook: Webhook) -> String {
    webhook.types.isEmpty ? "everything" : webhook.types.sorted().map(\.rawValue).joined(separator: ", ")
  }

  static func show(_ webhook: Webhook, secret: String? = nil, json isJSON: Bool) {
    if isJSON {
      var json = JSONText()
      write(webhook, secret: secret, into: &json)
      return print(json.string)
    }
    print("\(webhook.publicID)  \(webhook.address)")
    print("  told of   \(types(webhook))")
    print("  state     \(webhook.health.state.rawValue)\(webhook.health.reason.map { ": \($0)" } ?? "")")
    if !webhook.note.isEmpty { print("  note      \(webhook.note)") }
    for key in webhook.secrets.reversed().compactMap(\.publicKey) { print("  checked by \(key)") }
    if let end = webhook.secrets.compactMap(\.expiresAt).max() { print("  the secret before signs until \(end)") }
    guard let secret else { return }
    print("  secret    \(secret)")
    complain("The secret is shown once. Whoever receives needs it to check signatures (Docs/webhooks.md).")
  }

  static func write(_ webhook: Webhook, secret: String?, into json: inout JSONText) {
    json.object { json in
      json.field("id", webhook.publicID)
      json.field("url", webhook.address)
      json.field("note", webhook.note)
      json.key("events")
      json.array { for type in webhook.types.sorted() { $0.value(type.rawValue) } }
      json.field("signature", webhook.scheme.rawValue)
      json.field("state", webhook.health.state.rawValue)
      json.field("reason", webhook.health.reason)
      json.field("createdAt", webhook.createdAt)
      json.field("pausedUntil", webhook.health.pausedUntil)
      json.key("publicKeys")
      json.array { for key in webhook.secrets.reversed().compactMap(\.publicKey) { $0.value(key) } }
      json.field("oldSecretExpiresAt", webhook.secrets.compactMap(\.expiresAt).max())
      json.field("secret", secret)
    }
  }

  static func write(_ event: WebhookEvent, into json: inout JSONText) {
    json.object {
      $0.field("id", event.name)
      $0.field("type", event.type.rawValue)
      $0.field("subject", event.subject)
      $0.field("time", event.recordedAt)
      $0.key("data")
      $0.raw(event.data)
    }
  }

  static func show(_ deliveries: [WebhookDelivery], json isJSON: Bool) {
    if isJSON {
      var json = JSONText()
      json.array { list in for delivery in deliveries { write(delivery, into: &list) } }
      return print(json.string)
    }
    if deliveries.isEmpty { return print("Nothing was sent.") }
    print(
      TextTable(["delivery", "event", "subject", "state", "attempts", "last"]).text(
        deliveries.map { delivery in
          let last = delivery.attempts.last.map { "\($0.at): \($0.result.words), \($0.microseconds / 1000) ms" } ?? ""
          return ["\(delivery.id)", delivery.event.name, delivery.event.subject, delivery.state.rawValue, "\(delivery.attempts.count)", last]
        }))
  }

  private static func write(_ delivery: WebhookDelivery, into json: inout JSONText) {
    json.object { json in
      json.field("delivery", delivery.id)
      json.field("event", delivery.event.name)
      json.field("type", delivery.event.type.rawValue)
      json.field("subject", delivery.event.subject)
      json.field("state", delivery.state.rawValue)
      json.field("queuedAt", delivery.queuedAt)
      json.field("nextAttemptAt", delivery.state == .waiting ? delivery.dueAt : nil)
      json.field("finishedAt", delivery.finishedAt)
      json.key("attempts")
      json.array { list in
        for attempt in delivery.attempts {
          list.object {
            $0.field("at", attempt.at)
            $0.field("microseconds", attempt.microseconds)
            $0.field("status", attempt.result.status)
            $0.field("fault", attempt.result.fault?.rawValue)
            $0.field("message", attempt.result.message)
          }
        }
      }
    }
  }
}
