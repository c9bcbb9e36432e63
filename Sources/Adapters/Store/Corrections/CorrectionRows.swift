import Accounting
import Invoicing
public import Operations
import PostingRules
public import Primitives

extension Store: CorrectionStore {
  public func correct(
    _ invoice: InvoiceID, key: String, fingerprint: String, at: Instant, numberFormat: (SellerCode, Int64) -> String,
    decide: (CorrectionBasis) throws -> Correction
  ) throws -> Corrected {
    try write { c in
      if let answer = try CommandRows.answer(key: key, fingerprint: fingerprint, c) {
        return Corrected(number: answer.isEmpty ? nil : answer, repeated: true)
      }
      guard let issued = try InvoiceReading.one(invoice, c) else {
        throw DamagedRow(table: "invoice", row: invoice.rawValue, what: "to be corrected, but not there")
      }
      let correction = try decide(
        CorrectionBasis(
          issued: issued, notes: try CreditNoteReading.notes(of: invoice, c).map(\.note),
          deferred: try DeferredRows.open(of: invoice, before: nil, c), standing: try StandingRows.standing(of: invoice, c),
          laterInvoice: try StandingRows.later(than: invoice, c), reratedBy: try RestatementRows.rerating(of: invoice, c)))
      var written: (id: Int64, number: String)?
      if let note = correction.note { written = try issue(note, correction.posting, of: invoice, at: at, numberFormat, c) }
      if let cancellation = correction.cancellation {
        try Reopening(c).undo(issued, cancellation, note: written?.id, at: at)
      }
      try CommandRows.remember(StoredCommand(key: key, fingerprint: fingerprint, answer: written?.number ?? ""), c)
      return Corrected(number: written?.number, repeated: false)
    }
  }

  private func issue(
    _ note: CreditNote, _ posting: CreditNotePosting?, of invoice: InvoiceID, at: Instant,
    _ numberFormat: (SellerCode, Int64) -> String, _ c: Connection
  ) throws -> (id: Int64, number: String) {
    let number = numberFormat(note.seller, try nextNumber(note.seller, c))
    let row = try c.prepare(
      """
      INSERT INTO credit_note(invoice_id, account_id, seller, number, currency, issued_on, recorded_at, reason, net_minor,
        tax_minor, gross_minor, taxes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, invoice.rawValue)
    row.bind(2, note.account.rawValue)
    row.bind(3, note.seller.text)
    row.bind(4, number)
    row.bind(5, note.currency.code)
    row.bind(6, note.issuedOn)
    row.bind(7, at)
    row.bind(8, note.reason)
    row.bind(9, note.netMinor)
    row.bind(10, note.taxMinor)
    row.bind(11, note.grossMinor)
    var json = JSONText()
    InvoiceCodec.write(note.taxes, into: &json)
    row.bind(12, textBytes: json.bytes)
    try row.run()
    let id = c.lastInsertedRow
    try writeLines(note.lines, of: id, c)
    if let posting { try book(posting, number, note: id, invoice: invoice, c) }
    return (id, number)
  }

  /// Takes the seller's next number in the transaction that writes the document, so that no number is lost.
  private func nextNumber(_ seller: SellerCode, _ c: Connection) throws -> Int64 {
    let row = try c.prepare(
      """
      INSERT INTO credit_note_sequence(seller, next_number) VALUES (?, 2)
      ON CONFLICT (seller) DO UPDATE SET next_number = credit_note_sequence.next_number + 1 RETURNING next_number - 1
      """)
    row.bind(1, seller.text)
    defer { row.reset() }
    guard try row.step() else { throw DamagedRow(table: "credit_note_sequence", row: 0, what: "gives no number") }
    let number = row.int64(0)
    while try row.step() {}
    return number
  }

  private func writeLines(_ lines: [CreditNoteLine], of note: Int64, _ c: Connection) throws {
    let row = try c.prepare(
      "INSERT INTO credit_note_line(credit_note_id, number, invoice_line, net_minor, explanation) VALUES (?, ?, ?, ?, ?)")
    row.bind(1, note)
    for line in lines {
      row.bind(2, line.number)
      row.bind(3, line.invoiceLine)
      row.bind(4, line.netMinor)
      var json = JSONText()
      json.value(line.explanation)
      row.bind(5, textBytes: json.bytes)
      try row.run()
    }
  }

  private func book(_ posting: CreditNotePosting, _ number: String, note: Int64, invoice: InvoiceID, _ c: Connection) throws {
    var journal = try InvoiceRows(c, run: BillRunID(0))
    try journal.book(posting.entry, subject: number, invoice: invoice.rawValue)
    let back = try c.prepare(
      "INSERT INTO recognition_taken_back(invoice_id, line, recognise_on, credit_note_id, amount_minor) VALUES (?, ?, ?, ?, ?)")
    for part in posting.takenBack {
      back.bind(1, invoice.rawValue)
      back.bind(2, part.line)
      back.bind(3, part.recogniseOn)
      back.bind(4, note)
      back.bind(5, part.amountMinor)
      try back.run()
    }
    let receivable = try c.prepare("UPDATE account_position SET receivable_minor = receivable_minor + ? WHERE account_id = ?")
    for side in posting.entry.postings {
      guard let account = side.billingAccount else { continue }
      receivable.bind(1, side.amountMinor)
      receivable.bind(2, account.rawValue)
      try receivable.run()
    }
  }
}

/// Commands carried out before, by their keys.
enum CommandRows {
  /// What a command was answered; `nil` when it is new.
  ///
  /// - Throws: `Rejection` (`command.key-reused`) when the key was used for something else.
  static func answer(key: String, fingerprint: String, _ c: Connection) throws -> String? {
    let row = try c.prepare("SELECT fingerprint, answer FROM command WHERE key = ?")
    row.bind(1, key)
    defer { row.reset() }
    guard try row.step() else { return nil }
    if row.text(0) != fingerprint {
      // Numbers of rows tell nobody anything; references and numbers of documents do.
      let made = row.text(1).contains(where: \.isLetter) ? ", which made \(row.text(1))" : ""
      throw Rejection(
        Problem(
          .keyReused, path: "key", "the key \"\(key.drop { $0 != ":" }.dropFirst())\" was used before for another request\(made)",
          remedy: "repeat the first request unchanged, or use a new key for the new one"))
    }
    return row.text(1)
  }

  static func remember(_ command: StoredCommand, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO command(key, fingerprint, answer) VALUES (?, ?, ?)")
    row.bind(1, command.key)
    row.bind(2, command.fingerprint)
    row.bind(3, command.answer)
    try row.run()
  }
}
