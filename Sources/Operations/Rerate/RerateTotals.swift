import Invoicing
import Parties
public import Primitives

/// What a re-rating comes to over all accounts. Grows with the catalog, not with accounts.
public struct RerateTotals: Sendable, Equatable {
  /// Accounts whose bills were made again.
  public internal(set) var accounts = 0
  /// Accounts whose amounts are right, but not what their next bill goes on from.
  public internal(set) var onlyCounters = 0
  /// By currency code; only currencies in which something differs.
  public internal(set) var currencies: [InCurrency] = []
  public internal(set) var notPriced = NotPricedCounts()

  public struct InCurrency: Sendable, Equatable {
    public var currency: Currency
    public var accounts = 0
    public var lines = 0
    /// What accounts have to pay more, before tax where prices are without it.
    public var more = Exact.zero
    /// What they have to pay less; negative.
    public var less = Exact.zero
    /// In step with `RerateReason.allCases`.
    public var byReason = RerateReason.allCases.map { _ in Exact.zero }

    public var difference: Exact { more + less }
  }

  public init() {}

  public var changesNothing: Bool { currencies.isEmpty && onlyCounters == 0 }
  public var differingAccounts: Int { currencies.reduce(0) { $0 + $1.accounts } }

  mutating func add(_ account: ReratedAccount) {
    switch account.result {
    case .same: accounts += 1
    case .notPriced(let reason): notPriced.add(reason, account.account.id, account.account.reference)
    case .differs(let lines, _):
      accounts += 1
      if lines.isEmpty {
        onlyCounters += 1
        return
      }
      let place = place(of: account.account.currency)
      currencies[place].accounts += 1
      currencies[place].lines += lines.count
      for line in lines { currencies[place].add(line) }
    }
  }

  private mutating func place(of currency: Currency) -> Int {
    if let known = currencies.firstIndex(where: { $0.currency == currency }) { return known }
    let place = currencies.firstIndex { $0.currency.code > currency.code } ?? currencies.endIndex
    currencies.insert(InCurrency(currency: currency), at: place)
    return place
  }
}

extension RerateTotals.InCurrency {
  fileprivate mutating func add(_ line: ReratedLine) {
    func exact(_ minor: Int64) -> Exact { Exact(unscaled: minor, scale: currency.minorDigits) }
    let amount = line.difference.amountMinor
    if amount > 0 { more += exact(amount) } else { less += exact(amount) }
    for part in line.reasons {
      guard let at = RerateReason.allCases.firstIndex(of: part.reason) else { continue }
      byReason[at] += exact(part.amountMinor)
    }
  }
}
