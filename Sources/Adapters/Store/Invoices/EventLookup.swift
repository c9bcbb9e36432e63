public import Operations
public import Primitives

extension Store {
  /// The identities of stored events, by their number.
  public func eventIdentities(_ events: [Int64]) throws -> [Int64: EventIdentityText] {
    try read { c in
      let row = try c.prepare("SELECT source, id FROM usage_event WHERE event = ?")
      var found: [Int64: EventIdentityText] = [:]
      for event in events {
        row.bind(1, event)
        if try row.step() { found[event] = EventIdentityText(source: row.text(0), id: row.text(1)) }
        row.reset()
      }
      return found
    }
  }

  /// The references of accounts, by their number.
  public func accountReferences(_ ids: Set<BillingAccountID>) throws -> [BillingAccountID: String] {
    try references(ids, in: "SELECT reference FROM billing_account WHERE id = ?") { $0.rawValue }
  }

  /// The references of subscriptions, by their number.
  public func subscriptionReferences(_ ids: Set<SubscriptionID>) throws -> [SubscriptionID: String] {
    try references(ids, in: "SELECT reference FROM subscription WHERE id = ?") { $0.rawValue }
  }

  private func references<ID: Hashable>(_ ids: Set<ID>, in sql: String, _ number: (ID) -> Int64) throws -> [ID: String] {
    if ids.isEmpty { return [:] }
    return try read { c in
      let row = try c.prepare(sql)
      var found: [ID: String] = [:]
      for id in ids {
        row.bind(1, number(id))
        if try row.step() { found[id] = row.text(0) }
        row.reset()
      }
      return found
    }
  }

  /// The references and first offerings of subscriptions, by their number.
  public func subscriptionLabels(_ ids: [SubscriptionID]) throws -> [SubscriptionID: SubscriptionLabel] {
    try read { c in
      let row = try c.prepare(
        """
        SELECT s.reference, s.subject, (SELECT offering FROM subscription_item i WHERE i.subscription_id = s.id ORDER BY number LIMIT 1)
        FROM subscription s WHERE s.id = ?
        """)
      var found: [SubscriptionID: SubscriptionLabel] = [:]
      for id in ids {
        row.bind(1, id.rawValue)
        if try row.step() {
          found[id] = SubscriptionLabel(reference: row.text(0), subject: row.text(1), offering: OfferingCode(row.text(2)))
        }
        row.reset()
      }
      return found
    }
  }
}
