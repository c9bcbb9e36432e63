import Bootstrap
import Documents
import Invoicing
import Operations
import Primitives
import Store

/// Credit notes on a terminal or as JSON.
struct CreditPrinting {
  let installation: Installation
  let json: Bool

  init(_ installation: Installation, json: Bool) {
    self.installation = installation
    self.json = json
  }

  func known(_ number: String) throws -> IssuedCreditNote {
    if let issued = try installation.store.creditNote(number: number) { return issued }
    throw Rejection(
      Problem(
        .unknownCreditNote, path: "number", "there is no credit note \"\(number)\"",
        remedy: "`florin credit list` names the credit notes; numbers are case-sensitive"))
  }

  func issued(_ corrected: Corrected) throws {
    guard let number = corrected.number, let issued = try installation.store.creditNote(number: number) else { return }
    if json {
      var text = JSONText()
      text.object {
        $0.field("creditNote", number)
        $0.field("invoice", issued.note.invoiceNumber)
        $0.field("gross", money(issued.note.grossMinor, issued.note.currency))
        $0.field("currency", issued.note.currency.code)
        $0.field("repeated", corrected.repeated)
      }
      return print(text.string)
    }
    let note = issued.note
    print(
      "\(corrected.repeated ? "Issued before" : "Issued") \(number) for \(note.invoiceNumber): \(money(note.grossMinor, note.currency)) \(note.currency)"
        + " (net \(money(note.netMinor, note.currency)), tax \(money(note.taxMinor, note.currency))).")
  }

  func list(_ rows: [CreditNoteSummary]) {
    if json {
      var text = JSONText()
      text.array { list in
        for row in rows {
          list.object {
            $0.field("number", row.number)
            $0.field("invoice", row.invoiceNumber)
            $0.field("account", row.accountReference)
            $0.field("name", row.accountName)
            $0.field("issuedOn", row.issuedOn)
            $0.field("reason", row.reason)
            $0.field("currency", row.currency.code)
            $0.field("net", money(row.netMinor, row.currency))
            $0.field("tax", money(row.taxMinor, row.currency))
            $0.field("gross", money(row.grossMinor, row.currency))
          }
        }
      }
      return print(text.string)
    }
    if rows.isEmpty { return print("No credit note.") }
    print(
      TextTable(["number", "invoice", "account", "name", "issued", "gross", "", "reason"], rightAligned: [5]).text(
        rows.map {
          [$0.number, $0.invoiceNumber, $0.accountReference, $0.accountName, "\($0.issuedOn)", money($0.grossMinor, $0.currency), $0.currency.code, $0.reason]
        }))
  }

  func show(_ issued: IssuedCreditNote, line: Int? = nil, language: ReaderLanguage? = nil) throws {
    let view = try CreditNoteViews(installation).view(of: issued, language: language)
    if json { return print(String(decoding: CreditNoteCodec.bytes(issued.note), as: UTF8.self)) }
    guard let text = CreditNoteText.render(view, line: line) else {
      throw Rejection(
        Problem(
          .unknownCreditNote, path: "line", "credit note \(issued.note.number ?? "") has no line \(line ?? 0)",
          remedy: "its lines are numbered 1 to \(issued.note.lines.count)"))
    }
    print(text)
  }
}
