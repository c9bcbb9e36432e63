public import Accounting
public import Primitives

/// Revenue earned but not yet billed when a month closes, and its reversal the day after.
public struct UnbilledAccrual: Sendable, Hashable {
  /// Booked on the last day of the month.
  public var accrual: JournalEntry
  /// Booked on the first day of the next month, as the invoice will book the revenue itself.
  public var reversal: JournalEntry

  /// `earned` holds the net amounts per revenue account; `nil` when they are all zero or their sum does not fit 64 bits.
  public init?(
    account: BillingAccountID, seller: SellerCode, currency: Currency,
    earned: [(revenueAccount: LedgerAccountCode, amountMinor: Int64)], closing period: AccountingPeriod,
    accounts: PostingAccounts = .standard
  ) {
    var postings: [Posting] = []
    var sum: Int64 = 0
    for part in earned where part.amountMinor != 0 {
      let (result, over) = sum.addingReportingOverflow(part.amountMinor)
      if over || part.amountMinor == .min { return nil }
      sum = result
      postings.append(Posting(ledgerAccount: part.revenueAccount, amountMinor: -part.amountMinor))
    }
    if postings.isEmpty { return nil }
    if sum != 0 {
      postings.insert(Posting(ledgerAccount: accounts.unbilledReceivable, billingAccount: account, amountMinor: sum), at: 0)
    }
    accrual = JournalEntry(
      occasion: .accrual, seller: seller, bookedOn: period.lastDay, currency: currency,
      subject: "unbilled \(account) \(period)", postings: postings)
    reversal = accrual.reversed(on: period.end, subject: "unbilled \(account) \(period) reversed")
  }
}
