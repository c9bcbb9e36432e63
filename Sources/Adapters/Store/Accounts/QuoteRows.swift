public import Operations
public import Primitives

extension Store: QuoteStore {
  public func save(_ quote: StoredQuote) throws {
    try write { c in
      let row = try c.prepare(
        "INSERT INTO quote(reference, account_id, quoted_on, valid_until, recorded_at, body) VALUES (?, ?, ?, ?, ?, ?)")
      row.bind(1, quote.reference)
      row.bind(2, quote.account.rawValue)
      row.bind(3, quote.quotedOn)
      row.bind(4, quote.validUntil)
      row.bind(5, quote.recordedAt)
      row.bind(6, quote.document)
      try row.run()
    }
  }

  public func quote(reference: String) throws -> StoredQuote? {
    try read { c in
      let row = try c.prepare("SELECT \(QuoteRows.columns) FROM quote q JOIN billing_account a ON a.id = q.account_id WHERE q.reference = ?")
      row.bind(1, reference)
      defer { row.reset() }
      return try row.step() ? QuoteRows.quote(row) : nil
    }
  }

  public func quotes(for account: BillingAccountID?) throws -> [StoredQuote] {
    try read { c in
      var narrowing = Narrowing()
      narrowing.add("q.account_id = ?", account?.rawValue)
      let rows = try c.prepare(
        "SELECT \(QuoteRows.columns) FROM quote q JOIN billing_account a ON a.id = q.account_id \(narrowing.clause) ORDER BY q.id")
      narrowing.bind(to: rows)
      defer { rows.reset() }
      var found: [StoredQuote] = []
      while try rows.step() { found.append(QuoteRows.quote(rows)) }
      return found
    }
  }
}

enum QuoteRows {
  static let columns = """
    q.reference, q.account_id, a.reference, q.quoted_on, q.valid_until, q.recorded_at, q.body,
      EXISTS (SELECT 1 FROM command o WHERE o.key = 'order:' || 'quote:' || q.reference)
    """

  static func quote(_ row: Statement) -> StoredQuote {
    StoredQuote(
      reference: row.text(0), account: BillingAccountID(row.int64(1)), accountReference: row.text(2), quotedOn: row.day(3),
      validUntil: row.day(4), recordedAt: row.instant(5), document: row.text(6), isAccepted: row.int(7) != 0)
  }
}
