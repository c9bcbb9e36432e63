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
  public func paid(_ ids: [SubscriptionID], on day: Day) throws -> [PaidSubscription] {
    try reading { c in
      let newcomers = try expected?.newcomers(ids) ?? Newcomers(ids, c)
      // Who pays on that day; whoever paid on another day is asked for again.
      let paid = try newcomers.read { $0.payer(on: day) ?? $0.payers.first?.account }
      expected?.keep(newcomers)
      return paid
    }
  }

  /// A subscription as an account pays for it, or did; `nil` when it never did.
  public func paid(_ id: SubscriptionID, by account: BillingAccountID) throws -> PaidSubscription? {
    try reading { c in try Newcomers([id], c).read { _ in account }.first }
  }

  /// What says that somebody else may use or pay by now: the newest catalog, subscription fact and customer balance, and how often something was
  /// written anew.
  public func newestOfSubscribers() throws -> (catalog: CatalogVersionID?, subscriptionFact: Int64, balance: Int64, rebuilt: Int64) {
    try reading { c in
      let row = try c.prepare(
        """
        SELECT (SELECT MAX(id) FROM catalog_version), (SELECT COALESCE(MAX(id), 0) FROM subscription_fact),
          (SELECT COALESCE(MAX(id), 0) FROM customer_balance), (SELECT COALESCE(MAX(number), 0) FROM commit_mark WHERE writer = 'rebuild')
        """)
      defer { row.reset() }
      _ = try row.step()
      return (row.optionalInt64(0).map { CatalogVersionID($0) }, row.int64(1), row.int64(2), row.int64(3))
    }
  }
}
