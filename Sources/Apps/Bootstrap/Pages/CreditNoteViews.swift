public import Documents
import EInvoicing
import Invoicing
public import Operations
import Parties
public import Primitives
import Store
import Templates

/// Gathers what a document shows of a credit note: its invoice, the parties, what the lines' subscriptions are called.
public struct CreditNoteViews {
  private let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// - Parameter language: the reader's; the account's own when `nil`.
  public func view(
    of issued: IssuedCreditNote, language: ReaderLanguage? = nil, links: PageLinks = PageLinks(), invoiceHref: String? = nil
  ) throws -> CreditNoteView {
    let release = try installation.newestCatalog().release
    guard let invoice = try installation.store.invoice(issued.invoice), let account = try installation.addressee(issued.note.account),
      let seller = release.sellers.first(where: { $0.code == issued.note.seller })
    else {
      throw Rejection(
        Problem(.unknownAccount, "the invoice, account or seller of credit note \(issued.note.number ?? "") is gone", remedy: "run `florin verify`"))
    }
    var view = CreditNoteView(
      note: issued.note, invoice: invoice.invoice, seller: seller, account: account, language: language ?? ReaderLanguage(account.language),
      links: links, invoiceHref: invoiceHref)
    view.taxMark = try Verifactu(installation).mark(.creditNote, seller: issued.note.seller, number: issued.note.number)
    view.look = try BillTemplates(installation).look(for: TemplateSegment.Subject(issued.note, of: invoice.invoice, to: account), on: issued.note.issuedOn)
    return view
  }

  /// What corrected an invoice, or what it corrects.
  ///
  /// - Parameter address: where a document's page is; `nil`: nowhere.
  public func corrections(of invoice: InvoiceID, address: (PageAddress) -> String? = { _ in nil }) throws -> CorrectionNotes {
    let standing = try installation.store.standing(of: invoice)
    func link(_ number: String) -> DocumentLink { DocumentLink(number: number, href: address(PageAddress("invoices", number))) }
    return CorrectionNotes(
      creditNotes: standing.creditNotes.map { CreditNoteRow($0, address: address) }, cancelledOn: standing.cancelledOn,
      replacedBy: standing.replacedBy.map(link), replaces: standing.replaces.map(link))
  }
}

extension CreditNoteRow {
  init(_ summary: CreditNoteSummary, address: (PageAddress) -> String?) {
    self.init(
      note: DocumentLink(number: summary.number, href: address(PageAddress("credit-notes", summary.number))),
      invoice: DocumentLink(number: summary.invoiceNumber, href: address(PageAddress("invoices", summary.invoiceNumber))),
      accountName: summary.accountName, accountReference: summary.accountReference, issuedOn: summary.issuedOn, reason: summary.reason,
      gross: Money(amountMinor: summary.grossMinor, currency: summary.currency))
  }
}

extension Installation {
  /// An account as documents address it: with the address that it wants said, where it has said one.
  func addressee(_ id: BillingAccountID) throws -> BillingAccount? {
    guard var account = try store.account(id) else { return nil }
    if let said = try store.invoicing(of: id).address { account.address = said }
    return account
  }
}
