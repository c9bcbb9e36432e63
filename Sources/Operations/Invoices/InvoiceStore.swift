public import Invoicing
public import Primitives

/// Issued invoices, to be read; nothing here changes one.
public protocol InvoiceStore: Sendable {
  func invoice(_ id: InvoiceID) throws -> IssuedInvoice?
  /// By its legal number; numbers are unique per seller, and the first seller by code wins where two share one.
  func invoice(number: String) throws -> IssuedInvoice?
  /// One line of the invoice of a legal number, without reading the others.
  func invoiceLine(_ line: Int, ofNumber number: String) throws -> IssuedLine?
  /// The invoice of the same account before this one.
  func invoice(before id: InvoiceID, of account: BillingAccountID) throws -> IssuedInvoice?
  func invoiceList(_ filter: InvoiceFilter) throws -> [InvoiceSummary]
  func invoiceCount(_ filter: InvoiceFilter) throws -> Int
}

/// An invoice as issued, with its place in the books.
public struct IssuedInvoice: Sendable {
  public var id: InvoiceID
  public var run: BillRunID
  public var invoice: Invoice

  public init(id: InvoiceID, run: BillRunID, invoice: Invoice) {
    self.id = id
    self.run = run
    self.invoice = invoice
  }
}

/// One line of an invoice as issued, with what it names by number.
public struct IssuedLine: Sendable {
  public var invoice: InvoiceID
  public var run: BillRunID
  /// The paying account.
  public var account: BillingAccountID
  public var line: InvoiceLine
  /// The reference of the subscription that it charges.
  public var subscription: String?
  /// The reference of the account that used it, when another pays.
  public var usedBy: String?

  public init(invoice: InvoiceID, run: BillRunID, account: BillingAccountID, line: InvoiceLine, subscription: String? = nil, usedBy: String? = nil) {
    self.invoice = invoice
    self.run = run
    self.account = account
    self.line = line
    self.subscription = subscription
    self.usedBy = usedBy
  }
}

/// One row of a list of invoices.
public struct InvoiceSummary: Sendable, Hashable {
  public var id: InvoiceID
  public var number: String
  public var account: BillingAccountID
  public var accountReference: String
  public var accountName: String
  public var currency: Currency
  public var issuedOn: Day
  public var dueOn: Day
  public var netMinor: Int64
  public var taxMinor: Int64
  public var grossMinor: Int64

  public init(
    id: InvoiceID, number: String, account: BillingAccountID, accountReference: String, accountName: String,
    currency: Currency, issuedOn: Day, dueOn: Day, netMinor: Int64, taxMinor: Int64, grossMinor: Int64
  ) {
    self.id = id
    self.number = number
    self.account = account
    self.accountReference = accountReference
    self.accountName = accountName
    self.currency = currency
    self.issuedOn = issuedOn
    self.dueOn = dueOn
    self.netMinor = netMinor
    self.taxMinor = taxMinor
    self.grossMinor = grossMinor
  }
}

/// Which invoices to list, in the order of their issue.
public struct InvoiceFilter: Sendable, Hashable {
  public var run: BillRunID?
  public var account: BillingAccountID?
  /// Part of a number, account reference or name; case does not matter.
  public var search: String?
  /// Only invoices to accounts of this customer.
  public var customer: CustomerID?
  /// Only what was issued behind this one.
  public var after: InvoiceID?
  public var offset: Int
  public var limit: Int

  public init(
    run: BillRunID? = nil, account: BillingAccountID? = nil, search: String? = nil, customer: CustomerID? = nil, after: InvoiceID? = nil,
    offset: Int = 0, limit: Int = 50
  ) {
    self.run = run
    self.account = account
    self.search = search
    self.customer = customer
    self.after = after
    self.offset = offset
    self.limit = limit
  }
}

extension ProblemCode {
  public static let unknownInvoice = ProblemCode("invoice.unknown")
}

/// Where an event came from and what it is called there.
public struct EventIdentityText: Sendable, Hashable {
  public var source: String
  public var id: String

  public init(source: String, id: String) {
    self.source = source
    self.id = id
  }
}

/// How a subscription is called on a document.
public struct SubscriptionLabel: Sendable, Hashable {
  public var reference: String
  public var subject: String
  public var offering: OfferingCode

  public init(reference: String, subject: String, offering: OfferingCode) {
    self.reference = reference
    self.subject = subject
    self.offering = offering
  }
}
