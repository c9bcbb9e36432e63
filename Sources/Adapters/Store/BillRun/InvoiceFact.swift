import Invoicing
import Operations
import PostingRules
import Primitives
import Rating
import Subscriptions
import Usage

/// The rows of one issued invoice that are its fact, in the order in which `FactStream.invoices` reads them.
struct InvoiceFact {
  let rows: LinkedRows
  let terms: LineTermsRows

  /// What an invoice gets when it is issued.
  struct Place {
    var id: Int64
    var run: Int64
    var number: String
  }

  func write(_ bill: PreparedBill, at place: Place) throws {
    try writeHead(bill, place)
    try writeMembers(bill.members, invoice: place.id)
    try writeLines(bill, invoice: place.id)
    try writeRecognitions(bill, invoice: place.id)
    try writeBilledPeriods(bill, invoice: place.id)
    try writeThirdParty(bill, invoice: place.id)
    try CarriedRows.save(bill.members, firstPart: 7, rows)
    try writeCorrections(bill, invoice: place.id)
  }

  private func writeHead(_ bill: PreparedBill, _ place: Place) throws {
    let row = try rows.row(
      0,
      """
      INSERT INTO invoice(id, account_id, run_id, seller, number, currency, issued_on, due_on, period_start, period_end,
        net_minor, tax_minor, gross_minor, taxes, facts_through)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.begin()
    row.bind(1, place.id)
    row.bind(2, bill.invoice.account.rawValue)
    row.bind(3, place.run)
    row.bind(4, bill.invoice.seller.text)
    row.bind(5, place.number)
    row.bind(6, bill.invoice.currency.code)
    row.bind(7, bill.invoice.issuedOn)
    row.bind(8, bill.invoice.dueOn)
    row.bind(9, bill.invoice.billingPeriod.start)
    row.bind(10, bill.invoice.billingPeriod.end)
    row.bind(11, bill.invoice.netMinor)
    row.bind(12, bill.invoice.taxMinor)
    row.bind(13, bill.invoice.grossMinor)
    try bill.taxesText.withUnsafeBufferPointer {
      row.bind(14, lentText: $0)
      row.bind(15, bill.factsThrough)
      try row.run()
    }
    row.clear()
  }

  private func writeMembers(_ members: [MemberClosing], invoice: Int64) throws {
    let row = try rows.row(
      1,
      """
      INSERT INTO invoice_member(invoice_id, account_id, billed_from, billed_through, usage_since_cut_off,
        usage_since_round, usage_open_from, usage_through_round) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.key(1, invoice)
    for member in members.inOrder(of: \.account) {
      row.begin()
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
    let row = try rows.row(
      2,
      """
      INSERT INTO invoice_line(invoice_id, number, terms_id, used_by, subscription_id, period_start, period_end, quantity,
        amount_minor, net_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.key(1, invoice)
    let lines = bill.invoice.lines
    // By index, so that each line is read where it lies instead of being copied out.
    for n in lines.indices {
      row.begin()
      row.bind(2, lines[n].number)
      row.bind(3, try terms.id(ofLine: n, in: lines, rows.c, adding: rows.isWriting))
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
    let explanation = try rows.row(3, "INSERT INTO invoice_explanation(invoice_id, steps) VALUES (?, ?)")
    explanation.begin()
    explanation.key(1, invoice)
    try bill.explanations.withUnsafeBytes {
      explanation.bind(2, lentBlob: $0)
      try explanation.run()
    }
    explanation.clear()
  }

  private func writeRecognitions(_ bill: PreparedBill, invoice: Int64) throws {
    guard !bill.recognitions.isEmpty else { return }
    let row = try rows.row(
      4,
      """
      INSERT INTO recognition(invoice_id, line, recognise_on, deferred_account, revenue_account, amount_minor)
      VALUES (?, ?, ?, ?, ?, ?)
      """)
    row.key(1, invoice)
    for fact in bill.recognitions.sorted(by: { ($0.line, $0.recogniseOn) < ($1.line, $1.recogniseOn) }) {
      row.begin()
      row.bind(2, fact.line)
      row.bind(3, fact.recogniseOn)
      row.bind(4, fact.deferredAccount.text)
      row.bind(5, fact.revenueAccount.text)
      row.bind(6, fact.amountMinor)
      try row.run()
    }
  }

  private func writeBilledPeriods(_ bill: PreparedBill, invoice: Int64) throws {
    guard !bill.billedPeriods.isEmpty else { return }
    let row = try rows.row(
      5,
      """
      INSERT INTO billed_period(invoice_id, account_id, subscription_id, number, item, price, kind, period_start,
        period_end, full_start, full_end, quantity, amount_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.key(1, invoice)
    for (number, fact) in bill.billedPeriods.enumerated() {
      row.begin()
      row.bind(2, fact.account.rawValue)
      row.bind(3, fact.subscription.rawValue)
      row.bind(4, number)
      row.bind(5, fact.item)
      row.bind(6, fact.price.text)
      row.bind(7, fact.kind.rawValue)
      row.bind(8, fact.period.start)
      row.bind(9, fact.period.end)
      row.bind(10, fact.fullPeriod.start)
      row.bind(11, fact.fullPeriod.end)
      row.bind(12, fact.quantity)
      row.bind(13, fact.amountMinor)
      try row.run()
    }
  }

  private func writeThirdParty(_ bill: PreparedBill, invoice: Int64) throws {
    guard !bill.thirdPartyCharges.isEmpty else { return }
    let row = try rows.row(6, "INSERT INTO third_party_billed(invoice_id, charge_id) VALUES (?, ?)")
    row.key(1, invoice)
    for id in bill.thirdPartyCharges.sorted() {
      row.begin()
      row.bind(2, id)
      try row.run()
    }
  }

  private func writeCorrections(_ bill: PreparedBill, invoice: Int64) throws {
    guard !bill.corrections.isEmpty else { return }
    let row = try rows.row(10, "INSERT INTO correction_billed(invoice_id, charge_id) VALUES (?, ?)")
    row.key(1, invoice)
    for id in bill.corrections.sorted() {
      row.begin()
      row.bind(2, id)
      try row.run()
    }
  }
}

extension Array {
  /// The elements in ascending order; most often there is one, or they are in order already.
  func inOrder<Key: Comparable>(of key: (Element) -> Key) -> [Element] {
    for index in indices.dropFirst() where key(self[index]) < key(self[index - 1]) { return sorted { key($0) < key($1) } }
    return self
  }
}
