import Accounting
import Invoicing
import Operations
import PostingRules
import Primitives
import Rating
import Subscriptions
import Taxation
import Usage

/// Issues invoices with everything booked with them, and links each. All statements are prepared once per connection.
///
/// Used inside one transaction; the caller commits.
struct InvoiceRows {
  private let c: Connection
  private let run: BillRunID
  private var sequences: [(seller: SellerCode, next: Int64)] = []
  private var nextInvoice: Int64
  private var nextEntry: Int64
  private let terms: LineTermsRows

  init(_ c: Connection, run: BillRunID) throws {
    self.c = c
    self.run = run
    terms = c.keeping(LineTermsRows())
    nextInvoice = try InvoiceRows.highest("invoice", c) + 1
    nextEntry = try InvoiceRows.highest("journal_entry", c) + 1
  }

  private static func highest(_ table: String, _ c: Connection) throws -> Int64 {
    let row = try c.prepare("SELECT COALESCE(MAX(id), 0) FROM \(table)")
    defer { row.reset() }
    _ = try row.step()
    return row.int64(0)
  }

  /// Issues one invoice under the seller's next number, and returns its identifier.
  mutating func issue(_ bill: PreparedBill, numberFormat: (SellerCode, Int64) -> String) throws -> InvoiceID {
    let number = numberFormat(bill.invoice.seller, try nextNumber(bill.invoice.seller))
    let id = nextInvoice
    nextInvoice += 1
    let chain = try c.chain(FactStream.invoices)
    chain.begin()
    try InvoiceFact(rows: LinkedRows(c: c, maker: chain.maker, isWriting: true), terms: terms)
      .write(bill, at: InvoiceFact.Place(id: id, run: run.rawValue, number: number))
    try chain.end(id)
    for entry in bill.entries { try book(entry, subject: number, invoice: id) }
    try close(bill.members, booking: bill.entries)
    return InvoiceID(id)
  }

  private mutating func nextNumber(_ seller: SellerCode) throws -> Int64 {
    if let index = sequences.firstIndex(where: { $0.seller == seller }) {
      sequences[index].next += 1
      return sequences[index].next - 1
    }
    let row = try c.prepare("SELECT next_number FROM seller_sequence WHERE seller = ?")
    row.bind(1, seller.text)
    let next = try row.step() ? row.int64(0) : 1
    row.reset()
    sequences.append((seller, next + 1))
    return next
  }

  /// Writes back how far the invoice numbers went; call once before the commit.
  func saveSequences() throws {
    let row = try c.prepare(
      """
      INSERT INTO seller_sequence(seller, next_number) VALUES (?, ?)
      ON CONFLICT (seller) DO UPDATE SET next_number = excluded.next_number
      """)
    for sequence in sequences {
      row.bind(1, sequence.seller.text)
      row.bind(2, sequence.next)
      try row.run()
    }
  }

  /// Moves the accounts' positions on: days, usage and subscriptions settled, and what each owes through `entries`.
  func close(_ members: [MemberClosing], booking entries: [JournalEntry] = []) throws {
    let row = try c.prepare(
      """
      UPDATE account_position SET billed_through = ?, usage_cut_off = ?, usage_through_round = ?, usage_open_from = ?,
        receivable_minor = receivable_minor + ? WHERE account_id = ?
      """)
    let settled = try c.prepare("UPDATE subscription_payer SET settled_before = ? WHERE account_id = ? AND subscription_id = ?")
    for member in members {
      row.bind(1, member.billedThrough)
      row.bind(2, member.usage.cutOff)
      row.bind(3, member.usage.throughRound)
      row.bind(4, member.usage.openFromRound)
      row.bind(5, InvoiceRows.receivableMinor(of: member.account, in: entries))
      row.bind(6, member.account.rawValue)
      try row.run()
      for entry in member.settled {
        settled.bind(1, entry.before)
        settled.bind(2, member.account.rawValue)
        settled.bind(3, entry.subscription.rawValue)
        try settled.run()
      }
      try LateRows.wait(member, c)
    }
  }

  /// What entries put on one account of the receivable sub-ledger; an invoice posts to its members only.
  private static func receivableMinor(of account: BillingAccountID, in entries: [JournalEntry]) -> Int64 {
    var sum: Int64 = 0
    for entry in entries { for posting in entry.postings where posting.billingAccount == account { sum += posting.amountMinor } }
    return sum
  }

  /// Books one entry; `subject` makes it unique among the seller's entries of its occasion.
  @discardableResult
  mutating func book(_ entry: JournalEntry, subject: String, invoice: Int64?) throws -> Int64 {
    let id = nextEntry
    nextEntry += 1
    try EntryFact.append(entry, id: id, subject: subject, invoice: invoice, c)
    return id
  }
}
