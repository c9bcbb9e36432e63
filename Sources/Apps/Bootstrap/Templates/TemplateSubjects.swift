import Invoicing
import Parties
import Primitives
import Rating
import Templates

extension TemplateSegment.Subject {
  /// What templates look at of an invoice to an account.
  init(_ invoice: Invoice, to account: BillingAccount) {
    self.init(document: .invoice, seller: invoice.seller.text, account, offerings: Set(invoice.lines.compactMap { $0.charge.offering?.text }))
  }

  /// What templates look at of a credit note: that of its invoice, as far as lines are given back.
  init(_ note: CreditNote, of invoice: Invoice, to account: BillingAccount) {
    let credited = Set(note.lines.map(\.invoiceLine))
    self.init(
      document: .creditNote, seller: note.seller.text, account,
      offerings: Set(invoice.lines.filter { credited.contains($0.number) }.compactMap { $0.charge.offering?.text }))
  }

  /// What templates look at of a statement of a balance.
  init(statementFor account: BillingAccount) { self.init(document: .statement, seller: account.seller.text, account, offerings: []) }

  private init(document: TemplateSegment.DocumentKind, seller: String, _ account: BillingAccount, offerings: Set<String>) {
    let customer: TemplateSegment.CustomerKind = if case .business = account.taxStanding { .business } else { .person }
    self.init(
      document: document, seller: seller, country: account.address.country, segment: account.segment, customer: customer, offerings: offerings)
  }
}
