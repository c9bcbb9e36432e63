import Balances
import Operations
import Parties
import Primitives
import Subscriptions

/// Subscriptions of which nothing is known yet, with who pays and what they have to spend: asked for ahead, on a server with whatever is
/// asked next.
final class Newcomers {
  let ids: [SubscriptionID]
  private let several: SubscriptionRows.Several
  private let paying: PayingBalances
  /// Their customer balances without controls; there once they were read.
  var balances: [CustomerBalanceID: ChargingMemory.Remembered] { paying.balances }

  init(_ ids: [SubscriptionID], _ c: Connection) throws {
    self.ids = ids
    let list = NumberList(ids.lazy.map(\.rawValue))
    paying = try PayingBalances(of: list, c)
    several = try SubscriptionRows.Several(list, c)
  }

  /// Those that there are and that somebody pays for.
  ///
  /// - Parameter payer: whose they are to be taken for.
  func read(_ payer: (Subscription) -> BillingAccountID?) throws -> [PaidSubscription] {
    let (subscriptions, accounts) = try several.read()
    try paying.read()
    return subscriptions.compactMap { subscription in
      guard let payer = payer(subscription), let account = accounts[payer] else { return nil }
      return PaidSubscription(subscription: subscription, account: account, balance: paying.balance(of: subscription.id, payer))
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
  private(set) var balances: [CustomerBalanceID: ChargingMemory.Remembered] = [:]
  private let rows: Statement

  /// Asks for those of the accounts that ever pay for some subscriptions.
  init(of list: NumberList, _ c: Connection) throws {
    rows = try list.ahead(
      """
      SELECT \(FoundBalances.columns), p.subscription_id, s.balance_id
      FROM \(NumberList.rows(c)) CROSS JOIN subscription_payer p ON p.subscription_id = CAST(v.value AS BIGINT)
      CROSS JOIN customer_balance b ON b.account_id = p.account_id CROSS JOIN billing_account a ON a.id = b.account_id
      CROSS JOIN balance_bucket k ON k.balance_id = b.id
      LEFT JOIN customer_balance_subscription s ON s.balance_id = b.id AND s.subscription_id = p.subscription_id
      WHERE s.balance_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM customer_balance_subscription o WHERE o.balance_id = b.id)
      ORDER BY b.id, k.number
      """, c)
  }

  func read() throws {
    defer { rows.reset() }
    var found = FoundBalances()
    while try rows.step() {
      let balance = try found.add(rows)
      if !rows.isNull(FoundBalances.count + 1) {
        let payment = Payment(subscription: SubscriptionID(rows.int64(FoundBalances.count)), account: balance.account)
        if naming[payment] == nil { naming[payment] = balance.id }
      } else if ofAll[balance.account] == nil {
        ofAll[balance.account] = balance.id
      }
    }
    balances = Dictionary(uniqueKeysWithValues: found.all.lazy.map { ($0.charged.balance.id, $0) })
  }

  func balance(of subscription: SubscriptionID, _ account: BillingAccountID) -> CustomerBalanceID? {
    naming[Payment(subscription: subscription, account: account)] ?? ofAll[account]
  }
}

/// Customer balances with their buckets and where their lists end, put together from rows of buckets `k`, balances `b` and accounts `a` in
/// the order of balances and buckets; a row may come several times.
struct FoundBalances {
  static let columns = """
    \(BalanceRows.bucketColumns), b.reference, b.account_id, a.seller, a.currency, b.kind, b.credit_limit_minor, b.id, \(BalanceTail.columns)
    """
  /// How many columns these are.
  static let count: Int32 = 26

  private(set) var all: [ChargingMemory.Remembered] = []

  /// - Returns: which balance it is about, and whose.
  mutating func add(_ row: Statement) throws -> (id: CustomerBalanceID, account: BillingAccountID) {
    let id = CustomerBalanceID(row.int64(19))
    if let last = all.indices.last, all[last].charged.balance.id == id {
      if all[last].charged.balance.buckets.last?.number != row.int(1) { all[last].charged.balance.buckets.append(try BalanceRows.bucket(row)) }
      return (id, all[last].charged.balance.account)
    }
    guard let currency = Currency(row.text(16)), let kind = CustomerBalance.Kind(rawValue: row.text(17)) else {
      throw DamagedRow(table: "customer_balance", row: id.rawValue, what: "its kind or the account's currency is none")
    }
    let account = BillingAccountID(row.int64(14))
    // The first of its buckets is the main one, which says where the lists end.
    all.append(
      ChargingMemory.Remembered(
        charged: ChargedBalance(
          balance: CustomerBalance(
            id: id, reference: row.text(13), account: account, currency: currency, kind: kind, creditLimitMinor: row.int64(18),
            buckets: [try BalanceRows.bucket(row)]),
          seller: SellerCode(row.text(15))),
        tail: BalanceTail.read(row, from: 20)))
    return (id, account)
  }
}
