import Accounting
import Primitives

/// The rows of one journal entry, in the order in which `FactStream.journal` reads them.
struct EntryFact {
  let rows: LinkedRows

  /// Writes one entry, and links it.
  static func append(_ entry: JournalEntry, id: Int64, subject: String, invoice: Int64?, _ c: Connection) throws {
    let chain = try c.chain(FactStream.journal)
    chain.begin()
    try EntryFact(rows: LinkedRows(c: c, maker: chain.maker, isWriting: true))
      .write(entry, id: id, subject: subject, invoice: invoice) { try LedgerRows.id($0, entry.seller, entry.currency, c) }
    try chain.end(id)
  }

  /// - Parameter ledger: the number of a ledger account.
  func write(
    _ entry: JournalEntry, id: Int64, subject: String, invoice: Int64?, ledger: (LedgerAccountCode) throws -> Int64
  ) throws {
    let row = try rows.row(
      0, "INSERT INTO journal_entry(id, occasion, seller, booked_on, currency, subject, invoice_id) VALUES (?, ?, ?, ?, ?, ?, ?)")
    row.begin()
    row.bind(1, id)
    row.bind(2, entry.occasion.rawValue)
    row.bind(3, entry.seller.text)
    row.bind(4, entry.bookedOn)
    row.bind(5, entry.currency.code)
    row.bind(6, subject)
    row.bind(7, invoice)
    try row.run()
    let posting = try rows.row(
      1, "INSERT INTO posting(entry_id, ledger_id, account_id, booked_on, amount_minor) VALUES (?, ?, ?, ?, ?)")
    posting.key(1, id)
    for side in entry.postings {
      posting.begin()
      posting.bind(2, try ledger(side.ledgerAccount))
      posting.bind(3, side.billingAccount?.rawValue)
      posting.bind(4, entry.bookedOn)
      posting.bind(5, side.amountMinor)
      try posting.run()
    }
  }
}
