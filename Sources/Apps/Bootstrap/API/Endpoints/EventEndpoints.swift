import HTTPAPI
import Operations
import Primitives
import Usage

extension FlorinAPI {
  var eventEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/v1/usage/events", chapter: "Usage", name: "sendUsageEvents", "Send usage while it happens",
        about: """
          CloudEvents 1.0.2: one (`application/cloudevents+json`), a list (`application/cloudevents-batch+json`), or one in binary mode, its \
          attributes in `ce-` headers and its data as the body (`application/json`). `time` is the instant, `subject` what a subscription is used \
          under, `data.quantity` the quantity (1 when there is none), everything else in `data` an attribute.

          Each event is answered by itself, in the order sent: `accepted`, `duplicate` (`source` and `id` came before, so nothing counts twice \
          however often it is sent) or `rejected`, with its problem; one bad event never holds up the others. What is accepted is durable before \
          the answer, and stands in the account's current usage. No `Idempotency-Key`: events name themselves. When more arrives than can be \
          written the answer is 429: send it again after `Retry-After`.
          """,
        body: .raw(
          ["application/cloudevents+json", "application/cloudevents-batch+json", "application/json"], "A CloudEvent, or a list of them.",
          example: #"{"specversion": "1.0", "source": "switch-1", "id": "e-1", "subject": "600100100", "type": "data", "time": "2026-02-10T10:00:00Z", "data": {"quantity": "12.5"}}"#,
          maximumBytes: 16 << 20),
        answers: [.json(FlorinAPI.received.schema, "What became of each event, in the order sent.")], for: Who.billing,
        work: .long { request in
          let body = try CloudEventHeaders(request)?.event(around: request.bytes) ?? request.bytes
          let outcomes = try await intake.take(UsageDelivery(body: body))
          return .json(outcomes.enumerated().map { Fate(index: $0, outcome: $1) }, FlorinAPI.received, request)
        }).hot()
    ]
  }

  /// One event's fate.
  private struct Fate: Sendable {
    var index: Int
    var outcome: UsageOutcome

    var word: String {
      switch outcome {
      case .accepted: "accepted"
      case .duplicate: "duplicate"
      case .rejected: "rejected"
      }
    }
  }

  private static let fate = Shape<Fate>(
    "EventOutcome", "What became of one event.",
    [
      .number("index", "Its place in the request, from 0.") { $0.index },
      .choice("outcome", ["accepted", "duplicate", "rejected"]) { $0.word },
      .textIfAny("difference", "What a duplicate says otherwise than the event that counts.") {
        if case .duplicate(let difference) = $0.outcome { difference } else { nil }
      },
      .objectIfAny("problem", ProblemDocument.entry, "Of a rejected one.") { if case .rejected(let problem) = $0.outcome { problem } else { nil } },
    ])

  private static let received = Shape<[Fate]>(
    "ReceivedEvents", "read = accepted + duplicate + rejected.",
    [
      .number("accepted") { $0.count { $0.word == "accepted" } }, .number("duplicate") { $0.count { $0.word == "duplicate" } },
      .number("rejected") { $0.count { $0.word == "rejected" } }, .list("events", fate) { $0 },
    ])
}
