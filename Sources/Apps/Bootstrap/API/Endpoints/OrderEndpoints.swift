import HTTPAPI
import Operations
import Parties
import Primitives
import Store
import Subscriptions

extension FlorinAPI {
  private var documents: WrittenDocuments { WrittenDocuments(installation) }

  /// Registering, offering, ordering, amending.
  var orderEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/v1/accounts", chapter: "Accounts", name: "registerAccounts", "Register accounts with their customers", about: "All of them or, when one is refused, none.",
        body: .init(.object(Bodies.accounts), example: FlorinAPI.accountsExample, maximumBytes: 16 << 20),
        answers: [
          .json(FlorinAPI.registered.schema, status: 201, "The accounts registered.")
            .leading(to: "readAccount", "readAccountHierarchy", "listSubscriptions", with: "account", from: "/registered/0")
        ],
        for: Who.careOrBilling, work: .writing { request in
          .json(try documents.registerAccounts(request.body, key: request.commandKey).map(\.reference), FlorinAPI.registered, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/third-party-charges", chapter: "Accounts", name: "addThirdPartyCharges", "Add charges of other companies to the next bills",
        body: .init(
          .object(Bodies.thirdParty),
          example: #"{"charges": [{"account": "ana", "source": "parking", "id": "p-1", "provider": "City Parking", "name": "Calle Mayor", "usedOn": "2026-03-05", "amount": "2.40", "tax": "services"}]}"#,
          maximumBytes: 16 << 20),
        answers: [.json(FlorinAPI.added.schema, status: 201, "How many are new.")],
        for: Who.billing, work: .writing { request in
          let (added, repeated) = try documents.addThirdPartyCharges(request.body)
          return .json(Added(added: added, repeated: repeated), FlorinAPI.added, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/quotes", chapter: "Subscriptions", name: "makeQuote", "Make an offer", about: "Checked as the order it would become, and priced by the first bill it would bring.",
        body: .init(
          .object(Bodies.quote), example: #"{"reference": "Q-17", "customer": "ana", "account": "ana", "lines": [{"offering": "fibre", "startsOn": "2026-04-01"}]}"#),
        answers: [.json(FlorinAPI.quote.schema, status: 201, "The quote as it was made.").leading(to: "readQuote", "acceptQuote", with: "quote", from: "/reference")],
        for: Who.care, work: .writing { request in .json(try quoted(Quotes(installation, clock: installation.clock).make(request.body)), FlorinAPI.quote, request, status: 201) }),
      Endpoint(
        .get, "/v1/quotes/{quote}", chapter: "Subscriptions", name: "readQuote", "Read a quote", about: "With the first bill it would bring at today's prices.",
        parameters: [.path("quote", "The quote's reference.")], answers: [.json(FlorinAPI.quote.schema, "The quote.")],
        for: Who.accounts, work: .reading { request in
          try requireSeen(quote: request.text("quote") ?? "", request)
          return .json(try quoted(Quotes(installation, clock: installation.clock).find(request.text("quote") ?? "")), FlorinAPI.quote, request)
        }),
      Endpoint(
        .post, "/v1/quotes/{quote}/acceptance", chapter: "Subscriptions", name: "acceptQuote", "Accept a quote, and order it",
        parameters: [.path("quote", "The quote's reference.")],
        body: .init(.object(ObjectSchema("QuoteAcceptance", "When it is accepted.", [.optional("on", .day, "Today when left out.")])), example: "{}"),
        answers: [FlorinAPI.placedAnswer],
        for: Who.careOrCustomer, work: .writing { request in
          try requireSeen(quote: request.text("quote") ?? "", request)
          let placed = try Quotes(installation, clock: installation.clock).accept(request.text("quote") ?? "", on: FlorinAPI.day("on", request.body))
          return .json(placed, FlorinAPI.placed, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/orders", chapter: "Subscriptions", name: "placeOrder", "Place an order", about: "Checked whole, and done whole or not at all. `Idempotency-Key` is its key.",
        body: .init(.object(Bodies.order), example: #"{"customer": "ana", "account": "ana", "lines": [{"offering": "fibre", "startsOn": "2026-03-01"}]}"#),
        answers: [FlorinAPI.placedAnswer],
        for: Who.care, work: .writing { request in
          .json(try documents.placeOrder(FlorinAPI.adding(("key", request.commandKey), to: request.body)), FlorinAPI.placed, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/subscriptions/{subscription}/amendments", chapter: "Subscriptions", name: "amendSubscription", "Amend a subscription",
        about: "With `If-Match` and the `ETag` of the subscription, only while it is as it was read.", parameters: [.path("subscription", "The subscription's reference.")],
        body: .init(Bodies.amendments, example: #"{"change": "suspend", "on": "2026-03-15"}"#), answers: [
          .json(Shapes.subscription.schema, status: 201, "The subscription as it is now.").leading(to: "readSubscription", with: "subscription", from: "/reference")
        ],
        amends: true,
        for: Who.care, work: .writing { request in
          let reference = request.text("subscription") ?? ""
          try request.requireUnchanged(Shapes.subscription.bytes(try subscriptionDocuments([try subscription(reference, request)])[0]))
          _ = try documents.amend(FlorinAPI.adding(("key", request.commandKey), ("subscription", reference), to: request.body))
          return .json(try subscriptionDocuments([try subscription(reference, request)])[0], Shapes.subscription, request, status: 201)
        }),
    ]
  }

  static let registered = Shape<[String]>("RegisteredAccounts", "References of accounts.", [.texts("registered") { $0 }])

  struct Added: Sendable {
    var added: Int
    var repeated: Int
  }

  static let added = Shape<Added>("AddedCharges", "What became of the charges.", [.number("added") { $0.added }, .number("repeated", "They were there before.") { $0.repeated }])

  static let placed = Shape<PlaceOrder.Placed>(
    "PlacedOrder", "What an order became.",
    [.texts("subscriptions", "References.") { $0.references }, .flag("repeated", "It was placed before; nothing was added.") { $0.repeated }])

  private static let placedAnswer = Endpoint.Answer.json(placed.schema, status: 201, "The subscriptions that it became.")
    .leading(to: "readSubscription", "amendSubscription", with: "subscription", from: "/subscriptions/0")

  struct Quoted: Sendable {
    var quote: StoredQuote
    var today: Day
    var firstBill: InvoiceDocument?
    var repeated: Bool
  }

  static let quote = Shape<Quoted>(
    "Quote", "An offer to a customer.",
    [
      .text("reference") { $0.quote.reference }, .text("account") { $0.quote.accountReference }, .day("quotedOn") { $0.quote.quotedOn },
      .day("validUntil", "First day on which it can no longer be accepted.") { $0.quote.validUntil },
      .choice("state", ["open", "accepted", "expired"], "Today.") { $0.quote.state(on: $0.today) },
      .flag("repeated", "It was made before; nothing was added.") { $0.repeated },
      .objectIfAny("firstBill", Shapes.invoice, "What it alone would be billed through the end of the cycle in which it starts.") { $0.firstBill },
    ])

  /// A quote to an account of another customer is not there.
  private func requireSeen(quote: String, _ request: APIRequest) throws {
    guard let stored = try store.quote(reference: quote), try !isSeen(stored.account, request) else { return }
    throw Rejection(Problem(.unknownQuote, path: "quote", "there is no quote \"\(quote)\"", remedy: "`GET /v1/quotes` names the quotes; references are case-sensitive"))
  }

  private func quoted(_ made: MakeQuote.Made) throws -> Quoted {
    Quoted(quote: made.quote, today: today, firstBill: try made.firstBill.map { try document($0) }, repeated: made.repeated)
  }

  /// The body with fields that the request names elsewhere.
  static func adding(_ fields: (key: String, value: String)..., to body: SourceNode) -> SourceNode {
    guard case .map(let entries) = body.content else { return body }
    let added = fields.map { ($0.key, SourceNode(.scalar($0.value, quoted: true), place: body.place, path: $0.key)) }
    return SourceNode(.map(added + entries), place: body.place, path: body.path)
  }

  static func day(_ field: String, _ body: SourceNode) -> Day? {
    if case .scalar(let text, _)? = body[field]?.content { Day(text) } else { nil }
  }

  private static let accountsExample = """
    {
      "accounts": [
        {
          "reference": "A-100",
          "customer": {"reference": "C-100", "name": "Ana Ionescu"},
          "seller": "sandbox", "currency": "EUR", "zone": "Europe/Madrid",
          "address": {"lines": ["Calle Mayor 1"], "city": "Madrid", "postcode": "28001", "country": "ES"}
        }
      ]
    }
    """
}
