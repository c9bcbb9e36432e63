import Documents
import HTTPAPI
import Invoicing
import Operations
import Parties
import Primitives
import Rating
import Store

extension FlorinAPI {
  private static let number = Endpoint.Parameter.path("invoice", "The invoice's number.")
  private static let language = Endpoint.Parameter.query("language", .choice(ReaderLanguage.allCases.map(\.rawValue)), "Of the page or PDF; the account's own when left out.")

  var invoiceEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/invoices", chapter: "Invoices", name: "listInvoices", "List invoices", about: "In the order of their issue.",
        parameters: [
          .query("account", .plainText, "Only invoices to this account."), .query("customer", .plainText, "Only invoices to accounts of this customer."),
          .query("billRun", .integer(1...Int(Int32.max)), "Only this bill run's."),
          .query("search", .text(.plain.within(1...100)), "Part of a number, account reference or name; case does not matter."),
        ] + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.invoiceSummary), "Invoices.")],
        for: Who.accounts, work: .reading { request in
          let filter = InvoiceFilter(
            run: request.integer("billRun").map { BillRunID(Int64($0)) }, account: try filteredAccount(request)?.id, search: request.text("search"),
            customer: try filteredCustomer(request), after: InvoiceID(try request.after()), limit: request.limit + 1)
          return .page(PageOf(try store.invoiceList(filter), limit: request.limit) { $0.id.rawValue }, Shapes.invoiceSummary, request)
        }),
      Endpoint(
        .get, "/v1/invoices/{invoice}", chapter: "Invoices", name: "readInvoice", "Read an invoice",
        about: "As JSON with every step of every amount, as the self-contained page that its reader sees (`Accept: text/html`), or as a PDF for print and archive (`Accept: application/pdf`), with the e-invoice inside where no rule keeps it out.",
        parameters: [FlorinAPI.number, FlorinAPI.language, FlorinAPI.signed],
        answers: [.init("The invoice.", media: [("application/json", Shapes.invoice.schema), ("text/html", nil), ("application/pdf", nil)])],
        for: Who.accounts, work: .reading { request in
          let issued = try invoice(request.text("invoice"), request)
          guard request.accepted != "application/json" else { return .json(try document(issued), Shapes.invoice, request) }
          let language = request.text("language").flatMap(ReaderLanguage.init(rawValue:))
          if request.accepted == "application/pdf" {
            return try pdf(try PrintedBills(installation).invoice(issued, language: language), issued.invoice.number, request)
          }
          return APIResponse(mediaType: "text/html", .bytes(InvoicePage.render(try InvoiceViews(installation).view(of: issued, language: language))))
        }).hot(),
      Endpoint(
        .get, "/v1/invoices/{invoice}/e-invoice", chapter: "Invoices", name: "readEInvoice", "Read an invoice as an e-invoice",
        about: "Checked by the rules of its format; what a receiver would refuse is refused here, with the number of each rule and what to fill in.",
        parameters: [FlorinAPI.number, FlorinAPI.format, FlorinAPI.signed], answers: [FlorinAPI.eInvoiceAnswer],
        for: Who.accounts, work: .reading { request in
          let issued = try invoice(request.text("invoice"), request)
          return try eInvoice(issued.invoice.number, request) { try EInvoices(installation).write(issued, $0) }
        }),
      Endpoint(
        .get, "/v1/invoices/{invoice}/lines", chapter: "Invoices", name: "listInvoiceLines", "List the lines of an invoice",
        parameters: [FlorinAPI.number] + Endpoint.Parameter.paging, answers: [.json(.page(Shapes.line), "Lines.")],
        for: Who.accounts, work: .reading { request in
          let lines = try document(try invoice(request.text("invoice"), request)).lines
          return .page(PageOf(ofAll: lines, after: try request.after(), limit: request.limit), Shapes.line, request)
        }),
      Endpoint(
        .get, "/v1/invoices/{invoice}/lines/{line}", chapter: "Invoices", name: "explainInvoiceLine", "Explain a line of an invoice",
        about: "The steps that sum to its amount, the version of the price that was in force, and the usage events behind it (the first 25).",
        parameters: [FlorinAPI.number, .path("line", .integer(1...1_000_000), "The line's number.")],
        answers: [.json(FlorinAPI.explainedLine.schema, "The line with its reasons.")],
        for: Who.accounts, work: .reading { request in
          let (number, place) = (request.text("invoice"), request.integer("line") ?? 0)
          guard let number, let issued = try store.invoiceLine(place, ofNumber: number), try isSeen(issued.account, request) else {
            let count = try invoice(number, request).invoice.lines.count
            throw Rejection(
              Problem(
                .unknownInvoice, path: "line", "invoice \(number ?? "") has no line \(request.text("line") ?? "")", remedy: "its lines are numbered 1 to \(count)"))
          }
          let explained = ExplainedLine(line: LineDocument(issued), evidence: try InvoiceViews(installation).evidence(of: issued))
          return .json(explained, FlorinAPI.explainedLine, request)
        }).hot(),
    ]
  }

  /// A line with what stands behind it.
  struct ExplainedLine: Sendable {
    var line: LineDocument
    var evidence: LineEvidence
  }

  private static let usageNote = Shape<UsageNote>(
    "UsageNote", "A usage event behind a line.",
    [
      .text("id", "What it is called where it came from.") { $0.id }, .instant("at") { $0.at }, .decimal("quantity") { $0.quantity },
      .text("unit") { $0.unit }, .text("about", "Such as the number called; may be empty.") { $0.about },
    ])

  static let explainedLine = Shape<ExplainedLine>(
    "ExplainedLine", "A line with the price version, the steps and the usage events behind it.",
    [
      .object("line", Shapes.line) { $0.line }, .textIfAny("catalogVersion") { $0.evidence.version?.catalog },
      .dayIfAny("priceVersionFrom", "First day of the version of the price.") { $0.evidence.version?.from },
      .dayIfAny("priceVersionTo") { $0.evidence.version?.to }, .number("eventCount", "How many usage events stand behind it.") { $0.evidence.eventCount },
      .list("events", usageNote) { $0.evidence.events },
    ])

  func pdf(_ bill: PrintedBill, _ number: String?, _ request: APIRequest) throws -> APIResponse {
    let bytes = request.text("signed") == nil ? bill.bytes : try Archive(installation).requireSigned(bill.bytes, number ?? "")
    return APIResponse(mediaType: "application/pdf", .bytes(bytes))
  }

  func document(_ issued: IssuedInvoice) throws -> InvoiceDocument {
    var document = try document(issued.invoice)
    document.run = issued.run
    document.standing = try store.standing(of: issued.id)
    return document
  }

  /// An invoice, issued or only computed, with the references of what it names: those that are known, and those that have to be asked for.
  func document(
    _ invoice: Invoice, accounts: [BillingAccountID: String] = [:], subscriptions: [SubscriptionID: String] = [:]
  ) throws -> InvoiceDocument {
    var (accounts, subscriptions) = (accounts, subscriptions)
    var (unknown, unheard): (Set<BillingAccountID>, Set<SubscriptionID>) = ([], [])
    if accounts[invoice.account] == nil { unknown.insert(invoice.account) }
    for index in invoice.lines.indices {
      if let user = invoice.lines[index].usedBy, accounts[user] == nil { unknown.insert(user) }
      if let subscription = invoice.lines[index].charge.subscription, subscriptions[subscription] == nil { unheard.insert(subscription) }
    }
    if !unknown.isEmpty { try accounts.merge(references(unknown)) { known, _ in known } }
    if !unheard.isEmpty { try subscriptions.merge(store.subscriptionReferences(unheard)) { known, _ in known } }
    return InvoiceDocument(invoice: invoice, account: accounts[invoice.account] ?? "", subscriptions: subscriptions, users: accounts)
  }
}
