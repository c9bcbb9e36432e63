public import Invoicing
public import PostingRules
public import Primitives

/// Where credit notes and cancellations are kept. Facts: written once, each pointing at the invoice it corrects.
public protocol CorrectionStore: Sendable {
  /// Corrects an invoice in one transaction: `decide` sees everything known of it then and says what is to be written.
  ///
  /// The credit note gets its seller's next number. What is decided is remembered under the command's key; when the key
  /// is known already, nothing is decided and the first answer is given.
  /// - Throws: `Rejection` when the key was used with another fingerprint, and what `decide` throws; nothing is written then.
  func correct(
    _ invoice: InvoiceID, key: String, fingerprint: String, at: Instant, numberFormat: (SellerCode, Int64) -> String,
    decide: (CorrectionBasis) throws -> Correction
  ) throws -> Corrected

  func creditNote(number: String) throws -> IssuedCreditNote?
  func creditNote(_ id: CreditNoteID) throws -> IssuedCreditNote?
  /// In the order of their issue, or against it.
  func creditNotes(_ filter: CreditNoteFilter) throws -> [CreditNoteSummary]
  func creditNotes(of invoice: InvoiceID) throws -> [IssuedCreditNote]
  func standing(of invoice: InvoiceID) throws -> InvoiceStanding
}

/// Everything known of an invoice at the moment it is corrected.
public struct CorrectionBasis: Sendable {
  public var issued: IssuedInvoice
  public var notes: [CreditNote]
  /// Revenue still to be recognised, less what earlier credit notes took back.
  public var deferred: [Recognition]
  public var standing: InvoiceStanding
  /// The latest invoice behind this one that covers one of its accounts and stands.
  public var laterInvoice: String?
  /// The re-rating that priced its days again, if one did.
  public var reratedBy: ReratingID?

  public init(issued: IssuedInvoice, notes: [CreditNote], deferred: [Recognition], standing: InvoiceStanding, laterInvoice: String?,
    reratedBy: ReratingID? = nil
  ) {
    self.reratedBy = reratedBy
    self.issued = issued
    self.notes = notes
    self.deferred = deferred
    self.standing = standing
    self.laterInvoice = laterInvoice
  }
}

/// What a correction writes.
public struct Correction: Sendable {
  public var note: CreditNote?
  public var posting: CreditNotePosting?
  public var cancellation: Cancellation?

  /// The invoice is taken back whole, and its accounts stand as before it.
  public struct Cancellation: Sendable, Hashable {
    public var on: Day
    public var reason: String

    public init(on: Day, reason: String) {
      self.on = on
      self.reason = reason
    }
  }

  public init(note: CreditNote? = nil, posting: CreditNotePosting? = nil, cancellation: Cancellation? = nil) {
    self.note = note
    self.posting = posting
    self.cancellation = cancellation
  }
}

/// What came of a correction.
public struct Corrected: Sendable, Equatable {
  /// The number of the credit note; `nil` when nothing was left to give back.
  public var number: String?
  /// The same command was carried out before.
  public var repeated: Bool

  public init(number: String?, repeated: Bool) {
    self.number = number
    self.repeated = repeated
  }
}

/// A credit note as issued, with its place in the books.
public struct IssuedCreditNote: Sendable, Equatable {
  public var id: CreditNoteID
  public var invoice: InvoiceID
  public var note: CreditNote

  public init(id: CreditNoteID, invoice: InvoiceID, note: CreditNote) {
    self.id = id
    self.invoice = invoice
    self.note = note
  }
}

/// How an issued invoice stands after its corrections.
public struct InvoiceStanding: Sendable, Hashable {
  /// Its credit notes, in the order of their issue.
  public var creditNotes: [CreditNoteSummary]
  /// The day it was cancelled, and why.
  public var cancelledOn: Day?
  public var cancelledFor: String?
  /// The invoice that billed the same again.
  public var replacedBy: String?
  /// Cancelled invoices that this one bills again.
  public var replaces: [String]

  public init(
    creditNotes: [CreditNoteSummary] = [], cancelledOn: Day? = nil, cancelledFor: String? = nil, replacedBy: String? = nil, replaces: [String] = []
  ) {
    self.creditNotes = creditNotes
    self.cancelledOn = cancelledOn
    self.cancelledFor = cancelledFor
    self.replacedBy = replacedBy
    self.replaces = replaces
  }
}

/// One row of a list of credit notes.
public struct CreditNoteSummary: Sendable, Hashable {
  public var id: CreditNoteID
  public var number: String
  public var invoiceNumber: String
  public var account: BillingAccountID
  public var accountReference: String
  public var accountName: String
  public var currency: Currency
  public var issuedOn: Day
  public var reason: String
  public var netMinor: Int64
  public var taxMinor: Int64
  public var grossMinor: Int64

  public init(
    id: CreditNoteID, number: String, invoiceNumber: String, account: BillingAccountID, accountReference: String,
    accountName: String, currency: Currency, issuedOn: Day, reason: String, netMinor: Int64, taxMinor: Int64, grossMinor: Int64
  ) {
    self.id = id
    self.number = number
    self.invoiceNumber = invoiceNumber
    self.account = account
    self.accountReference = accountReference
    self.accountName = accountName
    self.currency = currency
    self.issuedOn = issuedOn
    self.reason = reason
    self.netMinor = netMinor
    self.taxMinor = taxMinor
    self.grossMinor = grossMinor
  }
}

/// Which credit notes to list.
public struct CreditNoteFilter: Sendable, Hashable {
  public var invoiceNumber: String?
  public var account: BillingAccountID?
  public var offset: Int
  public var limit: Int
  public var newestFirst: Bool
  /// Only credit notes to accounts of this customer.
  public var customer: CustomerID?
  /// Only what was issued behind this one.
  public var after: CreditNoteID?

  public init(
    invoiceNumber: String? = nil, account: BillingAccountID? = nil, offset: Int = 0, limit: Int = 50, newestFirst: Bool = false,
    customer: CustomerID? = nil, after: CreditNoteID? = nil
  ) {
    self.newestFirst = newestFirst
    self.customer = customer
    self.after = after
    self.invoiceNumber = invoiceNumber
    self.account = account
    self.offset = offset
    self.limit = limit
  }
}

extension ProblemCode {
  public static let unknownCreditNote = ProblemCode("credit.unknown")
}
