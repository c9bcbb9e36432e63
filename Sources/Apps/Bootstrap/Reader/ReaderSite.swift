import Documents
import Invoicing
import Operations
import Parties
import Primitives
import Store

/// The pages behind the links of readers: whatever serves them asks here.
struct ReaderSite: Sendable {
  let installation: Installation
  let links: BillLinks

  /// What of a document is asked for.
  enum Place: Sendable, Hashable {
    case start, line(Int), group(Int), pdf, usagePDF, eInvoice
  }

  struct Request: Sendable {
    var token: String
    var place: Place
    /// How much of a list stands on the pages before.
    var after: Int = 0
    /// What the reader chose on a page.
    var language: ReaderLanguage?
    /// What the reader's browser asks for, the most wanted first.
    var accepted: [String] = []
  }

  struct Answer: Sendable {
    var status = 200
    var mediaType = "text/html"
    var bytes: [UInt8]
    /// What a file is called that is kept.
    var fileName: String?
  }

  /// A link that opens a document, with all that its pages need.
  struct Opened {
    var link: ReaderLink
    var signer: ReaderLinks.Signer
    var account: BillingAccount
    var language: ReaderLanguage
    var addresses: ReaderAddresses
    var today: Day
    var request: Request

    /// Where another document of the same reader is.
    func path(to document: ReaderLink.Document) throws -> String {
      ReaderAddresses(root: BillLinks.path(try signer.token(link.to(document))), language: request.language).root
        + (request.language.map { "?lang=\($0.rawValue)" } ?? "")
    }
  }

  func answer(_ request: Request) throws -> Answer {
    do {
      let (outcome, signer) = try links.open(request.token)
      switch outcome {
      case .unknown: return unknown(request)
      case .over(let link): return try refused(link, request) { .over($0.day(of: link.expiresAt.adding(seconds: -1))) }
      case .takenBack(let link): return try refused(link, request) { _ in .takenBack }
      case .open(let link):
        guard let signer, let account = try installation.store.account(link.account) else { return unknown(request) }
        let opened = Opened(
          link: link, signer: signer, account: account, language: language(request, link, account),
          addresses: ReaderAddresses(root: BillLinks.path(request.token), language: request.language),
          today: zone(account).day(of: installation.clock.now()), request: request)
        return try answer(opened) ?? unknown(request)
      }
    } catch let error as Rejection {
      // What went wrong is the installation's, not the reader's, and nothing that the reader could mend.
      throw SiteFault(cause: "\(error)")
    }
  }

  private func answer(_ opened: Opened) throws -> Answer? {
    switch opened.link.document {
    case .invoice(let id):
      guard let issued = try installation.store.invoice(id), issued.invoice.account == opened.account.id else { return nil }
      return try invoice(issued, opened)
    case .creditNote(let id):
      guard let issued = try installation.store.creditNote(id), issued.note.account == opened.account.id else { return nil }
      return try creditNote(issued, opened)
    case .statement(let id, let period): return try statement(id, period, opened)
    }
  }

  func zone(_ account: BillingAccount) -> Zone { Zones.zone(account.zoneName) ?? .utc }

  private func language(_ request: Request, _ link: ReaderLink, _ account: BillingAccount) -> ReaderLanguage {
    request.language ?? ReaderLanguage(link.language ?? account.language)
  }

  /// The same for whatever is wrong with a token, so that nothing can be learnt by trying.
  func unknown(_ request: Request) -> Answer {
    let language = request.language ?? request.accepted.lazy.compactMap { ReaderLanguage(rawValue: $0) }.first ?? .en
    return Answer(status: 404, bytes: ReaderRefusalPage.render(.unknown, language: language))
  }

  /// A link that Florin made, and that opens nothing any more.
  private func refused(_ link: ReaderLink, _ request: Request, _ cause: (Zone) -> ReaderRefusalPage.Cause) throws -> Answer {
    guard let account = try installation.store.account(link.account) else { return unknown(request) }
    let seller = try installation.newestRelease().seller(account.seller)
    return Answer(status: 410, bytes: ReaderRefusalPage.render(cause(zone(account)), language: language(request, link, account), seller: seller))
  }
}

/// A page could not be made.
private struct SiteFault: Error, CustomStringConvertible {
  var cause: String

  var description: String { cause }
}
