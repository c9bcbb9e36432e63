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

extension Store {
  /// Subscriptions with the account that pays for them on a day, read from one snapshot; those that are not there, or that nobody
  /// pays for, are left out.
  public func paid(_ ids: [SubscriptionID], on day: Day) throws -> [PaidSubscription] {
    try read { c in
      var found: [PaidSubscription] = []
      found.reserveCapacity(ids.count)
      let accounts = try c.prepare("SELECT \(AccountRows.columns) FROM billing_account a WHERE a.id = ?")
      for id in ids {
        guard let subscription = try SubscriptionRows.one(id, c) else { continue }
        // Who pays on that day; a payer of another day is a case for the bill.
        guard let payer = subscription.payer(on: day) ?? subscription.payers.first?.account else { continue }
        accounts.bind(1, payer.rawValue)
        defer { accounts.reset() }
        guard try accounts.step() else { continue }
        found.append(
          PaidSubscription(subscription: subscription, account: try AccountRows.account(accounts), balance: try Store.payingBalance(of: id, payer, c)))
      }
      return found
    }
  }

  /// What says that somebody else may use or pay by now: the newest catalog, subscription fact and customer balance.
  public func newestOfSubscribers() throws -> (catalog: CatalogVersionID?, subscriptionFact: Int64, balance: Int64) {
    try read { c in
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

  private static func payingBalance(of subscription: SubscriptionID, _ account: BillingAccountID, _ c: Connection) throws -> CustomerBalanceID? {
    let row = try c.prepare(
      """
      SELECT b.id FROM customer_balance b LEFT JOIN customer_balance_subscription s ON s.balance_id = b.id AND s.subscription_id = ?2
      WHERE b.account_id = ?1 AND (s.id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM customer_balance_subscription o WHERE o.balance_id = b.id))
      ORDER BY CASE WHEN s.id IS NULL THEN 1 ELSE 0 END, b.id LIMIT 1
      """)
    row.bind(1, account.rawValue)
    row.bind(2, subscription.rawValue)
    defer { row.reset() }
    return try row.step() ? CustomerBalanceID(row.int64(0)) : nil
  }
}
