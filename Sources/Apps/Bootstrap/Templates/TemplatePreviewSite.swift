import Documents
import Foundation
import HTTPAPI
public import Operations
import Primitives
public import Web

/// One invoice as a template that somebody is at work on would have it, on this machine alone; the page asks for itself again, and
/// the file is read anew each time.
public struct TemplatePreviewSite: Sendable {
  let installation: Installation
  let path: String
  let issued: IssuedInvoice
  let port: UInt16

  /// - Parameters:
  ///   - path: the template's file.
  ///   - port: 0 lets the system choose.
  public init(_ installation: Installation, path: String, of issued: IssuedInvoice, port: UInt16) {
    self.installation = installation
    self.path = path
    self.issued = issued
    self.port = port
  }

  private static let refreshSeconds = 2

  /// Serves until interrupted.
  public func serve(listening: @escaping @Sendable (String) -> Void) async throws {
    let desk = desk
    try await HTTPServer(port: port) { await desk.answer($0) }.run {
      listening($0)
      fflush(nil)
    }
  }

  public var desk: PageDesk {
    PageDesk(
      routes: [PageRoute("/") { try page($0) }, PageRoute("/pdf") { try pdf($0) }],
      missing: { ErrorPage.render(.notFound, language: language($0), links: PageLinks(home: "/")) },
      failed: { request, error in
        StandardError.write("\(request.path): \(error)\n")
        let cause: ErrorPage.Cause = (error as? Rejection).map { .refused($0.problems) } ?? .failed
        return ErrorPage.render(cause, language: language(request), links: PageLinks(home: "/"))
      })
  }

  private func page(_ request: PageRequest) throws -> PageResponse {
    do {
      var view = try TemplateTrial(installation, draft: try TemplateFile(path: path).look).view(of: issued, language: chosen(request))
      let query = chosen(request).map { "?lang=\($0.rawValue)" } ?? ""
      view.links.pdf = "/pdf\(query)"
      view.links.languages = ReaderLanguage.allCases.map { .init(language: $0, href: "/?lang=\($0.rawValue)") }
      return .html(InvoicePage.render(view, refreshSeconds: Self.refreshSeconds))
    } catch let rejection as Rejection {
      return .html(TemplateMistakesPage.render(rejection.problems, language: language(request), refreshSeconds: Self.refreshSeconds))
    }
  }

  private func pdf(_ request: PageRequest) throws -> PageResponse {
    let trial = TemplateTrial(installation, draft: try TemplateFile(path: path).look)
    return PageResponse(contentType: "application/pdf", body: try trial.pdf(of: issued, language: chosen(request)))
  }

  private func chosen(_ request: PageRequest) -> ReaderLanguage? { request.query["lang"].flatMap { ReaderLanguage(rawValue: $0) } }

  private func language(_ request: PageRequest) -> ReaderLanguage {
    chosen(request) ?? request.languages.lazy.compactMap { ReaderLanguage(rawValue: $0) }.first ?? .en
  }
}
