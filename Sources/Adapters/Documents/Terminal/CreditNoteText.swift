import Invoicing
import Primitives
import Rating
import Taxation

/// A credit note as plain text for the terminal: what it gives back of which line, how much of it was asked for, and why.
public enum CreditNoteText {
  /// The whole credit note, or one line of it; `nil` when it has no such line.
  public static func render(_ view: CreditNoteView, line number: Int? = nil) -> String? {
    let note = view.note
    let lines = number.map { wanted in note.lines.filter { $0.number == wanted } } ?? note.lines
    if number != nil, lines.isEmpty { return nil }
    var result = write(view) {
      $0.words(CreditPhrases.creditNote)
      $0.raw(" ")
      $0.text(note.number ?? "")
      $0.raw(" \u{B7} ")
      $0.day(note.issuedOn)
      $0.raw(" \u{B7} ")
      $0.money(note.grossMinor, note.currency)
      $0.raw("\n")
      $0.say(CreditPhrases.forInvoice, .text(note.invoiceNumber), .day(view.invoice.issuedOn))
      $0.raw(" \u{B7} ")
      $0.words(CreditPhrases.reason)
      $0.raw(": ")
      $0.text(note.reason)
      $0.raw("\n")
    }
    for line in lines { result += "\n" + explain(line, view) }
    if number == nil { result += "\n" + totals(view) }
    return result
  }

  private static func write(_ view: CreditNoteView, _ body: (inout Ink) -> Void) -> String {
    var ink = Ink(view.language, .plain)
    body(&ink)
    return ink.string.replacing("\u{A0}", with: " ").replacing("\u{2060}", with: "")
  }

  private static func explain(_ line: CreditNoteLine, _ view: CreditNoteView) -> String {
    let currency = view.note.currency
    let billed = view.invoiceLine(line)
    let heading = write(view) {
      $0.integer(line.number)
      $0.raw("  ")
      if let billed { $0.name(billed.charge.name) }
      $0.raw(" \u{B7} ")
      $0.say(CreditPhrases.ofLine, .number(Exact(line.invoiceLine)))
      if let billed {
        $0.raw(", ")
        $0.words(CreditPhrases.billed)
        $0.raw(" ")
        $0.money(billed.netMinor, currency)
      }
      $0.raw("\n")
    }
    var table = TextTable([.start, .start, .end])
    for step in line.explanation.steps {
      table.add(
        write(view) { $0.step(step, currency) }, write(view) { $0.calculation(step, currency) },
        write(view) { $0.amount(step.amount, currency) })
    }
    table.addRule()
    let sum = line.explanation.amount
    table.add(
      write(view) { $0.words(InvoicePhrases.sum) },
      sum == Exact(unscaled: line.netMinor, scale: currency.minorDigits) ? "=" : write(view) { $0.words(InvoicePhrases.differs) },
      write(view) { $0.amount(sum, currency) })
    return heading + table.text(indent: "   ")
  }

  private static func totals(_ view: CreditNoteView) -> String {
    var table = TextTable([.start, .end])
    let note = view.note
    table.add(write(view) { $0.words(InvoicePhrases.netTotal) }, write(view) { $0.money(note.netMinor, note.currency) })
    for tax in note.taxes {
      table.add(
        write(view) {
          $0.words(InvoicePhrases.treatment(tax.key.treatment))
          $0.raw(" ")
          $0.percent(tax.key.percent)
          $0.raw(" \u{B7} ")
          $0.money(tax.baseMinor, note.currency)
        }, write(view) { $0.money(tax.taxMinor, note.currency) })
    }
    table.addRule()
    table.add(write(view) { $0.words(InvoicePhrases.total) }, write(view) { $0.money(note.grossMinor, note.currency) })
    return table.text()
  }
}
