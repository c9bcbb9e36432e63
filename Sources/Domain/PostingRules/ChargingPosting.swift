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
    _ charged: [ChargedService], seller: SellerCode, currency: Currency, bookedOn: Day, subject: String, accounts: PostingAccounts = .standard
  ) -> JournalEntry? {
    var sum = Sum()
    for charge in charged { sum.add(charge) }
    return sum.entry(seller: seller, currency: currency, bookedOn: bookedOn, subject: subject, accounts: accounts)
  }

  /// What many charges come to, added up one by one.
  public struct Sum: Sendable {
    private var all = Half()
    private var taken = Half()
    private var given = Half()

    public init() {}

    /// Adds one charge.
    public mutating func add(_ charge: ChargedService) {
      if charge.collectedMinor == 0 { return }
      let part = (account: charge.revenueAccount, amounts: collected(charge))
      all.add(part)
      if charge.collectedMinor > 0 { taken.add(part) } else { given.add(part) }
    }

    /// `nil` when no money moved.
    public func entry(
      seller: SellerCode, currency: Currency, bookedOn: Day, subject: String, accounts: PostingAccounts = .standard
    ) -> JournalEntry? {
      if all.isEmpty { return nil }
      var postings = all.postings(accounts)
      // What was taken and given back at once comes to nothing, and moved all the same: both stand there.
      if postings.isEmpty { postings = taken.postings(accounts) + given.postings(accounts) }
      return JournalEntry(occasion: .consumption, seller: seller, bookedOn: bookedOn, currency: currency, subject: subject, postings: postings)
    }
  }

  /// Charges of one direction, or of both.
  private struct Half {
    private var taken: Int64 = 0
    private var tax: Int64 = 0
    private var revenue: [(account: LedgerAccountCode, amount: Int64)] = []

    var isEmpty: Bool { revenue.isEmpty }

    mutating func add(_ part: (account: LedgerAccountCode, amounts: (net: Int64, tax: Int64))) {
      taken += part.amounts.net + part.amounts.tax
      tax += part.amounts.tax
      if let at = revenue.firstIndex(where: { $0.account == part.account }) {
        revenue[at].amount += part.amounts.net
      } else {
        revenue.append((part.account, part.amounts.net))
      }
    }

    func postings(_ accounts: PostingAccounts) -> [Posting] {
      var postings = [Posting(ledgerAccount: accounts.prepaidBalance, amountMinor: taken)]
      for part in revenue { postings.append(Posting(ledgerAccount: part.account, amountMinor: 0 - part.amount)) }
      postings.append(Posting(ledgerAccount: accounts.taxPayable, amountMinor: 0 - tax))
      postings.removeAll { $0.amountMinor == 0 }
      return postings
    }
  }

  /// Net and tax of what was paid: the tax shrinks with the amount.
  static func collected(_ charge: ChargedService) -> (net: Int64, tax: Int64) {
    if charge.uncollectedMinor == 0 { return (charge.netMinor, charge.taxMinor) }
    let share = Exact(unscaled: charge.taxMinor, scale: 0) * Exact(unscaled: charge.collectedMinor, scale: 0) / Exact(unscaled: charge.grossMinor, scale: 0)
    let tax = share.minorUnits(digits: 0, mode: .halfUp) ?? 0
    return (charge.collectedMinor - tax, tax)
  }
}
