import Balances
public import Parties
public import Primitives
public import Subscriptions

/// A subscription with who pays for what is used under it.
public struct PaidSubscription: Sendable {
  public var subscription: Subscription
  public var account: BillingAccount
  /// The customer balance that pays; `nil`: none does.
  public var balance: CustomerBalanceID?
}

extension ChargingTables {
  /// Subscriptions with the account that pays for them on a day, read from one snapshot in a few questions; those that are not there,
  /// or that nobody pays for, are left out. While requests are decided, it is what their transaction sees.
  public func paid(_ ids: [SubscriptionID], on day: Day) throws -> [PaidSubscription] { try reading { try Store.paid(ids, on: day, $0) } }

  /// What says that somebody else may use or pay by now: the newest catalog, subscription fact and customer balance.
  public func newestOfSubscribers() throws -> (catalog: CatalogVersionID?, subscriptionFact: Int64, balance: Int64) {
    try reading { c in
      let row = try c.prepare(
        """
        SELECT (SELECT MAX(id) FROM catalog_version), (SELECT COALESCE(MAX(id), 0) FROM subscription_fact),
          (SELECT COALESCE(MAX(id), 0) FROM customer_balance)
        """)
      defer { row.reset() }
      _ = try row.step()
      return (row.optionalInt64(0).map { CatalogVersionID($0) }, row.int64(1), row.int64(2))
    }
  }
}

extension Store {
  fileprivate static func paid(_ ids: [SubscriptionID], on day: Day, _ c: Connection) throws -> [PaidSubscription] {
    let subscriptions = try SubscriptionRows.several(NumberList.json(ids.lazy.map(\.rawValue)), c)
    // Who pays on that day; a payer of another day is a case for the bill.
    let payers = subscriptions.map { $0.payer(on: day) ?? $0.payers.first?.account }
    let list = NumberList.json(Set(payers.lazy.compactMap { $0?.rawValue }).sorted())
    let accounts = try Store.accounts(list, c)
    let balances = try PayingBalances(of: list, c)
    return zip(subscriptions, payers).compactMap { subscription, payer in
      guard let payer, let account = accounts[payer] else { return nil }
      return PaidSubscription(subscription: subscription, account: account, balance: balances.balance(of: subscription.id, payer))
    }
  }

  private static func accounts(_ list: String, _ c: Connection) throws -> [BillingAccountID: BillingAccount] {
    let rows = try c.prepare("SELECT \(AccountRows.columns) FROM json_each(?1) v CROSS JOIN billing_account a ON a.id = CAST(v.value AS BIGINT)")
    rows.bind(1, list)
    defer { rows.reset() }
    var found: [BillingAccountID: BillingAccount] = [:]
    while try rows.step() {
      let account = try AccountRows.account(rows)
      found[account.id] = account
    }
    return found
  }
}

/// Which customer balance of an account pays for a subscription: the oldest that names it, else the oldest that names none.
private struct PayingBalances {
  private var naming: [SubscriptionID: [BillingAccountID: CustomerBalanceID]] = [:]
  private var ofAll: [BillingAccountID: CustomerBalanceID] = [:]

  /// - Parameter list: a JSON list of the numbers of accounts.
  init(of list: String, _ c: Connection) throws {
    let rows = try c.prepare(
      """
      SELECT b.id, b.account_id, s.subscription_id FROM json_each(?1) v CROSS JOIN customer_balance b ON b.account_id = CAST(v.value AS BIGINT)
      LEFT JOIN customer_balance_subscription s ON s.balance_id = b.id ORDER BY b.account_id, b.id
      """)
    rows.bind(1, list)
    defer { rows.reset() }
    while try rows.step() {
      let (balance, account) = (CustomerBalanceID(rows.int64(0)), BillingAccountID(rows.int64(1)))
      if let subscription = rows.optionalInt64(2).map({ SubscriptionID($0) }) {
        if naming[subscription]?[account] == nil { naming[subscription, default: [:]][account] = balance }
      } else if ofAll[account] == nil {
        ofAll[account] = balance
      }
    }
  }

  func balance(of subscription: SubscriptionID, _ account: BillingAccountID) -> CustomerBalanceID? { naming[subscription]?[account] ?? ofAll[account] }
}

/// Numbers as the JSON list by which a statement takes several.
enum NumberList {
  static func json(_ numbers: some Sequence<Int64>) -> String {
    var json = JSONText()
    json.array { list in for number in numbers { list.value(number) } }
    return json.string
  }
}
