import Documents
import Invoicing
import Operations
import Parties
import Primitives
import Store
import Web

extension InvoiceSite {
  private static let creditNotesOnAPage = 50

  /// Credit notes, newest first.
  func creditNotes(_ request: PageRequest) throws -> PageResponse {
    let page = max(1, min(1_000_000, request.query["page"].flatMap { Int($0) } ?? 1))
    let size = Self.creditNotesOnAPage
    let rows = try installation.store.creditNotes(CreditNoteFilter(offset: (page - 1) * size, limit: size + 1, newestFirst: true))
    func turn(_ page: Int) -> String { address(PageAddress("credit-notes").with("page", "\(page)"), request) }
    return .html(
      CreditNoteListPage.render(
        CreditNoteListView(
          language: language(request), rows: rows.prefix(size).map { creditNoteRow($0, request) }, newer: page > 1 ? turn(page - 1) : nil,
          older: rows.count > size ? turn(page + 1) : nil, links: links(request))))
  }

  func creditNote(_ request: PageRequest) throws -> PageResponse {
    guard let issued = try installation.store.creditNote(number: request.parameters["number"] ?? "") else { return notFound(request) }
    let account = try installation.store.account(issued.note.account)
    var links = links(
      request, at: PageAddress("credit-notes", issued.note.number ?? ""), account: account.map { PageAddress("accounts", $0.reference) })
    links.pdf = address(PageAddress("credit-notes", issued.note.number ?? "", "pdf"), request)
    links.reader = address(PageAddress("credit-notes", issued.note.number ?? "", "reader"), request)
    let view = try CreditNoteViews(installation).view(
      of: issued, language: chosen(request), links: links,
      invoiceHref: address(PageAddress("invoices", issued.note.invoiceNumber), request))
    return .html(CreditNotePage.render(view))
  }

  func creditNotePDF(_ request: PageRequest) throws -> PageResponse {
    guard let issued = try installation.store.creditNote(number: request.parameters["number"] ?? "") else { return notFound(request) }
    return PageResponse(contentType: "application/pdf", body: try PrintedBills(installation).creditNote(issued, language: chosen(request)).bytes)
  }

  func creditNoteRow(_ summary: CreditNoteSummary, _ request: PageRequest) -> CreditNoteRow {
    CreditNoteRow(summary) { address($0, request) }
  }
}
