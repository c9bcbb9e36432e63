import Documents
import HTTPAPI
import Invoicing
import Operations
import Parties
import Primitives
import Store

extension FlorinAPI {
  var creditNoteEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/credit-notes", chapter: "Invoices", name: "listCreditNotes", "List credit notes", about: "In the order of their issue.",
        parameters: [.query("account", .plainText, "Only those to this account."), .query("invoice", .plainText, "Only those of this invoice.")]
          + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.creditNoteSummary), "Credit notes.")],
        for: Who.accounts, work: .reading { request in
          let filter = CreditNoteFilter(
            invoiceNumber: try request.text("invoice").map { try invoice($0, request).invoice.number ?? "" }, account: try filteredAccount(request)?.id,
            limit: request.limit + 1, customer: request.caller.customer, after: CreditNoteID(try request.after()))
          return .page(PageOf(try store.creditNotes(filter), limit: request.limit) { $0.id.rawValue }, Shapes.creditNoteSummary, request)
        }),
      Endpoint(
        .get, "/v1/credit-notes/{creditNote}", chapter: "Invoices", name: "readCreditNote", "Read a credit note",
        about: "As JSON, as the page that its reader sees (`Accept: text/html`), or as a PDF (`Accept: application/pdf`).", parameters: [.path("creditNote", "The credit note's number."), FlorinAPI.signed],
        answers: [.init("The credit note.", media: [("application/json", Shapes.creditNote.schema), ("text/html", nil), ("application/pdf", nil)])],
        for: Who.accounts, work: .reading { request in
          let issued = try creditNote(request.text("creditNote"), request)
          guard request.accepted != "application/json" else {
            return .json((issued.note, try store.account(issued.note.account)?.reference ?? ""), Shapes.creditNote, request)
          }
          if request.accepted == "application/pdf" {
            return try pdf(try PrintedBills(installation).creditNote(issued), issued.note.number, request)
          }
          return APIResponse(mediaType: "text/html", .bytes(CreditNotePage.render(try CreditNoteViews(installation).view(of: issued))))
        }),
      Endpoint(
        .get, "/v1/credit-notes/{creditNote}/e-invoice", chapter: "Invoices", name: "readCreditNoteEInvoice", "Read a credit note as an e-invoice",
        about: "As invoices are.",
        parameters: [.path("creditNote", "The credit note's number."), FlorinAPI.format, FlorinAPI.signed], answers: [FlorinAPI.eInvoiceAnswer],
        for: Who.accounts, work: .reading { request in
          let issued = try creditNote(request.text("creditNote"), request)
          return try eInvoice(issued.note.number, request) { try EInvoices(installation).write(issued, $0) }
        }),
    ]
  }

  func creditNote(_ number: String?, _ request: APIRequest) throws -> IssuedCreditNote {
    if let number, let issued = try store.creditNote(number: number), try isSeen(issued.note.account, request) { return issued }
    throw Rejection(
      Problem(
        .unknownCreditNote, path: "creditNote", "there is no credit note \"\(number ?? "")\"",
        remedy: "`GET /v1/credit-notes` names the credit notes; numbers are case-sensitive"))
  }
}
