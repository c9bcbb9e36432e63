import Documents
import HTTPAPI
import Operations
import Parties
import Primitives
import Store

/// Making links for readers, and withdrawing them.
extension FlorinAPI {
  private static let madeOnce = "The path of the answer opens the document to whoever holds it, so it stands in this answer and nowhere else: a repeat of the request is answered without it."
  private static let linkExample = #"{"days": 90, "language": "es"}"#

  private static let madeLink = Shape<BillLinks.New>(
    "ReaderLink", "A link by which a reader opens a document.",
    [
      .textIfAny("path", "Where it leads below the address of the service. Told once.") { $0.path }, .instant("expiresAt", "It opens nothing from then on.") { $0.link.expiresAt },
      .textIfAny("language", "Of the pages; the account's own when missing.") { $0.link.language },
    ])

  private static let withdrawn = Shape<Instant>("WithdrawnLinks", "Links that open nothing any more.", [.instant("madeUntil", "Those made until then.") { $0 }])

  private static let linkBody = ObjectSchema("NewReaderLink", "How long a link is to live, and in which language.", linkFields)
  private static let linkFields: [ObjectSchema.Field] = [
    .optional("days", .integer(1...ReaderLinks.longestDays), "How long it opens the document; \(BillLinks.Wish.usualDays) when left out."),
    .optional("language", .choice(ReaderLanguage.allCases.map(\.rawValue)), "Of the pages; the account's own when left out."),
  ]

  private func wish(_ body: SourceNode) -> BillLinks.Wish {
    var reader = SourceReader(body)
    return BillLinks.Wish(
      days: reader.optionalText("days").flatMap { Int($0) } ?? BillLinks.Wish.usualDays, language: reader.optionalText("language").flatMap { ReaderLanguage(rawValue: $0) })
  }

  private func making(_ path: String, _ name: String, _ what: String, _ parameter: Endpoint.Parameter, _ make: @escaping @Sendable (APIRequest) throws -> BillLinks.New) -> Endpoint {
    Endpoint(
      .post, path, chapter: "Readers", name: name, "Make a link to \(what) for its reader", about: FlorinAPI.madeOnce, parameters: [parameter],
      body: .init(.object(FlorinAPI.linkBody), example: FlorinAPI.linkExample, required: false), answers: [.json(FlorinAPI.madeLink.schema, status: 201, "The link.")],
      for: Who.linkMakers, work: .writing { .json(try make($0), FlorinAPI.madeLink, $0, status: 201) }
    ).tellingOnce(["path"])
  }

  private func withdrawing(_ path: String, _ name: String, _ what: String, _ parameter: Endpoint.Parameter, _ withdraw: @escaping @Sendable (APIRequest) throws -> Void) -> Endpoint {
    Endpoint(
      .delete, path, chapter: "Readers", name: name, "Withdraw every link \(what)", about: "Those made so far open nothing any more; new ones can be made.", parameters: [parameter],
      answers: [.json(FlorinAPI.withdrawn.schema, "Until when made links are withdrawn.")], for: Who.careOrBilling,
      work: .writing { request in
        let now = installation.clock.now()
        try withdraw(request)
        return .json(now, FlorinAPI.withdrawn, request)
      })
  }

  var linkEndpoints: [Endpoint] {
    let (invoice, note) = (Endpoint.Parameter.path("invoice", "The invoice's number."), Endpoint.Parameter.path("creditNote", "The credit note's number."))
    return [
      making("/v1/invoices/{invoice}/links", "createInvoiceLink", "an invoice", invoice) { request in
        try billLinks.link(to: try self.invoice(request.text("invoice"), request), wish(request.body))
      },
      withdrawing("/v1/invoices/{invoice}/links", "withdrawInvoiceLinks", "to an invoice", invoice) { request in
        try billLinks.withdraw(linksTo: try self.invoice(request.text("invoice"), request))
      },
      making("/v1/credit-notes/{creditNote}/links", "createCreditNoteLink", "a credit note", note) { request in
        try billLinks.link(to: try creditNote(request.text("creditNote"), request), wish(request.body))
      },
      withdrawing("/v1/credit-notes/{creditNote}/links", "withdrawCreditNoteLinks", "to a credit note", note) { request in
        try billLinks.withdraw(linksTo: try creditNote(request.text("creditNote"), request))
      },
      statementLinks,
      withdrawing("/v1/accounts/{account}/links", "withdrawAccountLinks", "of an account", .path("account", "The account's reference.")) { request in
        try billLinks.withdraw(linksOf: try account(request.text("account"), request).id)
      },
    ]
  }

  private static let statementBody = ObjectSchema(
    "NewStatementLink", "Which days a statement is of, and how its link is to live.",
    [.init("from", .day, "Its first day."), .init("until", .day, "The day after its last.")] + linkFields)

  private var statementLinks: Endpoint {
    Endpoint(
      .post, "/v1/balances/{balance}/links", chapter: "Readers", name: "createStatementLink", "Make a link to a statement for its reader",
      about: "What the balance was paid in and spent within days, at most 366. \(FlorinAPI.madeOnce)", parameters: [.path("balance", "The balance's reference.")],
      body: .init(.object(FlorinAPI.statementBody), example: #"{"from": "2026-03-01", "until": "2026-04-01"}"#), answers: [.json(FlorinAPI.madeLink.schema, status: 201, "The link.")],
      for: Who.linkMakers, work: .writing { request in
        let stored = try balance(request)
        var reader = SourceReader(request.body)
        guard let from = reader.day("from"), let until = reader.day("until") else { throw Rejection(reader.problems) }
        if from >= until {
          throw Rejection(Problem(.linkPeriod, path: "until", "the statement ends before it begins", remedy: "name the first day, and the day after the last"))
        }
        return .json(try billLinks.link(toStatementOf: stored, ServicePeriod(start: from, end: until), wish(request.body)), FlorinAPI.madeLink, request, status: 201)
      }
    ).tellingOnce(["path"])
  }
}
