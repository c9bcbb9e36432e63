public import Operations
public import Primitives
public import Subscriptions

extension Store: ReplayStore {
  public func accounts(_ scope: AccountScope, after: BillingAccountID?, limit: Int) throws -> [BillingAccountID] {
    try read { c in
      // Everybody is asked for without the conditions, which would be looked at for every account.
      let condition = scope == .everybody ? "" : "AND \(ScopedAccounts.condition)"
      let rows = try c.prepare("SELECT a.id FROM billing_account a WHERE a.id > ?4 \(condition) ORDER BY a.id LIMIT ?5")
      ScopedAccounts.bind(scope, to: rows)
      rows.bind(4, after?.rawValue ?? Int64.min)
      rows.bind(5, limit)
      defer { rows.reset() }
      var found: [BillingAccountID] = []
      while try rows.step() { found.append(BillingAccountID(rows.int64(0))) }
      return found
    }
  }

  public func accountCount(_ scope: AccountScope) throws -> Int {
    try read { c in
      let row = try c.prepare("SELECT COUNT(*) FROM billing_account a WHERE \(ScopedAccounts.condition)")
      ScopedAccounts.bind(scope, to: row)
      defer { row.reset() }
      return try row.step() ? row.int(0) : 0
    }
  }

  public func billedDays() throws -> ServicePeriod? {
    try read { c in
      let row = try c.prepare(
        """
        SELECT MIN(p.opened_on), MAX(r.bill_through) FROM bill_run_account r JOIN account_position p ON p.account_id = r.account_id
        WHERE r.state IN ('issued', 'nothing')
        """)
      defer { row.reset() }
      guard try row.step(), !row.isNull(1) else { return nil }
      return ServicePeriod(start: row.day(0), end: row.day(1))
    }
  }

  public func readHistories(
    _ accounts: [BillingAccountID], _ span: BillSpan, zones: [String: Zone],
    replay: (SubscriptionID, [String]) throws -> Subscription?, _ body: (AccountHistory) throws -> Void
  ) throws {
    try withoutActuallyEscaping(replay) { replay in
      try read { c in
        let rows = try HistoryRows(c, span, zones: zones, replay: replay)
        var read: [AccountHistory] = []
        var events = 0
        func handOn() throws {
          for history in read { try body(history) }
          read.removeAll(keepingCapacity: true)
          events = 0
        }
        for stretch in Store.stretches(accounts) {
          try rows.begin(stretch)
          for account in stretch {
            guard let history = try rows.history(of: BillingAccountID(account)) else { continue }
            events += history.eventCount
            read.append(history)
            if events >= Store.eventsReadAhead { try handOn() }
          }
        }
        try handOn()
      }
    }
  }

  /// Accounts whose numbers follow each other, as one stretch each; the accounts come in ascending order.
  private static func stretches(_ accounts: [BillingAccountID]) -> [ClosedRange<Int64>] {
    var found: [ClosedRange<Int64>] = []
    for account in accounts.map(\.rawValue) {
      if let last = found.last, last.upperBound + 1 == account {
        found[found.count - 1] = last.lowerBound...account
      } else {
        found.append(account...account)
      }
    }
    return found
  }

  /// How many events are read before their accounts are handed on; half a megabyte of them.
  ///
  /// What reads and what prices then each stay in the processor's caches: pricing account by account took a tenth longer.
  static var eventsReadAhead: Int { 5_000 }

  public func segments() throws -> [String] {
    try read { c in
      let rows = try c.prepare("SELECT DISTINCT segment FROM billing_account ORDER BY segment")
      defer { rows.reset() }
      var found: [String] = []
      while try rows.step() { found.append(rows.text(0)) }
      return found
    }
  }
}

/// Accounts of a scope, in SQL: parameters 1 to 3.
private enum ScopedAccounts {
  static let condition = """
    (?1 IS NULL OR a.segment = ?1)
    AND (?2 IS NULL OR a.reference = ?2 OR EXISTS (
      SELECT 1 FROM billing_account m WHERE m.reference = ?2 AND m.consolidated_into = a.id))
    AND (?3 IS NULL OR EXISTS (
      SELECT 1 FROM billing_account m JOIN subscription_payer p ON p.account_id = m.id
      JOIN subscription_item i ON i.subscription_id = p.subscription_id
      WHERE (m.id = a.id OR m.consolidated_into = a.id) AND i.offering = ?3))
    """

  static func bind(_ scope: AccountScope, to s: Statement) {
    s.bind(1, scope.segment)
    s.bind(2, scope.account)
    s.bind(3, scope.offering?.text)
  }
}
