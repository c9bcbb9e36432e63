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
  public internal(set) var notPriced: [NotPriced] = []

  /// Accounts that the draft cannot price for one reason.
  public struct NotPriced: Sendable, Hashable {
    public var code: String
    /// The words for the first account, by number.
    public var message: String
    public var accounts: Int
    /// The first of them, by number; at most `kept`.
    public var examples: [Example]

    public struct Example: Sendable, Hashable {
      public var account: BillingAccountID
      public var reference: String
    }

    static let kept = 3
    /// The message without the digits in it: what is only another number is no other reason.
    let kind: String
  }

  public init() {}

  public var notPricedAccounts: Int { notPriced.reduce(0) { $0 + $1.accounts } }

  /// Whether any account would pay something else.
  public var changesNothing: Bool { currencies.allSatisfy { $0.bands[ChangeBand.same.rawValue].accounts == $0.accounts } }

  mutating func add(_ account: SimulatedAccount) {
    switch account.result {
    case .notPriced(let reason):
      let example = NotPriced.Example(account: account.account, reference: account.reference)
      add(NotPriced(code: reason.code, message: reason.message, accounts: 1, examples: [example], kind: reason.message.withoutDigits))
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
    for reason in other.notPriced { add(reason) }
    for currency in other.currencies {
      let place = place(of: currency.currency)
      currencies[place].add(currency)
    }
  }

  private mutating func add(_ more: NotPriced) {
    guard let at = notPriced.firstIndex(where: { $0.code == more.code && $0.kind == more.kind }) else {
      let place = notPriced.firstIndex { ($0.code, $0.kind) > (more.code, more.kind) } ?? notPriced.endIndex
      return notPriced.insert(more, at: place)
    }
    if let mine = notPriced[at].examples.first, let first = more.examples.first, first.account < mine.account {
      notPriced[at].message = more.message
    }
    notPriced[at].accounts += more.accounts
    notPriced[at].examples = Array((notPriced[at].examples + more.examples).sorted { $0.account < $1.account }.prefix(NotPriced.kept))
  }

  private mutating func place(of currency: Currency) -> Int {
    if let known = currencies.firstIndex(where: { $0.currency == currency }) { return known }
    let place = currencies.firstIndex { $0.currency.code > currency.code } ?? currencies.endIndex
    currencies.insert(CurrencyReport(currency: currency), at: place)
    return place
  }
}

extension String {
  fileprivate var withoutDigits: String { filter { !$0.isNumber } }
}
