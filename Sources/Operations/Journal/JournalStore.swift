public import Accounting
public import Primitives

/// The books: balanced entries, appended and read, never changed.
public protocol JournalStore: Sendable {
  /// Sums per ledger account of everything booked on or before a day (`nil`: everything).
  func trialBalance(seller: SellerCode?, through: Day?) throws -> [LedgerBalance]

  /// Every posting of a span of accounting days, in booking order, handed over one at a time.
  func forEachPosting(seller: SellerCode?, from: Day?, through: Day?, _ body: (PostingRow) throws -> Void) throws

  /// Postings of at most `entries` whole journal entries behind the posting `after`, in booking order.
  ///
  /// - Returns: with them the number of the last posting, when more follow.
  func postings(
    seller: SellerCode?, from: Day?, through: Day?, after: Int64, entries: Int
  ) throws -> (postings: [PostingRow], next: Int64?)

  /// Sum of the receivable sub-ledger per currency, as kept with the accounts.
  func receivableSubledger() throws -> [LedgerBalance]

  /// Revenue to be recognised on or before a day and not yet booked, grouped for booking.
  func openRecognitions(through: Day) throws -> [OpenRecognition]

  /// Books entries in one transaction; an entry whose seller, occasion and subject are booked already is left out.
  ///
  /// - Returns: how many were booked.
  func book(_ entries: [JournalEntry], recognised: [OpenRecognition]) throws -> Int
}

/// Debits and credits of one ledger account.
public struct LedgerBalance: Sendable, Hashable {
  public var seller: SellerCode
  public var ledgerAccount: LedgerAccountCode
  public var currency: Currency
  public var debitMinor: Int64
  /// Positive.
  public var creditMinor: Int64

  public var balanceMinor: Int64 { debitMinor - creditMinor }

  public init(
    seller: SellerCode, ledgerAccount: LedgerAccountCode, currency: Currency, debitMinor: Int64, creditMinor: Int64
  ) {
    self.seller = seller
    self.ledgerAccount = ledgerAccount
    self.currency = currency
    self.debitMinor = debitMinor
    self.creditMinor = creditMinor
  }
}

/// One posting with its entry, for an export.
public struct PostingRow: Sendable, Hashable {
  public var entry: Int64
  public var occasion: String
  public var seller: SellerCode
  public var bookedOn: Day
  public var subject: String
  public var ledgerAccount: LedgerAccountCode
  public var billingAccount: BillingAccountID?
  public var currency: Currency
  public var amountMinor: Int64

  public init(
    entry: Int64, occasion: String, seller: SellerCode, bookedOn: Day, subject: String, ledgerAccount: LedgerAccountCode,
    billingAccount: BillingAccountID?, currency: Currency, amountMinor: Int64
  ) {
    self.entry = entry
    self.occasion = occasion
    self.seller = seller
    self.bookedOn = bookedOn
    self.subject = subject
    self.ledgerAccount = ledgerAccount
    self.billingAccount = billingAccount
    self.currency = currency
    self.amountMinor = amountMinor
  }
}

/// Revenue of one invoice line that a day has earned.
public struct OpenRecognition: Sendable, Hashable {
  public var invoice: InvoiceID
  public var invoiceNumber: String
  public var seller: SellerCode
  public var currency: Currency
  public var line: Int
  public var recogniseOn: Day
  public var deferredAccount: LedgerAccountCode
  public var revenueAccount: LedgerAccountCode
  public var amountMinor: Int64

  public init(
    invoice: InvoiceID, invoiceNumber: String, seller: SellerCode, currency: Currency, line: Int, recogniseOn: Day,
    deferredAccount: LedgerAccountCode, revenueAccount: LedgerAccountCode, amountMinor: Int64
  ) {
    self.invoice = invoice
    self.invoiceNumber = invoiceNumber
    self.seller = seller
    self.currency = currency
    self.line = line
    self.recogniseOn = recogniseOn
    self.deferredAccount = deferredAccount
    self.revenueAccount = revenueAccount
    self.amountMinor = amountMinor
  }
}
