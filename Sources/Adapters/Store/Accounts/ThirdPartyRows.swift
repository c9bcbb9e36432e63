public import Operations
import Primitives

extension Store {
  public func addThirdParty(_ charges: [ThirdPartyCharge]) throws -> (added: Int, repeated: Int) {
    try write { c in
      let row = try c.prepare(
        """
        INSERT INTO third_party_charge(account_id, source, external_id, provider, name, used_on, amount_minor, tax_category)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, external_id) DO NOTHING
        """)
      var added = 0
      for charge in charges {
        row.bind(1, charge.account.rawValue)
        row.bind(2, charge.source)
        row.bind(3, charge.externalID)
        row.bind(4, charge.provider)
        row.bind(5, charge.name)
        row.bind(6, charge.usedOn)
        row.bind(7, charge.amountMinor)
        row.bind(8, charge.taxCategory.text)
        try row.run()
        added += try c.changes()
      }
      return (added, charges.count - added)
    }
  }

  /// Accounts by reference, from `offset` on.
  public func accountList(search: String?, offset: Int, limit: Int) throws -> [AccountSummary] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT a.reference, a.name, a.seller, a.currency, a.cycle_unit, a.cycle_anchor_day, p.billed_through, p.receivable_minor,
          (SELECT COUNT(DISTINCT subscription_id) FROM subscription_payer s WHERE s.account_id = a.id)
        FROM billing_account a JOIN account_position p ON p.account_id = a.id
        WHERE ?1 IS NULL OR lower(a.reference || ' ' || a.name) LIKE lower(?1) ESCAPE '\\' ORDER BY a.id LIMIT ?2 OFFSET ?3
        """)
      rows.bind(1, search.map(SearchPattern.containing))
      rows.bind(2, limit)
      rows.bind(3, offset)
      defer { rows.reset() }
      var found: [AccountSummary] = []
      while try rows.step() {
        guard let currency = Currency(rows.text(3)) else { continue }
        found.append(
          AccountSummary(
            reference: rows.text(0), name: rows.text(1), seller: SellerCode(rows.text(2)),
            cycle: "\(rows.text(4)) on \(rows.int(5))", billedThrough: rows.day(6),
            receivable: Money(amountMinor: rows.int64(7), currency: currency), subscriptions: rows.int(8)))
      }
      return found
    }
  }
}
