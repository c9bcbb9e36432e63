public import Operations
public import Parties
public import Primitives
public import Usage

extension Store: DirectoryStore {
  public func customers(_ filter: DirectoryFilter) throws -> [Customer] {
    try read { c in
      var narrowing = Narrowing()
      narrowing.add("id = ?", filter.customer?.rawValue)
      narrowing.add("id > ?", filter.after)
      narrowing.add("lower(reference || ' ' || name) LIKE lower(?) ESCAPE '\\'", filter.search.map(SearchPattern.containing))
      let rows = try c.prepare("SELECT id, reference, name, segment FROM customer \(narrowing.clause) ORDER BY id LIMIT ?")
      narrowing.bind(to: rows, then: filter.limit)
      defer { rows.reset() }
      var found: [Customer] = []
      while try rows.step() { found.append(DirectoryRows.customer(rows)) }
      return found
    }
  }

  public func customer(reference: String) throws -> Customer? {
    try read { c in
      let row = try c.prepare("SELECT id, reference, name, segment FROM customer WHERE reference = ?")
      row.bind(1, reference)
      defer { row.reset() }
      return try row.step() ? DirectoryRows.customer(row) : nil
    }
  }

  public func accounts(_ filter: DirectoryFilter) throws -> [ListedAccount] {
    try read { c in
      var narrowing = Narrowing()
      narrowing.add("a.customer_id = ?", filter.customer?.rawValue)
      narrowing.add("a.id > ?", filter.after)
      narrowing.add("lower(a.reference || ' ' || a.name) LIKE lower(?) ESCAPE '\\'", filter.search.map(SearchPattern.containing))
      let rows = try c.prepare(
        """
        SELECT a.id, a.reference, a.name, u.reference, a.seller, a.currency, p.billed_through, p.receivable_minor, o.reference
        FROM billing_account a JOIN customer u ON u.id = a.customer_id JOIN account_position p ON p.account_id = a.id
        LEFT JOIN billing_account o ON o.id = a.consolidated_into
        \(narrowing.clause) ORDER BY a.id LIMIT ?
        """)
      narrowing.bind(to: rows, then: filter.limit)
      defer { rows.reset() }
      var found: [ListedAccount] = []
      while try rows.step() {
        guard let currency = Currency(rows.text(5)) else { continue }
        found.append(
          ListedAccount(
            id: BillingAccountID(rows.int64(0)), reference: rows.text(1), name: rows.text(2), customerReference: rows.text(3),
            seller: SellerCode(rows.text(4)), billedThrough: rows.day(6),
            receivable: Money(amountMinor: rows.int64(7), currency: currency), consolidatedInto: rows.optionalText(8)))
      }
      return found
    }
  }

  public func owed(by account: BillingAccountID) throws -> Int64 {
    try read { c in
      let row = try c.prepare("SELECT receivable_minor FROM account_position WHERE account_id = ?")
      row.bind(1, account.rawValue)
      defer { row.reset() }
      return try row.step() ? row.int64(0) : 0
    }
  }

  public func accounts(consolidatedInto account: BillingAccountID) throws -> [BillingAccount] {
    try read { c in
      let rows = try c.prepare("SELECT \(AccountRows.columns) FROM billing_account a WHERE a.consolidated_into = ? ORDER BY a.id")
      rows.bind(1, account.rawValue)
      defer { rows.reset() }
      var found: [BillingAccount] = []
      while try rows.step() { found.append(try AccountRows.account(rows)) }
      return found
    }
  }

  public func usage(of account: BillingAccountID, within range: InstantRange) throws -> [AssignedUsage] {
    try read { c in
      let usage = try UsageWithinRows(c)
      try usage.begin(account.rawValue...account.rawValue)
      return try usage.read(account: account, range).usage
    }
  }
}

private enum DirectoryRows {
  static func customer(_ row: Statement) -> Customer {
    Customer(id: CustomerID(row.int64(0)), reference: row.text(1), name: row.text(2), segment: row.text(3))
  }
}
