import Accounting
import Invoicing
import Operations
import PostingRules
import Primitives
import Rating
import Subscriptions
import Taxation
import Usage

/// Writes an issued invoice and everything booked with it. All statements are prepared once per connection.
///
/// Used inside one transaction; the caller commits.
struct InvoiceRows {
  private let c: Connection
  private let run: BillRunID
  private var ledgers: [LedgerRow] = []
  private var sequences: [(seller: SellerCode, next: Int64)] = []
  private var nextInvoice: Int64
  private var nextEntry: Int64
  private let terms: LineTermsRows

  private struct LedgerRow {
    var id: Int64
    var seller: SellerCode
    var code: LedgerAccountCode
    var currency: Currency
  }

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
    let invoice = bill.invoice
    let number = numberFormat(invoice.seller, try nextNumber(invoice.seller))
    let id = nextInvoice
    nextInvoice += 1
    let row = try c.prepare(
      """
      INSERT INTO invoice(id, account_id, run_id, seller, number, currency, issued_on, due_on, period_start, period_end,
        net_minor, tax_minor, gross_minor, taxes, facts_through)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, id)
    row.bind(2, invoice.account.rawValue)
    row.bind(3, run.rawValue)
    row.bind(4, invoice.seller.text)
    row.bind(5, number)
    row.bind(6, invoice.currency.code)
    row.bind(7, invoice.issuedOn)
    row.bind(8, invoice.dueOn)
    row.bind(9, invoice.billingPeriod.start)
    row.bind(10, invoice.billingPeriod.end)
    row.bind(11, invoice.netMinor)
    row.bind(12, invoice.taxMinor)
    row.bind(13, invoice.grossMinor)
    row.bind(14, textBytes: bill.taxesText)
    row.bind(15, bill.factsThrough)
    try row.run()
    try writeMembers(bill.members, invoice: id)
    try writeLines(bill, invoice: id)
    try writeBilledPeriods(bill, invoice: id)
    for entry in bill.entries { try book(entry, subject: number, invoice: id) }
    try writeRecognitions(bill, invoice: id)
    try writeThirdParty(bill, invoice: id)
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

  private func writeMembers(_ members: [MemberClosing], invoice: Int64) throws {
    let row = try c.prepare(
      """
      INSERT INTO invoice_member(invoice_id, account_id, billed_from, billed_through, usage_since_cut_off,
        usage_since_round, usage_open_from, usage_through_round) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, invoice)
    for member in members {
      row.bind(2, member.account.rawValue)
      row.bind(3, member.billedFrom)
      row.bind(4, member.billedThrough)
      row.bind(5, member.usageSince == .none ? nil : member.usageSince.cutOff.microseconds)
      row.bind(6, member.usageSince.throughRound)
      row.bind(7, member.usageSince.openFromRound)
      row.bind(8, member.usage.throughRound)
      try row.run()
    }
  }

  private func writeLines(_ bill: PreparedBill, invoice: Int64) throws {
    let row = try c.prepare(
      """
      INSERT INTO invoice_line(invoice_id, number, terms_id, used_by, subscription_id, period_start, period_end, quantity,
        amount_minor, net_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, invoice)
    let lines = bill.invoice.lines
    // By index, so that each line is read where it lies instead of being copied out.
    for n in lines.indices {
      row.bind(2, lines[n].number)
      row.bind(3, try terms.id(ofLine: n, in: lines, c))
      row.bind(4, lines[n].usedBy?.rawValue)
      row.bind(5, lines[n].charge.subscription?.rawValue)
      row.bind(6, lines[n].charge.period.start)
      row.bind(7, lines[n].charge.period.end)
      row.bind(8, lines[n].charge.quantity)
      row.bind(9, lines[n].charge.amount.amountMinor)
      row.bind(10, lines[n].netMinor)
      try row.run()
    }
    row.clear()
    let explanation = try c.prepare("INSERT INTO invoice_explanation(invoice_id, steps) VALUES (?, ?)")
    explanation.bind(1, invoice)
    try bill.explanations.withUnsafeBytes {
      explanation.bind(2, lentBlob: $0)
      try explanation.run()
    }
    explanation.clear()
  }

  private func writeBilledPeriods(_ bill: PreparedBill, invoice: Int64) throws {
    guard !bill.billedPeriods.isEmpty else { return }
    let row = try c.prepare(
      """
      INSERT INTO billed_period(account_id, subscription_id, invoice_id, number, item, price, kind, period_start,
        period_end, full_start, full_end, quantity, amount_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for (number, fact) in bill.billedPeriods.enumerated() {
      row.bind(1, fact.account.rawValue)
      row.bind(2, fact.subscription.rawValue)
      row.bind(3, invoice)
      row.bind(4, number)
      row.bind(5, fact.item)
      row.bind(6, fact.price.text)
      row.bind(7, fact.kind.rawValue)
      row.bind(8, fact.period.start)
      row.bind(9, fact.period.end)
      row.bind(10, fact.fullPeriod.start)
      row.bind(11, fact.fullPeriod.end)
      row.bind(12, fact.quantity.description)
      row.bind(13, fact.amountMinor)
      try row.run()
    }
  }

  private func writeRecognitions(_ bill: PreparedBill, invoice: Int64) throws {
    guard !bill.recognitions.isEmpty else { return }
    let row = try c.prepare(
      """
      INSERT INTO recognition(invoice_id, line, recognise_on, deferred_account, revenue_account, amount_minor)
      VALUES (?, ?, ?, ?, ?, ?)
      """)
    for fact in bill.recognitions {
      row.bind(1, invoice)
      row.bind(2, fact.line)
      row.bind(3, fact.recogniseOn)
      row.bind(4, fact.deferredAccount.text)
      row.bind(5, fact.revenueAccount.text)
      row.bind(6, fact.amountMinor)
      try row.run()
    }
  }

  private func writeThirdParty(_ bill: PreparedBill, invoice: Int64) throws {
    guard !bill.thirdPartyCharges.isEmpty else { return }
    let row = try c.prepare("INSERT INTO third_party_billed(charge_id, invoice_id) VALUES (?, ?)")
    for id in bill.thirdPartyCharges {
      row.bind(1, id)
      row.bind(2, invoice)
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
      try CarriedRows.save(member, c)
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
    let row = try c.prepare(
      "INSERT INTO journal_entry(id, occasion, seller, booked_on, currency, subject, invoice_id) VALUES (?, ?, ?, ?, ?, ?, ?)")
    row.bind(1, id)
    row.bind(2, entry.occasion.rawValue)
    row.bind(3, entry.seller.text)
    row.bind(4, entry.bookedOn)
    row.bind(5, entry.currency.code)
    row.bind(6, subject)
    row.bind(7, invoice)
    try row.run()
    let posting = try c.prepare(
      "INSERT INTO posting(entry_id, ledger_id, account_id, booked_on, amount_minor) VALUES (?, ?, ?, ?, ?)")
    posting.bind(1, id)
    posting.bind(4, entry.bookedOn)
    for side in entry.postings {
      posting.bind(2, try ledger(side.ledgerAccount, entry.seller, entry.currency))
      posting.bind(3, side.billingAccount?.rawValue)
      posting.bind(5, side.amountMinor)
      try posting.run()
    }
    return id
  }

  private mutating func ledger(_ code: LedgerAccountCode, _ seller: SellerCode, _ currency: Currency) throws -> Int64 {
    for known in ledgers where known.code == code && known.currency == currency && known.seller == seller { return known.id }
    let find = try c.prepare("SELECT id FROM ledger_account WHERE seller = ? AND code = ? AND currency = ?")
    find.bind(1, seller.text)
    find.bind(2, code.text)
    find.bind(3, currency.code)
    var id: Int64
    if try find.step() {
      id = find.int64(0)
      find.reset()
    } else {
      let add = try c.prepare("INSERT INTO ledger_account(seller, code, currency) VALUES (?, ?, ?)")
      add.bind(1, seller.text)
      add.bind(2, code.text)
      add.bind(3, currency.code)
      try add.run()
      id = c.lastInsertedRow
    }
    ledgers.append(LedgerRow(id: id, seller: seller, code: code, currency: currency))
    return id
  }
}
