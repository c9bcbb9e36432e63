import Primitives
import Subscriptions

/// An account's subscriptions as each of several bills knew them.
struct SubscriptionsAsKnown {
  /// As they are now, so that usage is priced by what was held on its day; as the last bill knew them where another account
  /// pays days since that were this one's, or nobody does.
  private(set) var last: [Subscription] = []
  /// In step with the bills; `nil` where it is the same as `last`.
  private(set) var at: [[Subscription]?] = []

  /// - Parameter now: what the account pays, or once paid, as it is now.
  init(
    _ now: [Subscription], paidBy account: BillingAccountID, billed: some Sequence<SubscriptionID>, _ factsThrough: [Int64], lastFact: Int64,
    before end: Day, _ replay: (SubscriptionID, [String]) throws -> Subscription?, _ c: Connection
  ) throws {
    var projected = now
    var moved: [SubscriptionID] = []
    // What was billed and moved away since, as if it had never been the account's own, was the account's then.
    for id in billed where !projected.contains(where: { $0.id == id }) {
      if let away = try SubscriptionRows.movedAway(id, c) {
        projected.append(away.subscription)
        moved.append(id)
      }
    }
    projected.sort { $0.id < $1.id }
    at = Array(repeating: nil, count: factsThrough.count)
    last = projected
    guard let first = factsThrough.min(), let through = factsThrough.last, first < lastFact else { return }
    var later = try SubscriptionsAsKnown.facts(paidBy: account, after: first, c)
    for id in moved { later[id] = .max }
    if later.isEmpty { return }
    func known(as through: Int64) throws -> [Subscription] {
      try projected.compactMap { subscription in
        later[subscription.id].map { $0 > through } ?? false
          ? try replay(subscription.id, try SubscriptionsAsKnown.texts(subscription.id, through, c)) : subscription
      }
    }
    let then = try known(as: through)
    last = projected.compactMap { now in
      guard let before = then.first(where: { $0.id == now.id }) else { return now.startsOn < end ? now : nil }
      return !moved.contains(now.id) && now.pays(everyDayOf: before, by: account, before: end) ? now : before
    }
    let isKnown = last == then
    for (index, fact) in factsThrough.enumerated() where fact != through || !isKnown { at[index] = try known(as: fact) }
  }

  /// The last fact of each subscription that has one after a number.
  private static func facts(paidBy account: BillingAccountID, after: Int64, _ c: Connection) throws -> [SubscriptionID: Int64] {
    let rows = try c.prepare(
      """
      SELECT f.subscription_id, MAX(f.id) FROM subscription_payer p JOIN subscription_fact f ON f.subscription_id = p.subscription_id
      WHERE p.account_id = ? AND f.id > ? GROUP BY f.subscription_id
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, after)
    defer { rows.reset() }
    var found: [SubscriptionID: Int64] = [:]
    while try rows.step() { found[SubscriptionID(rows.int64(0))] = rows.int64(1) }
    return found
  }

  private static func texts(_ id: SubscriptionID, _ through: Int64, _ c: Connection) throws -> [String] {
    let rows = try c.prepare("SELECT body FROM subscription_fact WHERE subscription_id = ? AND id <= ? ORDER BY number")
    rows.bind(1, id.rawValue)
    rows.bind(2, through)
    defer { rows.reset() }
    var found: [String] = []
    while try rows.step() { found.append(rows.text(0)) }
    return found
  }
}
