public import Invoicing
public import Parties

/// Everything that a credit note's page shows. Values only: whoever reads the database fills it in.
public struct CreditNoteView: Sendable {
  public var note: CreditNote
  /// The invoice it corrects: the lines' names and periods are there.
  public var invoice: Invoice
  public var seller: SellerEntity
  public var account: BillingAccount
  public var language: ReaderLanguage
  public var links: PageLinks
  /// Where the invoice's page is, when there is one.
  public var invoiceHref: String?
  /// Of a seller that records its documents for Spain's tax agency.
  public var taxMark: TaxMark?
  /// As a template wants it; Florin's own look when `nil`.
  public var look: BillLook?

  public init(
    note: CreditNote, invoice: Invoice, seller: SellerEntity, account: BillingAccount, language: ReaderLanguage,
    links: PageLinks = PageLinks(), invoiceHref: String? = nil
  ) {
    self.note = note
    self.invoice = invoice
    self.seller = seller
    self.account = account
    self.language = language
    self.links = links
    self.invoiceHref = invoiceHref
  }

  func invoiceLine(_ line: CreditNoteLine) -> InvoiceLine? { invoice.lines.first { $0.number == line.invoiceLine } }
}
