public import Accounting
public import Operations
public import Primitives

extension Store {
  public func trialBalance(seller: SellerCode?, through: Day?) throws -> [LedgerBalance] {
    try read { c in
      let day = through == nil ? "" : "WHERE booked_on <= ?1"
      let rows = try c.prepare(
        """
        SELECT l.seller, l.code, l.currency, p.debit, p.credit FROM (
          SELECT ledger_id, SUM(CASE WHEN amount_minor > 0 THEN amount_minor ELSE 0 END) debit,
            -SUM(CASE WHEN amount_minor < 0 THEN amount_minor ELSE 0 END) credit FROM posting \(day)
          GROUP BY ledger_id) p
        JOIN ledger_account l ON l.id = p.ledger_id WHERE (?2 IS NULL OR l.seller = ?2) ORDER BY l.seller, l.currency, l.code
        """)
      if let through { rows.bind(1, through) }
      rows.bind(2, seller?.text)
      defer { rows.reset() }
      var found: [LedgerBalance] = []
      while try rows.step() {
        guard let currency = Currency(rows.text(2)) else { continue }
        found.append(
          LedgerBalance(
            seller: SellerCode(rows.text(0)), ledgerAccount: LedgerAccountCode(rows.text(1)), currency: currency,
            debitMinor: rows.int64(3), creditMinor: rows.int64(4)))
      }
      return found
    }
  }

  public func forEachPosting(seller: SellerCode?, from: Day?, through: Day?, _ body: (PostingRow) throws -> Void) throws {
    try read { c in
      let rows = try c.scan(
        """
        SELECT e.id, e.occasion, e.seller, e.booked_on, e.subject, l.code, p.account_id, e.currency, p.amount_minor
        FROM posting p JOIN journal_entry e ON e.id = p.entry_id JOIN ledger_account l ON l.id = p.ledger_id
        WHERE (?1 IS NULL OR e.seller = ?1) AND (?2 IS NULL OR e.booked_on >= ?2) AND (?3 IS NULL OR e.booked_on <= ?3)
        ORDER BY p.id
        """)
      rows.bind(1, seller?.text)
      rows.bind(2, from)
      rows.bind(3, through)
      defer { rows.reset() }
      while try rows.step() { if let row = JournalRows.posting(rows) { try body(row) } }
    }
  }

  public func postings(
    seller: SellerCode?, from: Day?, through: Day?, after: Int64, entries: Int
  ) throws -> (postings: [PostingRow], next: Int64?) {
    try read { c in
      let rows = try c.scan(
        """
        SELECT e.id, e.occasion, e.seller, e.booked_on, e.subject, l.code, p.account_id, e.currency, p.amount_minor, p.id
        FROM posting p JOIN journal_entry e ON e.id = p.entry_id JOIN ledger_account l ON l.id = p.ledger_id
        WHERE (?1 IS NULL OR e.seller = ?1) AND (?2 IS NULL OR e.booked_on >= ?2) AND (?3 IS NULL OR e.booked_on <= ?3)
        AND p.id > ?4 ORDER BY p.id
        """)
      rows.bind(1, seller?.text)
      rows.bind(2, from)
      rows.bind(3, through)
      rows.bind(4, after)
      defer { rows.reset() }
      var found: [PostingRow] = []
      var whole = 0
      var last: Int64 = after
      while try rows.step() {
        guard let row = JournalRows.posting(rows) else { continue }
        if row.entry != found.last?.entry {
          if whole == entries { return (found, last) }
          whole += 1
        }
        found.append(row)
        last = rows.int64(9)
      }
      return (found, nil)
    }
  }

  public func receivableSubledger() throws -> [LedgerBalance] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT a.seller, a.currency, SUM(p.receivable_minor) FROM account_position p
        JOIN billing_account a ON a.id = p.account_id GROUP BY a.seller, a.currency ORDER BY a.seller, a.currency
        """)
      defer { rows.reset() }
      var found: [LedgerBalance] = []
      while try rows.step() {
        guard let currency = Currency(rows.text(1)) else { continue }
        let sum = rows.int64(2)
        found.append(
          LedgerBalance(
            seller: SellerCode(rows.text(0)), ledgerAccount: "sub-ledger", currency: currency, debitMinor: max(sum, 0),
            creditMinor: max(-sum, 0)))
      }
      return found
    }
  }

  public func openRecognitions(through: Day) throws -> [OpenRecognition] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT * FROM (
          SELECT r.invoice_id, i.number, i.seller, i.currency, r.line, r.recognise_on, r.deferred_account, r.revenue_account,
            r.amount_minor - COALESCE((SELECT SUM(t.amount_minor) FROM recognition_taken_back t
              WHERE t.invoice_id = r.invoice_id AND t.line = r.line AND t.recognise_on = r.recognise_on), 0) open_minor
          FROM recognition r JOIN invoice i ON i.id = r.invoice_id WHERE r.entry_id IS NULL AND r.recognise_on <= ?) r
        WHERE open_minor <> 0 ORDER BY recognise_on, invoice_id, line
        """)
      rows.bind(1, through)
      defer { rows.reset() }
      var found: [OpenRecognition] = []
      while try rows.step() {
        guard let currency = Currency(rows.text(3)) else { continue }
        found.append(
          OpenRecognition(
            invoice: InvoiceID(rows.int64(0)), invoiceNumber: rows.text(1), seller: SellerCode(rows.text(2)),
            currency: currency, line: rows.int(4), recogniseOn: rows.day(5),
            deferredAccount: LedgerAccountCode(rows.text(6)), revenueAccount: LedgerAccountCode(rows.text(7)),
            amountMinor: rows.int64(8)))
      }
      return found
    }
  }

  public func book(_ entries: [JournalEntry], recognised: [OpenRecognition]) throws -> Int {
    try write { c in
      var journal = try InvoiceRows(c, run: BillRunID(0))
      let known = try c.prepare("SELECT 1 FROM journal_entry WHERE seller = ? AND occasion = ? AND subject = ?")
      let mark = try c.prepare(
        "UPDATE recognition SET entry_id = ? WHERE invoice_id = ? AND line = ? AND recognise_on = ? AND entry_id IS NULL")
      var booked = 0
      for entry in entries {
        known.bind(1, entry.seller.text)
        known.bind(2, entry.occasion.rawValue)
        known.bind(3, entry.subject)
        let exists = try known.step()
        known.reset()
        if exists { continue }
        let id = try journal.book(entry, subject: entry.subject, invoice: entry.invoice?.rawValue)
        booked += 1
        guard entry.occasion == .recognition else { continue }
        for part in recognised where part.invoice == entry.invoice && part.recogniseOn == entry.bookedOn {
          mark.bind(1, id)
          mark.bind(2, part.invoice.rawValue)
          mark.bind(3, part.line)
          mark.bind(4, part.recogniseOn)
          try mark.run()
        }
      }
      return booked
    }
  }
}

private enum JournalRows {
  /// The columns of `forEachPosting`, in their order.
  static func posting(_ row: Statement) -> PostingRow? {
    Currency(row.text(7)).map { currency in
      PostingRow(
        entry: row.int64(0), occasion: row.text(1), seller: SellerCode(row.text(2)), bookedOn: row.day(3), subject: row.text(4),
        ledgerAccount: LedgerAccountCode(row.text(5)), billingAccount: row.optionalInt64(6).map { BillingAccountID($0) },
        currency: currency, amountMinor: row.int64(8))
    }
  }
}
