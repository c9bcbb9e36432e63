import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  private static let webhook = Endpoint.Parameter.path("webhook", "The webhook's id.")

  /// What was told, and telling it again.
  var webhookLogEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/webhooks/{webhook}/deliveries", chapter: "Webhooks", name: "listDeliveries", "List what a webhook was sent",
        about: "The newest first, each with all of its attempts. Kept for \(WebhookDeliverer.keptDays) days after its end.",
        parameters: [FlorinAPI.webhook, .query("state", .choice(WebhookDelivery.State.allCases.map(\.rawValue)), "Only these.")] + Endpoint.Parameter.paging,
        answers: [.json(.page(WebhookShapes.delivery), "Deliveries.")],
        for: Who.webhookLog, work: .reading { request in
          let after = try request.after()
          let filter = DeliveryFilter(
            state: request.text("state").flatMap { WebhookDelivery.State(rawValue: $0) }, before: after == 0 ? nil : after, limit: request.limit + 1)
          let read = try webhooks.deliveries(request.text("webhook") ?? "", filter)
          return .page(PageOf(read, limit: request.limit) { $0.id }, WebhookShapes.delivery, request)
        }),
      Endpoint(
        .get, "/v1/webhooks/{webhook}/deliveries/{delivery}", chapter: "Webhooks", name: "readDelivery", "Read a delivery with its attempts",
        parameters: [FlorinAPI.webhook, .path("delivery", .integer(1...Int(Int32.max)), "The delivery's number.")],
        answers: [.json(WebhookShapes.delivery.schema, "The delivery.")],
        for: Who.webhookLog, work: .reading { request in
          let found = try webhooks.delivery(Int64(request.integer("delivery") ?? 0), to: try webhooks.find(request.text("webhook") ?? ""))
          return .json(found, WebhookShapes.delivery, request)
        }),
      Endpoint(
        .post, "/v1/webhooks/{webhook}/replay", chapter: "Webhooks", name: "replayEvents", "Send events once more",
        about: "One by its name, or all that the webhook is told of within a time. Receivers know repeats by `webhook-id`, which stays the same.",
        parameters: [FlorinAPI.webhook],
        body: .init(
          .either([
            .object(ObjectSchema("ReplayedEvent", "One event.", [.init("event", .text(.token), "Its name, the `webhook-id`.")])),
            .object(ObjectSchema("ReplayedTime", "All events of a time.", [.init("since", .instant), .optional("until", .instant, "The first instant left out; now when left out.")])),
          ]), example: #"{"since": "2026-03-01T00:00:00Z"}"#),
        answers: [.json(FlorinAPI.queued.schema, status: 201, "How many wait to be sent.")],
        for: Who.webhooks, work: .writing { request in
          let count = try webhooks.replay(
            request.text("webhook") ?? "", event: WebhookBodies.text("event", request.body), since: WebhookBodies.text("since", request.body).flatMap { Instant($0) },
            until: WebhookBodies.text("until", request.body).flatMap { Instant($0) })
          return .json(count, FlorinAPI.queued, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/webhooks/{webhook}/ping", chapter: "Webhooks", name: "pingWebhook", "Send a test event", about: "Now and once; the answer says what came of it.",
        parameters: [FlorinAPI.webhook], answers: [.json(WebhookShapes.delivery.schema, status: 201, "The attempt.")],
        for: Who.webhooks, work: .longWriting { request in
          .json(try await webhooks.ping(request.text("webhook") ?? ""), WebhookShapes.delivery, request, status: 201)
        }),
      Endpoint(
        .get, "/v1/events", chapter: "Webhooks", name: "listEvents", "List what happened",
        about: "What webhooks are told of, in the order it was recorded. Recorded while there is a webhook, and kept for \(WebhookDeliverer.keptDays) days.",
        parameters: [
          .query("type", .choice(WebhookEventType.allCases.map(\.rawValue)), "Only events of this type."), .query("since", .instant, "Not before this."),
          .query("until", .instant, "Before this."),
        ] + Endpoint.Parameter.paging, answers: [.json(.page(WebhookShapes.event), "Events.")],
        for: Who.webhookLog, work: .reading { request in
          let filter = WebhookEventFilter(
            types: Set([request.text("type").flatMap { WebhookEventType(rawValue: $0) }].compactMap(\.self)), since: request.text("since").flatMap { Instant($0) },
            until: request.text("until").flatMap { Instant($0) }, after: try request.after(), limit: request.limit + 1)
          return .page(PageOf(try webhooks.events(filter), limit: request.limit) { $0.id }, WebhookShapes.event, request)
        }),
      Endpoint(
        .get, "/v1/events/{event}", chapter: "Webhooks", name: "readEvent", "Read an event", parameters: [.path("event", "Its name, the `webhook-id`.")],
        answers: [.json(WebhookShapes.event.schema, "The event.")],
        for: Who.webhookLog, work: .reading { request in .json(try webhooks.event(request.text("event") ?? ""), WebhookShapes.event, request) }),
    ]
  }

  private static let queued = Shape<Int>("QueuedEvents", "Events on their way.", [.number("queued") { $0 }])
}
