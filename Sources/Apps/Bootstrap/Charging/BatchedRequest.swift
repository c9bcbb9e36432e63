import Charging
import HTTPAPI
import Primitives

/// One of many requests of charging that are asked together: the body of a request over HTTP with its `kind`, checked like one.
enum BatchedRequest {
  private static let kinds: [(word: String, kind: ChargingRequest.Kind, body: ObjectSchema)] = [
    ("reserve", .initial, Bodies.reserve), ("commit", .update, Bodies.commit), ("release", .terminate, Bodies.releaseSession),
    ("debit", .debit, Bodies.debit), ("refund", .refund, Bodies.refund), ("quote", .quote, Bodies.quotedUnits),
  ]

  static let schema = Schema.variants(
    name: "BatchedRequest", by: "kind",
    kinds.map { word, _, body in ObjectSchema(nil, body.about, [.init("kind", .choice([word]), "What is asked.")] + body.fields) })

  /// - Throws: `Rejection` with everything in which it is no request, each with its place.
  static func read(_ node: SourceNode, now: @autoclosure () -> Instant) throws(Rejection) -> ChargingRequest {
    try schema.check(node)
    var reader = SourceReader(node)
    let word = reader.text("kind")
    guard let kind = kinds.first(where: { $0.word == word })?.kind else { preconditionFailure("the schema lets no other kind pass") }
    return try FlorinAPI.chargingRequest(node, kind, now: now())
  }
}
