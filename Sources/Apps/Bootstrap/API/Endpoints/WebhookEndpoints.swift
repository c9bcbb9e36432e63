import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  private static let webhook = Endpoint.Parameter.path("webhook", "The webhook's id.")

  /// Saying who is told of what.
  var webhookEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/webhooks", chapter: "Webhooks", name: "listWebhooks", "List webhooks", about: "In the order they were made.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(WebhookShapes.webhook), "Webhooks.")],
        for: Who.webhookLog, work: .reading { request in
          .page(PageOf(ofAll: try webhooks.list().map { MadeWebhook($0) }, after: try request.after(), limit: request.limit), WebhookShapes.webhook, request)
        }),
      Endpoint(
        .post, "/v1/webhooks", chapter: "Webhooks", name: "createWebhook", "Make a webhook",
        about: """
          From then on the address is sent what happens, as CloudEvents in JSON, signed as Standard Webhooks say. The secret of `hmac` stands in \
          this answer and nowhere else: a repeat of the request is answered without it. With `ed25519` there is a public key instead, which can \
          be read at any time.
          """,
        body: .init(.object(WebhookBodies.new), example: #"{"url": "https://shop.example/florin", "events": ["invoice.issued"]}"#),
        answers: [
          .json(WebhookShapes.webhook.schema, status: 201, "The webhook, with its secret.")
            .leading(
              to: "readWebhook", "changeWebhook", "deleteWebhook", "rotateWebhookSecret", "pingWebhook", "replayEvents", "listDeliveries", with: "webhook", from: "/id")
        ],
        for: Who.webhooks, work: .longWriting { request in
          let body = request.body
          let (made, secret) = try await webhooks.create(
            WebhookBodies.wish(body), scheme: WebhookBodies.text("signature", body).flatMap { SignatureScheme(rawValue: $0) } ?? .hmac,
            key: request.commandKey)
          return .json(MadeWebhook(made, secret: secret), WebhookShapes.webhook, request, status: 201)
        })
        .tellingOnce(["secret"]),
      Endpoint(
        .get, "/v1/webhooks/{webhook}", chapter: "Webhooks", name: "readWebhook", "Read a webhook", parameters: [FlorinAPI.webhook],
        answers: [.json(WebhookShapes.webhook.schema, "The webhook, without its secret.")],
        for: Who.webhookLog, work: .reading { request in .json(MadeWebhook(try webhooks.find(request.text("webhook") ?? "")), WebhookShapes.webhook, request) }),
      Endpoint(
        .put, "/v1/webhooks/{webhook}", chapter: "Webhooks", name: "changeWebhook", "Change a webhook",
        about: "What is left out is as for a new one. A webhook that is enabled again goes on with what waited; what happened meanwhile can be replayed.",
        parameters: [FlorinAPI.webhook], body: .init(.object(WebhookBodies.changed), example: #"{"url": "https://shop.example/florin", "disabled": true}"#),
        answers: [.json(WebhookShapes.webhook.schema, "The webhook as it is now.")],
        for: Who.webhooks, work: .longWriting { request in
          let changed = try await webhooks.change(
            request.text("webhook") ?? "", to: WebhookBodies.wish(request.body), isDisabled: WebhookBodies.text("disabled", request.body) == "true")
          return .json(MadeWebhook(changed), WebhookShapes.webhook, request)
        }),
      Endpoint(
        .delete, "/v1/webhooks/{webhook}", chapter: "Webhooks", name: "deleteWebhook", "Forget a webhook", about: "With its secrets; what waits for it is given up.",
        parameters: [FlorinAPI.webhook], answers: [.json(FlorinAPI.removed.schema, "Its id.")],
        for: Who.webhooks, work: .writing { request in
          try webhooks.remove(request.text("webhook") ?? "")
          return .json(request.text("webhook") ?? "", FlorinAPI.removed, request)
        }),
      Endpoint(
        .post, "/v1/webhooks/{webhook}/secret", chapter: "Webhooks", name: "rotateWebhookSecret", "Put a new secret in force",
        about: "For a while deliveries carry two signatures, by the new secret and by the old one, so that receivers can change over at their time.",
        parameters: [FlorinAPI.webhook],
        body: .init(
          .object(ObjectSchema("SecretRotation", "How the old secret ends.", [.optional("keepOldSeconds", .integer(0...2_592_000), "How long the old one signs too; a day when left out.")])),
          example: #"{"keepOldSeconds": 86400}"#),
        answers: [.json(WebhookShapes.webhook.schema, status: 201, "The webhook, with its new secret.")],
        for: Who.webhooks, work: .writing { request in
          let keep = WebhookBodies.text("keepOldSeconds", request.body).flatMap { Int64($0) } ?? 86_400
          let (changed, secret) = try webhooks.rotate(request.text("webhook") ?? "", keepSeconds: keep)
          return .json(MadeWebhook(changed, secret: secret), WebhookShapes.webhook, request, status: 201)
        })
        .tellingOnce(["secret"]),
    ]
  }

  private static let removed = Shape<String>("RemovedWebhook", "A webhook that is no more.", [.text("removed", "Its id.") { $0 }])
}

/// What requests say of webhooks.
enum WebhookBodies {
  private static let said: [ObjectSchema.Field] = [
    .init("url", .text(.token.within(1...2000)), "Where to send: `https`, on the public Internet."),
    .optional("events", .list(.choice(WebhookEventType.choices.map(\.rawValue)), atMost: 50), "What it is told of; everything when left out or empty."),
    .optional("note", .text(.plain.within(0...200)), "What it is for."),
  ]

  static let new = ObjectSchema(
    "NewWebhook", "A system that wants to be told.",
    said + [.optional("signature", .choice(SignatureScheme.allCases.map(\.rawValue)), "`hmac`, by a secret that both hold, when left out.")])

  static let changed = ObjectSchema("ChangedWebhook", "A webhook as it is to be.", said + [.optional("disabled", .flag, "Whether nothing is sent.")])

  static func wish(_ body: SourceNode) -> RegisterWebhook.Wish {
    var types: Set<WebhookEventType> = []
    if case .list(let items)? = body["events"]?.content {
      for item in items { if case .scalar(let text, _) = item.content, let type = WebhookEventType(rawValue: text) { types.insert(type) } }
    }
    return RegisterWebhook.Wish(address: text("url", body) ?? "", note: text("note", body) ?? "", types: types)
  }

  static func text(_ field: String, _ body: SourceNode) -> String? {
    if case .scalar(let text, _)? = body[field]?.content { text } else { nil }
  }
}
