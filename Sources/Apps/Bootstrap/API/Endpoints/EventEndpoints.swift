import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  static let mostEvents = 10_000

  /// Usage as CloudEvents 1.0.2. Plain: one batch and one commit a request; the subjects are read anew for each.
  var eventEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/v1/usage/events", chapter: "Usage", name: "sendUsageEvents", "Send usage events",
        about: """
          CloudEvents 1.0.2: one (`application/cloudevents+json`), a list (`application/cloudevents-batch+json`), or one in binary mode, its \
          attributes in `ce-` headers and its data as the body (`application/json`). `time` is the instant, `subject` what a subscription is used \
          under, `data.quantity` the quantity (1 when there is none), everything else in `data` an attribute.

          Each event is answered by itself: `accepted`, `duplicate` (`source` and `id` came before, so nothing counts twice however often it is \
          sent) or `rejected`, with its problem; one bad event never holds up the others. What is accepted is durable before the answer, and \
          stands in the account's current usage. No `Idempotency-Key`: events name themselves. At most 10,000 events a request.
          """,
        body: .init(
          .anything("A CloudEvent, or a list of them."),
          example: #"{"specversion": "1.0", "source": "switch-1", "id": "e-1", "subject": "600100100", "type": "data", "time": "2026-02-10T10:00:00Z", "data": {"quantity": "12.5"}}"#,
          maximumBytes: 16 << 20, mediaTypes: ["application/cloudevents+json", "application/cloudevents-batch+json", "application/json"]),
        answers: [.json(FlorinAPI.received.schema, "What became of each event, in the order sent.")], for: Who.billing,
        work: .receiving { request in .json(try receive(request), FlorinAPI.received, request) })
    ]
  }

  /// One event's fate.
  private struct Fate: Sendable {
    var index: Int
    var source: String?
    var id: String?
    var outcome: UsageImports.Received

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
      .number("index", "Its place in the request, from 0.") { $0.index }, .textIfAny("source") { $0.source }, .textIfAny("id") { $0.id },
      .choice("outcome", ["accepted", "duplicate", "rejected"]) { $0.word },
      .objectIfAny("problem", ProblemDocument.entry, "Of a rejected one.") {
        guard case .rejected(var problem) = $0.outcome else { return nil }
        problem.place = nil
        return problem
      },
    ])

  private static let received = Shape<[Fate]>(
    "ReceivedEvents", "read = accepted + duplicate + rejected.",
    [
      .number("accepted") { $0.count { $0.word == "accepted" } }, .number("duplicate") { $0.count { $0.word == "duplicate" } },
      .number("rejected") { $0.count { $0.word == "rejected" } }, .list("events", fate) { $0 },
    ])

  private func receive(_ request: APIRequest) throws -> [Fate] {
    let sent = FlorinAPI.events(request)
    if sent.count > FlorinAPI.mostEvents {
      throw Rejection(Problem(.bodyTooLarge, path: "body", "the list has \(sent.count) events, more than \(FlorinAPI.mostEvents)", remedy: "send them in several requests"))
    }
    // Only objects can be events; the others never come to the reader of events.
    let objects = sent.indices.filter { if case .map = sent[$0].content { true } else { false } }
    let lines = objects.flatMap { Array((CanonicalJSON.text(sent[$0]) + "\n").utf8) }
    let sender = request.caller.name.isEmpty ? "api" : "api \(request.caller.name)"
    let outcomes = try UsageImports(installation).receive(lines, count: objects.count, sender: sender, request: request.id)
    var fates = sent.indices.map { index in
      Fate(
        index: index, source: FlorinAPI.text("source", sent[index]), id: FlorinAPI.text("id", sent[index]),
        outcome: .rejected(Problem(.wrongType, path: "[\(index)]", "an event is an object", remedy: "send a CloudEvent: {\"specversion\": \"1.0\", …}")))
    }
    for (index, outcome) in zip(objects, outcomes) { fates[index].outcome = outcome }
    return fates
  }

  /// The events of a request: a list, one alone, or one whose attributes are headers.
  private static func events(_ request: APIRequest) -> [SourceNode] {
    let attributes = request.headers.filter { $0.name.lowercased().hasPrefix("ce-") }
    if !attributes.isEmpty {
      let fields = attributes.map { (key: String($0.name.dropFirst(3)).lowercased(), value: SourceNode(.scalar(PercentText.decoded($0.value) ?? $0.value, quoted: true))) }
      return [SourceNode(.map(fields + [("data", request.body)]))]
    }
    if case .list(let events) = request.body.content { return events }
    return [request.body]
  }

  private static func text(_ field: String, _ event: SourceNode) -> String? {
    if case .scalar(let text, _)? = event[field]?.content { text } else { nil }
  }
}
