import Charging
import HTTPAPI
import Operations
import Primitives

extension FlorinAPI {
  /// Many requests of charging at once.
  var chargingBatchEndpoints: [Endpoint] {
    var body = Endpoint.Body(
      FlorinAPI.batchOfAnything, "Requests, decided in their order.",
      example: #"{"requests": [{"kind": "debit", "id": "sms-1", "subject": "600100100", "services": [{"service": "data", "units": 1000000}]}, {"kind": "quote", "subject": "600100100", "services": [{"service": "data", "units": 1000000}]}]}"#,
      maximumBytes: 16 << 20)
    // Each is checked by itself: one that is wrong holds nobody up.
    body.isRead = false
    return [
      Endpoint(
        .post, "/v1/charging/batch", chapter: "Charging", name: "decideBatch", "Ask many things at once",
        about: """
          Up to 8,000 requests, each as it is asked alone, with its `kind`. Each is answered by itself, in the order sent: with what was decided, \
          or with its problems; one that is wrong, or whose name another request has, or which the database does not take, never holds up the others. What is answered is durable. A \
          batch is no transaction: whoever gets no answer (a fault, 429, 503) sends the same again, and what was decided is answered as before. \
          No `Idempotency-Key`: requests name themselves. Quotes have no name, and say what is so by then.
          """,
        body: body, answers: [.json(FlorinAPI.decidedBatch.schema, "What became of each request, in the order sent.")], for: Who.billing,
        work: .long { request in
          let requests = try FlorinAPI.batched(try JSONReader.read(request.bytes), now: installation.clock.now())
          var decided = try await charging.answer(inTurn: requests.compactMap { try? $0.get() })[...]
          let fates = requests.enumerated().map { index, read in
            BatchedFate(index: index, outcome: read.flatMap { _ in decided.removeFirst().mapError { $0 as? Rejection ?? UnwritableRequest.asTold } })
          }
          return .json(fates, FlorinAPI.decidedBatch, request)
        })
    ]
  }

  /// What a request may be is asked of each by itself.
  private static let batchOfAnything = Schema.object(
    ObjectSchema(
      "ChargingBatch", "Requests that are asked together.",
      [
        .init(
          "requests",
          .list(
            .anything("The body of `reserve`, `commit`, `release`, `debit`, `refund` or `quote`, with that word as its `kind`. What is none is answered with its problems."),
            atLeast: 1, atMost: 8_000))
      ]))

  /// The requests of a body, each of which may be none.
  private static func batched(_ body: SourceNode, now: Instant) throws(Rejection) -> [Result<ChargingRequest, Rejection>] {
    try batchOfAnything.check(body)
    guard case .list(let nodes)? = body["requests"]?.content else { preconditionFailure("the schema lets nothing else pass") }
    return nodes.map { node in Result { () throws(Rejection) in try BatchedRequest.read(node, now: now) } }
  }

  private struct BatchedFate: Sendable {
    var index: Int
    var outcome: Result<ChargingAnswer, Rejection>

    var problems: [Problem] { if case .failure(let rejection) = outcome { rejection.problems } else { [] } }
  }

  private static let batchedFate = Shape<BatchedFate>(
    "BatchedAnswer", "What became of one request: `answer` or `problems`.",
    [
      .number("index", "Its place in the batch, from 0.") { $0.index }, .objectIfAny("answer", ChargingShapes.answer, "What was decided.") { try? $0.outcome.get() },
      .listIfAny("problems", ProblemDocument.entry, "Why it was not decided.") { $0.problems },
    ])

  private static let decidedBatch = Shape<[BatchedFate]>(
    "DecidedBatch", "requests = decided + refused.",
    [
      .number("requests") { $0.count }, .number("decided") { $0.count { $0.problems.isEmpty } }, .number("refused") { $0.count { !$0.problems.isEmpty } },
      .list("answers", batchedFate) { $0 },
    ])
}
