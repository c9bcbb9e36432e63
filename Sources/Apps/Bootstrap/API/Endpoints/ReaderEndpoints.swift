import Documents
import HTTPAPI
import Operations
import Primitives
import Store
import Web

/// The pages of readers: open to whoever holds a link.
extension FlorinAPI {
  private static let token = Endpoint.Parameter.path("token", "The link's token.")
  private static let shown: [Endpoint.Parameter] = [
    token, .query("lang", .choice(ReaderLanguage.allCases.map(\.rawValue)), "The language of the page; the link's own when left out."),
  ]
  private static let after = Endpoint.Parameter.query("after", .integer(0...1_000_000_000), "How much of the list stands on the pages before.")

  private static let refusals: [Endpoint.Answer] = [
    .init(status: 404, "The link opens nothing, as a page that says what to do; whatever is wrong with it, the answer is the same.", media: [("text/html", nil)]),
    .init(status: 410, "The link is over or was withdrawn, as a page that says what to do.", media: [("text/html", nil)]),
  ]

  var readerEndpoints: [Endpoint] {
    let site = ReaderSite(installation: installation, links: billLinks)
    func page(
      _ path: String, _ name: String, _ summary: String, about: String = "", parameters: [Endpoint.Parameter] = [], media: String = "text/html",
      _ place: @escaping @Sendable (APIRequest) -> ReaderSite.Place
    ) -> Endpoint {
      Endpoint(
        .get, "/b/{token}" + path, chapter: "Readers", name: name, summary, about: about, parameters: FlorinAPI.shown + parameters,
        answers: [.init("What the link opens.", media: [(media, nil)])] + FlorinAPI.refusals, for: .open,
        work: .reading { request in
          let answer = try site.answer(
            ReaderSite.Request(
              token: request.text("token") ?? "", place: place(request), after: request.integer("after") ?? 0,
              language: request.text("lang").flatMap { ReaderLanguage(rawValue: $0) },
              accepted: AcceptedLanguages.read(request.headers.first { $0.name.lowercased() == "accept-language" }?.value)))
          return answer.response
        }
      ).takingFurtherParameters()
    }
    return [
      page(
        "", "readBillPage", "A bill for its reader",
        about: "What is owed and until when, what changed and why, where the amount comes from, the last bills, how to pay. Without script, cookies or requests elsewhere.",
        parameters: [FlorinAPI.after]) { _ in .start },
      page("/lines/{line}", "readBillLinePage", "A charge for its reader", about: "Its steps and every use behind it, 50 a page.", parameters: [
        .path("line", .integer(1...1_000_000), "The line's number."), FlorinAPI.after,
      ]) { .line($0.integer("line") ?? 0) },
      page("/groups/{group}", "readBillGroupPage", "The charges of a service for its reader", about: "100 a page.", parameters: [
        .path("group", .integer(1...1_000_000), "The group's number."), FlorinAPI.after,
      ]) { .group($0.integer("group") ?? 0) },
      page("/pdf", "readBillPDF", "A document as a PDF for its reader", media: "application/pdf") { _ in .pdf },
      page("/usage/pdf", "readBillUsagePDF", "Itemised usage as a PDF for its reader", media: "application/pdf") { _ in .usagePDF },
      page("/e-invoice", "readBillEInvoice", "An e-invoice for its reader", about: "In the format of the reader's country.", media: "application/xml") { _ in .eInvoice },
    ]
  }
}

extension ReaderSite.Answer {
  /// Told to no search engine; whoever keeps a file keeps it under its name.
  fileprivate var response: APIResponse {
    var response = APIResponse(status: status, mediaType: mediaType, .bytes(bytes))
    response.headers.append(("X-Robots-Tag", "noindex, nofollow, noarchive"))
    if let fileName {
      let tame = String(fileName.unicodeScalars.map { $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0)) ? Character($0) : "_" })
      response.headers.append(("Content-Disposition", "inline; filename=\"\(tame)\""))
    }
    return response
  }
}
