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
    let list = NumberList(ids.lazy.map(\.rawValue))
    let balances = try PayingBalances(of: list, c)
    let several = try SubscriptionRows.Several(list, c)
    let (subscriptions, accounts) = try several.read()
    try balances.read()
    return subscriptions.compactMap { subscription in
      // Who pays on that day; a payer of another day is a case for the bill.
      guard let payer = subscription.payer(on: day) ?? subscription.payers.first?.account, let account = accounts[payer] else { return nil }
      return PaidSubscription(subscription: subscription, account: account, balance: balances.balance(of: subscription.id, payer))
    }
  }
}

/// Which customer balance of an account pays for a subscription: the oldest that names it, else the oldest that names none.
private final class PayingBalances {
  private struct Payment: Hashable {
    var subscription: SubscriptionID
    var account: BillingAccountID
  }

  private var naming: [Payment: CustomerBalanceID] = [:]
  private var ofAll: [BillingAccountID: CustomerBalanceID] = [:]
  private let rows: Statement

  /// Asks for those of the accounts that ever pay for some subscriptions.
  init(of list: NumberList, _ c: Connection) throws {
    rows = try list.ahead(
      """
      SELECT b.id, b.account_id, p.subscription_id, s.balance_id, EXISTS (SELECT 1 FROM customer_balance_subscription o WHERE o.balance_id = b.id)
      FROM \(NumberList.rows(c)) CROSS JOIN subscription_payer p ON p.subscription_id = CAST(v.value AS BIGINT)
      CROSS JOIN customer_balance b ON b.account_id = p.account_id
      LEFT JOIN customer_balance_subscription s ON s.balance_id = b.id AND s.subscription_id = p.subscription_id ORDER BY b.id
      """, c)
  }

  func read() throws {
    defer { rows.reset() }
    while try rows.step() {
      let (balance, account) = (CustomerBalanceID(rows.int64(0)), BillingAccountID(rows.int64(1)))
      if !rows.isNull(3) {
        let payment = Payment(subscription: SubscriptionID(rows.int64(2)), account: account)
        if naming[payment] == nil { naming[payment] = balance }
      } else if rows.int64(4) == 0, ofAll[account] == nil {
        ofAll[account] = balance
      }
    }
  }

  func balance(of subscription: SubscriptionID, _ account: BillingAccountID) -> CustomerBalanceID? {
    naming[Payment(subscription: subscription, account: account)] ?? ofAll[account]
  }
}
