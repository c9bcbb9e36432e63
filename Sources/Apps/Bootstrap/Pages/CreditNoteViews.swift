public import Documents
import Invoicing
public import Operations
import Parties
import Primitives
import Store

/// Gathers what a document shows of a credit note: its invoice, the parties, what the lines' subscriptions are called.
public struct CreditNoteViews {
  private let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// - Parameter language: the reader's; the account's own when `nil`.
  public func view(
    of issued: IssuedCreditNote, language: ReaderLanguage? = nil, links: PageLinks = PageLinks(), invoiceHref: String? = nil
  ) throws -> CreditNoteView {
    let release = try installation.newestCatalog().release
    guard let invoice = try installation.store.invoice(issued.invoice), let account = try installation.store.account(issued.note.account),
      let seller = release.sellers.first(where: { $0.code == issued.note.seller })
    else {
      throw Rejection(
        Problem(.unknownAccount, "the invoice, account or seller of credit note \(issued.note.number ?? "") is gone", remedy: "run `florin verify`"))
    }
    return CreditNoteView(
      note: issued.note, invoice: invoice.invoice, seller: seller, account: account, language: language ?? ReaderLanguage(account.language),
      links: links, invoiceHref: invoiceHref)
  }
}
