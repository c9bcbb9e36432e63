public import Primitives

/// One balanced booking. Its postings sum to zero per currency; it is never edited, only reversed.
public struct JournalEntry: Sendable, Hashable {
  /// Why something is booked.
  public enum Occasion: String, Sendable, Codable, CaseIterable {
    case invoice, recognition, accrual, reversal
    case creditNote = "credit-note"
    case topUp = "top-up"
    case balanceAdjustment = "balance-adjustment"
    case balanceTransfer = "balance-transfer"
    case balanceExpiry = "balance-expiry"
    /// What was spent from customer balances.
    case consumption
  }

  public var occasion: Occasion
  public var seller: SellerCode
  /// The accounting day.
  public var bookedOn: Day
  public var currency: Currency
  /// What it books: an invoice number, a recognition's invoice and month.
  public var subject: String
  public var invoice: InvoiceID?
  public var postings: [Posting]

  public init(
    occasion: Occasion, seller: SellerCode, bookedOn: Day, currency: Currency, subject: String, invoice: InvoiceID? = nil,
    postings: [Posting]
  ) {
    self.occasion = occasion
    self.seller = seller
    self.bookedOn = bookedOn
    self.currency = currency
    self.subject = subject
    self.invoice = invoice
    self.postings = postings
  }
}

/// One side of an entry. Debits are positive, credits negative; so an entry sums to zero.
public struct Posting: Sendable, Hashable {
  public var ledgerAccount: LedgerAccountCode
  /// The sub-ledger the posting belongs to, for receivables.
  public var billingAccount: BillingAccountID?
  public var amountMinor: Int64

  public init(ledgerAccount: LedgerAccountCode, billingAccount: BillingAccountID? = nil, amountMinor: Int64) {
    self.ledgerAccount = ledgerAccount
    self.billingAccount = billingAccount
    self.amountMinor = amountMinor
  }
}
