public import Primitives

/// Debits, credits and balance of every ledger account and currency: a pure fold over postings.
public struct TrialBalance: Sendable, Hashable {
  /// Debits and credits of one ledger account in one currency.
  public struct Row: Sendable, Hashable {
    public var ledgerAccount: LedgerAccountCode
    public var currency: Currency
    /// Sum of the debits, zero or more. Wide, so that any number of postings fits.
    public var debitMinor: Int128
    /// Sum of the credits as a positive number.
    public var creditMinor: Int128
    public var balanceMinor: Int128 { debitMinor - creditMinor }

    public init(ledgerAccount: LedgerAccountCode, currency: Currency, debitMinor: Int128, creditMinor: Int128) {
      self.ledgerAccount = ledgerAccount
      self.currency = currency
      self.debitMinor = debitMinor
      self.creditMinor = creditMinor
    }
  }

  /// By currency, then account code.
  public var rows: [Row]

  public init(rows: [Row]) { self.rows = rows }

  public init(of entries: [JournalEntry]) {
    var index: [LedgerAccountCode: [(Currency, Int)]] = [:]
    var rows: [Row] = []
    for entry in entries {
      for posting in entry.postings {
        let at: Int
        if let known = index[posting.ledgerAccount]?.first(where: { $0.0 == entry.currency }) {
          at = known.1
        } else {
          at = rows.count
          rows.append(Row(ledgerAccount: posting.ledgerAccount, currency: entry.currency, debitMinor: 0, creditMinor: 0))
          index[posting.ledgerAccount, default: []].append((entry.currency, at))
        }
        if posting.amountMinor >= 0 {
          rows[at].debitMinor += Int128(posting.amountMinor)
        } else {
          rows[at].creditMinor -= Int128(posting.amountMinor)
        }
      }
    }
    self.rows = rows.sorted { ($0.currency, $0.ledgerAccount) < ($1.currency, $1.ledgerAccount) }
  }

  /// The currencies in which debits and credits differ; empty in sound books.
  public var unbalancedCurrencies: [Currency] {
    var sums: [(currency: Currency, sum: Int128)] = []
    for row in rows {
      if let at = sums.firstIndex(where: { $0.currency == row.currency }) { sums[at].sum += row.balanceMinor } else { sums.append((row.currency, row.balanceMinor)) }
    }
    return sums.filter { $0.sum != 0 }.map(\.currency)
  }
}

/// What each billing account owes according to the postings that name it.
public enum ReceivableSubLedger {
  /// Balances by billing account of one control account and currency; their sum is the control account's balance.
  public static func balances(of entries: [JournalEntry], control: LedgerAccountCode, currency: Currency) -> [BillingAccountID: Int128] {
    var balances: [BillingAccountID: Int128] = [:]
    for entry in entries where entry.currency == currency {
      for posting in entry.postings where posting.ledgerAccount == control {
        if let account = posting.billingAccount { balances[account, default: 0] += Int128(posting.amountMinor) }
      }
    }
    return balances
  }
}
