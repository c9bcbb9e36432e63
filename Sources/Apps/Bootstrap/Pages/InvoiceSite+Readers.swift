import Documents
import Operations
import Primitives
import Store
import Web

extension InvoiceSite {
  /// The pages of readers, as `florin serve` answers them, so that they can be looked at here.
  var readerRoutes: [PageRoute] {
    func route(_ pattern: String, _ place: @escaping @Sendable (PageRequest) -> ReaderSite.Place) -> PageRoute {
      PageRoute("/b/:token" + pattern) { request in
        let site = ReaderSite(installation: installation, links: BillLinks(installation))
        let answer = try site.answer(
          ReaderSite.Request(
            token: request.parameters["token"] ?? "", place: place(request), after: min(1_000_000_000, max(0, request.query["after"].flatMap { Int($0) } ?? 0)),
            language: chosen(request), accepted: request.languages))
        return PageResponse(status: answer.status, contentType: answer.mediaType == "text/html" ? "text/html; charset=utf-8" : answer.mediaType, body: answer.bytes)
      }
    }
    @Sendable func number(_ name: String, _ request: PageRequest) -> Int { request.parameters[name].flatMap { Int($0) } ?? 0 }
    return [
      route("") { _ in .start }, route("/lines/:line") { .line(number("line", $0)) }, route("/groups/:group") { .group(number("group", $0)) }, route("/pdf") { _ in .pdf },
      route("/usage/pdf") { _ in .usagePDF }, route("/e-invoice") { _ in .eInvoice },
      PageRoute("/invoices/:number/reader") { request in
        guard let issued = try installation.store.invoice(number: request.parameters["number"] ?? "") else { return notFound(request) }
        return .seeOther(try BillLinks(installation).link(to: issued, .init(days: 1, language: chosen(request))).path)
      },
      PageRoute("/credit-notes/:number/reader") { request in
        guard let issued = try installation.store.creditNote(number: request.parameters["number"] ?? "") else { return notFound(request) }
        return .seeOther(try BillLinks(installation).link(to: issued, .init(days: 1, language: chosen(request))).path)
      },
    ]
  }
}
