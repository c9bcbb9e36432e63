public import Accounting
public import Balances
public import Primitives

/// How movements of money on customer balances are booked.
///
/// A prepaid balance is money owed to the customer: a liability until it is spent.
///
/// | Movement | Debit | Credit |
/// | --- | --- | --- |
/// | top-up | payments in transit | prepaid balances |
/// | bonus, adjustment up | goodwill | prepaid balances |
/// | adjustment down | prepaid balances | goodwill |
/// | transfer out, in | prepaid balances, transfers in transit | transfers in transit, prepaid balances |
/// | expiry | prepaid balances | revenue from expired balances |
/// | rollover | nothing: it stays what it is | |
public enum BalancePosting {
  /// The entry for what one change did to money; `nil` when it did nothing that a book shows.
  ///
  /// Its subject is completed by whoever gives the movements their numbers.
  public static func entry(
    _ change: BalanceChange, seller: SellerCode, bookedOn: Day, accounts: PostingAccounts = .standard
  ) -> JournalEntry? {
    if !change.balance.kind.settles { return nil }
    var postings: [Posting] = []
    var occasion: JournalEntry.Occasion?
    for movement in change.movements where change.balance[movement.bucket]?.terms.unit.isMoney == true {
      guard let (why, counter) = counterpart(of: movement.kind, accounts) else { continue }
      occasion = why
      postings.append(Posting(ledgerAccount: counter, amountMinor: movement.amount))
      postings.append(Posting(ledgerAccount: accounts.prepaidBalance, amountMinor: 0 - movement.amount))
    }
    guard let occasion else { return nil }
    return JournalEntry(
      occasion: occasion, seller: seller, bookedOn: bookedOn, currency: change.balance.currency, subject: change.balance.reference, postings: postings)
  }

  private static func counterpart(
    of kind: BalanceMovement.Kind, _ accounts: PostingAccounts
  ) -> (JournalEntry.Occasion, LedgerAccountCode)? {
    switch kind {
    case .topUp: (.topUp, accounts.paymentClearing)
    case .bonus, .adjustment: (.balanceAdjustment, accounts.goodwill)
    case .transferIn, .transferOut: (.balanceTransfer, accounts.transferClearing)
    case .expiry: (.balanceExpiry, accounts.expiredBalances)
    // What is spent is booked with its revenue and tax; a rollover stays with the same customer.
    case .consumption, .refund, .rolloverIn, .rolloverOut: nil
    }
  }
}
