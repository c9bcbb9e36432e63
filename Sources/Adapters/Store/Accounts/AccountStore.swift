public import Operations
public import Parties
public import Primitives
public import Subscriptions

extension Store: PartyStore {
  public func register(_ registrations: [Registration], command: StoredCommand? = nil) throws -> [BillingAccountID] {
    try write { c in
      var problems: [Problem] = []
      var ids: [BillingAccountID] = []
      for registration in registrations {
        if try accountID(registration.account.reference, c) != nil {
          problems.append(
            Problem(
              .referenceTaken, at: registration.place, path: "reference",
              "an account with the reference \"\(registration.account.reference)\" exists already",
              remedy: "leave the record out, or give the new account another reference"))
          continue
        }
        var account = registration.account
        if let parent = registration.consolidatedIntoReference {
          guard let id = try accountID(parent, c) else {
            problems.append(
              Problem(
                .unknownAccount, at: registration.place, path: "consolidatedInto",
                "there is no account \"\(parent)\" to consolidate into", remedy: "register that account first, above this one"))
            continue
          }
          account.consolidatedInto = id
        }
        account.customer = try customer(registration, c)
        let id = try insert(account, openedOn: registration.openedOn, c)
        if let invoicing = registration.invoicing { try InvoicingRows.replace(invoicing, of: id, c) }
        ids.append(id)
      }
      if !problems.isEmpty { throw Rejection(problems) }
      try remember(command, c)
      return ids
    }
  }

  private func customer(_ registration: Registration, _ c: Connection) throws -> CustomerID {
    let known = try c.prepare("SELECT id FROM customer WHERE reference = ?")
    known.bind(1, registration.customerReference)
    defer { known.reset() }
    if try known.step() { return CustomerID(known.int64(0)) }
    let row = try c.prepare("INSERT INTO customer(reference, name, segment) VALUES (?, ?, ?)")
    row.bind(1, registration.customerReference)
    row.bind(2, registration.customerName)
    row.bind(3, registration.account.segment)
    try row.run()
    return CustomerID(c.lastInsertedRow)
  }

  private func insert(_ account: BillingAccount, openedOn: Day, _ c: Connection) throws -> BillingAccountID {
    let row = try c.prepare(
      """
      INSERT INTO billing_account(reference, customer_id, name, seller, currency, zone, language, segment, address,
        tax_standing, tax_detail, cycle_unit, cycle_anchor_day, cycle_anchor_month, payment_term_days, payment_method,
        consolidated_into) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    AccountRows.bind(account, to: row)
    try row.run()
    let id = c.lastInsertedRow
    let position = try c.prepare("INSERT INTO account_position(account_id, billed_through, opened_on) VALUES (?1, ?2, ?2)")
    position.bind(1, id)
    position.bind(2, openedOn)
    try position.run()
    return BillingAccountID(id)
  }

  private func accountID(_ reference: String, _ c: Connection) throws -> BillingAccountID? {
    let row = try c.prepare("SELECT id FROM billing_account WHERE reference = ?")
    row.bind(1, reference)
    defer { row.reset() }
    return try row.step() ? BillingAccountID(row.int64(0)) : nil
  }

  public func account(reference: String) throws -> BillingAccount? {
    try read { c in
      let row = try c.prepare(AccountRows.byReference)
      row.bind(1, reference)
      defer { row.reset() }
      return try row.step() ? AccountRows.account(row) : nil
    }
  }

  public func account(_ id: BillingAccountID) throws -> BillingAccount? { try accounts([id]).first }

  public func accounts(_ ids: [BillingAccountID]) throws -> [BillingAccount] {
    try read { c in
      let row = try c.prepare(AccountRows.byNumber)
      return try ids.compactMap { id in
        row.bind(1, id.rawValue)
        defer { row.reset() }
        return try row.step() ? AccountRows.account(row) : nil
      }
    }
  }

  public func billedThrough(_ id: BillingAccountID) throws -> Day? {
    try read { c in
      let row = try c.prepare("SELECT billed_through FROM account_position WHERE account_id = ?")
      row.bind(1, id.rawValue)
      defer { row.reset() }
      return try row.step() ? row.day(0) : nil
    }
  }

  /// `nil` where there is no such account.
  public func zoneName(of account: BillingAccountID) throws -> String? { try read { try AccountRows.zoneName(of: account, $0) } }

  public func zoneNames() throws -> [String] {
    try read { c in
      let rows = try c.prepare("SELECT DISTINCT zone FROM billing_account ORDER BY zone")
      defer { rows.reset() }
      var found: [String] = []
      while try rows.step() { found.append(rows.text(0)) }
      return found
    }
  }

  public func zoneNames(of account: BillingAccountID, on invoice: InvoiceID?) throws -> [String] {
    try read { c in
      // Parts with an index each; one OR over both would look through every account. Without UNION, for which SQLite makes a table each time.
      let rows = try c.prepare(
        """
        SELECT zone FROM billing_account WHERE id = ?1 UNION ALL SELECT zone FROM billing_account WHERE consolidated_into = ?1
        UNION ALL SELECT a.zone FROM invoice_member m JOIN billing_account a ON a.id = m.account_id WHERE m.invoice_id = ?2
        """)
      rows.bind(1, account.rawValue)
      rows.bind(2, invoice?.rawValue)
      defer { rows.reset() }
      var found: Set<String> = []
      while try rows.step() { found.insert(rows.text(0)) }
      return found.sorted()
    }
  }

  public func subscription(reference: String) throws -> Subscription? {
    try read { try SubscriptionRows.one(reference: reference, $0) }
  }

  public func subscriptions(paidBy account: BillingAccountID) throws -> [Subscription] {
    try read { try SubscriptionRows.paid(by: account, $0).map(\.subscription) }
  }

  public func customerReference(_ id: CustomerID) throws -> String? {
    try read { c in
      let row = try c.prepare("SELECT reference FROM customer WHERE id = ?")
      row.bind(1, id.rawValue)
      defer { row.reset() }
      return try row.step() ? row.text(0) : nil
    }
  }

  public func add(_ subscriptions: [NewSubscription], at: Instant, command: StoredCommand?) throws -> [SubscriptionID] {
    try write { c in
      let last = try c.prepare("SELECT COALESCE(MAX(id), 0) FROM subscription")
      _ = try last.step()
      var next = last.int64(0)
      last.reset()
      let ids = try subscriptions.map { entry in
        next += 1
        var subscription = entry.subscription
        subscription.id = SubscriptionID(next)
        try SubscriptionRows.save(subscription, c)
        try append(entry.facts, to: subscription.id, at: at, c)
        return subscription.id
      }
      try remember(command, c)
      return ids
    }
  }

  public func update(_ subscription: Subscription, facts: [SubscriptionFact], at: Instant, command: StoredCommand?) throws {
    try write { c in
      try SubscriptionRows.save(subscription, c)
      try append(facts, to: subscription.id, at: at, c)
      try remember(command, c)
    }
  }

  public func factTexts(of subscription: SubscriptionID) throws -> [String] {
    try read { c in
      let rows = try c.prepare("SELECT body FROM subscription_fact WHERE subscription_id = ? ORDER BY number")
      rows.bind(1, subscription.rawValue)
      defer { rows.reset() }
      var found: [String] = []
      while try rows.step() { found.append(rows.text(0)) }
      return found
    }
  }

  private func append(_ facts: [SubscriptionFact], to id: SubscriptionID, at: Instant, _ c: Connection) throws {
    let last = try c.prepare("SELECT COALESCE(MAX(number), 0) FROM subscription_fact WHERE subscription_id = ?")
    last.bind(1, id.rawValue)
    _ = try last.step()
    var number = last.int64(0)
    last.reset()
    let row = try c.prepare("INSERT INTO subscription_fact(subscription_id, number, recorded_at, body) VALUES (?, ?, ?, ?)")
    for fact in facts {
      number += 1
      row.bind(1, id.rawValue)
      row.bind(2, number)
      row.bind(3, at)
      row.bind(4, fact.json)
      try row.run()
    }
  }

  public func command(key: String) throws -> StoredCommand? {
    try read { c in
      let row = try c.prepare("SELECT fingerprint, answer FROM command WHERE key = ?")
      row.bind(1, key)
      defer { row.reset() }
      return try row.step() ? StoredCommand(key: key, fingerprint: row.text(0), answer: row.text(1)) : nil
    }
  }

  private func remember(_ command: StoredCommand?, _ c: Connection) throws {
    guard let command else { return }
    let row = try c.prepare("INSERT INTO command(key, fingerprint, answer) VALUES (?, ?, ?)")
    row.bind(1, command.key)
    row.bind(2, command.fingerprint)
    row.bind(3, command.answer)
    try row.run()
  }
}
