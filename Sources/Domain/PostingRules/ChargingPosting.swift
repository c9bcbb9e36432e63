public import Accounting
public import Charging
public import Primitives

/// How what was spent from prepaid balances is booked: the liability becomes revenue, and tax that is due now.
///
/// | | Debit | Credit |
/// | --- | --- | --- |
/// | used | prepaid balances, what was taken | revenue of the price; tax payable |
/// | given back | revenue; tax payable | prepaid balances |
///
/// Units of a service stand in no book. What nobody could pay for is no revenue.
public enum ChargingPosting {
  /// One entry for many charges of one seller and currency; `nil` when no money moved.
  public static func entry(
    _ charged: some Sequence<ChargedService>, seller: SellerCode, currency: Currency, bookedOn: Day, subject: String, accounts: PostingAccounts = .standard
  ) -> JournalEntry? {
    let moved = charged.filter { $0.collectedMinor != 0 }
    if moved.isEmpty { return nil }
    var postings = postings(moved, accounts)
    if postings.isEmpty {
      // What was taken and given back at once comes to nothing, and moved all the same: both stand there.
      postings = self.postings(moved.filter { $0.collectedMinor > 0 }, accounts) + self.postings(moved.filter { $0.collectedMinor < 0 }, accounts)
    }
    return JournalEntry(occasion: .consumption, seller: seller, bookedOn: bookedOn, currency: currency, subject: subject, postings: postings)
  }

  private static func postings(_ charged: [ChargedService], _ accounts: PostingAccounts) -> [Posting] {
    var taken: Int64 = 0
    var tax: Int64 = 0
    var revenue: [(account: LedgerAccountCode, amount: Int64)] = []
    for charge in charged {
      let (net, itsTax) = collected(charge)
      taken += net + itsTax
      tax += itsTax
      if let at = revenue.firstIndex(where: { $0.account == charge.revenueAccount }) {
        revenue[at].amount += net
      } else {
        revenue.append((charge.revenueAccount, net))
      }
    }
    var postings = [Posting(ledgerAccount: accounts.prepaidBalance, amountMinor: taken)]
    for part in revenue { postings.append(Posting(ledgerAccount: part.account, amountMinor: 0 - part.amount)) }
    postings.append(Posting(ledgerAccount: accounts.taxPayable, amountMinor: 0 - tax))
    postings.removeAll { $0.amountMinor == 0 }
    return postings
  }

  /// Net and tax of what was paid: the tax shrinks with the amount.
  static func collected(_ charge: ChargedService) -> (net: Int64, tax: Int64) {
    if charge.uncollectedMinor == 0 { return (charge.netMinor, charge.taxMinor) }
    let share = Exact(unscaled: charge.taxMinor, scale: 0) * Exact(unscaled: charge.collectedMinor, scale: 0) / Exact(unscaled: charge.grossMinor, scale: 0)
    let tax = share.minorUnits(digits: 0, mode: .halfUp) ?? 0
    return (charge.collectedMinor - tax, tax)
  }
}
