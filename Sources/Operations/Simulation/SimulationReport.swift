public import Primitives

/// What a draft catalog would have made of a segment's bills, beside what the published catalogs make of them.
///
/// Grows with the catalog, never with accounts or events. Adding reports of disjoint accounts in any order gives the
/// same report.
public struct SimulationReport: Sendable {
  /// By currency code.
  public internal(set) var currencies: [CurrencyReport] = []
  /// Accounts whose bills could be made with both.
  public internal(set) var accounts = 0
  public internal(set) var bills = 0
  public internal(set) var notPriced = NotPricedCounts()

  public init() {}

  /// Whether any account would pay something else.
  public var changesNothing: Bool { currencies.allSatisfy { $0.bands[ChangeBand.same.rawValue].accounts == $0.accounts } }

  mutating func add(_ account: SimulatedAccount) {
    switch account.result {
    case .notPriced(let reason): notPriced.add(reason, account.account, account.reference)
    case .priced(let before, let after):
      accounts += 1
      bills += max(before.count, after.count)
      let place = place(of: account.currency)
      currencies[place].add(account, before, after)
    }
  }

  mutating func add(_ other: SimulationReport) {
    accounts += other.accounts
    bills += other.bills
    notPriced.add(other.notPriced)
    for currency in other.currencies {
      let place = place(of: currency.currency)
      currencies[place].add(currency)
    }
  }

  private mutating func place(of currency: Currency) -> Int {
    if let known = currencies.firstIndex(where: { $0.currency == currency }) { return known }
    let place = currencies.firstIndex { $0.currency.code > currency.code } ?? currencies.endIndex
    currencies.insert(CurrencyReport(currency: currency), at: place)
    return place
  }
}
