public import EInvoicing
public import Invoicing
public import Parties
public import Primitives

/// Everything that an e-invoice says beside the amounts of the document it is made from.
public struct EInvoiceFacts: Sendable {
  public var seller: SellerEntity
  public var account: BillingAccount
  public var invoicing: InvoicingDetails
  /// Language of the texts: `en`, `es`, `ko`, `ro`.
  public var language: String
  /// Child accounts and other users whose lines the document carries.
  public var users: [BillingAccountID: String]
  /// What the lines' subscriptions are known by: a telephone number, a meter point.
  public var subjects: [SubscriptionID: String]
  /// Invoices that this one bills again, with their days of issue.
  public var replaces: [PrecedingInvoice]
  /// What was paid before the document was issued.
  public var prepaidMinor: Int64

  public init(
    seller: SellerEntity, account: BillingAccount, invoicing: InvoicingDetails = InvoicingDetails(), language: String = "en",
    users: [BillingAccountID: String] = [:], subjects: [SubscriptionID: String] = [:], replaces: [PrecedingInvoice] = [],
    prepaidMinor: Int64 = 0
  ) {
    self.seller = seller
    self.account = account
    self.invoicing = invoicing
    self.language = language
    self.users = users
    self.subjects = subjects
    self.replaces = replaces
    self.prepaidMinor = prepaidMinor
  }
}

extension EInvoice {
  /// An issued invoice in the terms of EN 16931. Every amount is the invoice's own; nothing is computed anew.
  public init(_ invoice: Invoice, _ facts: EInvoiceFacts) {
    let writing = EInvoiceDraft(currency: invoice.currency, facts: facts)
    self = writing.document(
      number: invoice.number, issuedOn: invoice.issuedOn, taxes: invoice.taxes, netMinor: invoice.netMinor, taxMinor: invoice.taxMinor,
      grossMinor: invoice.grossMinor)
    dueOn = invoice.dueOn
    precedingInvoices = facts.replaces
    payment = writing.payment(quoting: invoice.number)
    writing.write(invoice.lines, to: &self)
    writing.close(&self, billed: invoice.billingPeriod, taxes: invoice.taxes)
  }

  /// An issued credit note; its lines take their names and periods from the invoice that it credits.
  public init(_ note: CreditNote, of invoice: Invoice, _ facts: EInvoiceFacts) {
    let writing = EInvoiceDraft(currency: note.currency, facts: facts)
    self = writing.document(
      number: note.number, issuedOn: note.issuedOn, taxes: note.taxes, netMinor: note.netMinor, taxMinor: note.taxMinor,
      grossMinor: note.grossMinor)
    typeCode = .creditNote
    precedingInvoices = [PrecedingInvoice(number: note.invoiceNumber, issuedOn: invoice.issuedOn)]
    if !note.reason.isEmpty { notes = [DocumentNote(text: note.reason)] }
    payment = PaymentInstructions(meansCode: "97")
    paymentTerms = EInvoiceWords.setOff(note.invoiceNumber, facts.language)
    writing.write(note.lines, of: invoice, to: &self)
    writing.close(&self, billed: invoice.billingPeriod, taxes: note.taxes)
  }
}
