import Invoicing
import Primitives
import Rating
import Taxation

/// What is given back of which line of the invoice, each with its calculation, and the totals.
enum CreditLinesSection {
  static func write(_ view: CreditNoteView, to ink: inout Ink) {
    let currency = view.note.currency
    ink.raw("<section aria-labelledby=\"lines\">\n<h2 id=\"lines\">")
    ink.words(CreditPhrases.lines)
    ink.raw("</h2>\n<table class=\"lines\">\n<thead><tr><td class=\"no\"></td><th scope=\"col\">")
    ink.words(InvoicePhrases.description)
    ink.raw("</th><th scope=\"col\" class=\"n wide\">")
    ink.words(CreditPhrases.billed)
    ink.raw("</th><th scope=\"col\" class=\"n wide\">")
    ink.words(InvoicePhrases.taxRate)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for line in view.note.lines { row(line, view, &ink) }
    ink.raw("</tbody>\n</table>\n<table class=\"ledger\">\n<tbody>\n")
    total(InvoicePhrases.netTotal, view.note.netMinor, currency, &ink)
    total(InvoicePhrases.taxTotal, view.note.taxMinor, currency, &ink)
    ink.raw("</tbody>\n<tfoot>\n")
    total(InvoicePhrases.total, view.note.grossMinor, currency, grand: true, &ink)
    ink.raw("</tfoot>\n</table>\n</section>\n")
  }

  private static func total(_ words: Phrase, _ minor: Int64, _ currency: Currency, grand: Bool = false, _ ink: inout Ink) {
    ink.raw(grand ? "<tr class=\"grand\"><th scope=\"row\">" : "<tr><th scope=\"row\">")
    ink.words(words)
    ink.raw("</th><td class=\"n\">")
    ink.money(minor, currency)
    ink.raw("</td></tr>\n")
  }

  private static func row(_ line: CreditNoteLine, _ view: CreditNoteView, _ ink: inout Ink) {
    let currency = view.note.currency
    let billed = view.invoiceLine(line)
    ink.raw("<tr class=\"line\" id=\"line-")
    ink.integer(line.number)
    ink.raw("\"><td class=\"no\">")
    ink.integer(line.number)
    ink.raw("</td><th scope=\"row\"><span class=\"title\">")
    if let billed { ink.name(billed.charge.name) } else { ink.say(CreditPhrases.ofLine, .number(Exact(line.invoiceLine))) }
    ink.raw("</span></th><td class=\"n wide\">")
    if let billed { ink.money(billed.netMinor, currency) }
    ink.raw("</td><td class=\"n wide\">")
    ink.percent(line.taxKey.percent)
    ink.raw("</td><td class=\"n\">")
    ink.money(line.netMinor, currency)
    ink.raw("</td></tr>\n<tr class=\"fold\"><td class=\"no\"></td><td colspan=\"4\"><div class=\"under\"><p class=\"meta\">")
    ink.say(CreditPhrases.ofLine, .number(Exact(line.invoiceLine)))
    if let period = billed?.charge.period, !period.isEmpty {
      ink.raw(" \u{B7} ")
      ink.days(period, .short)
    }
    ink.raw("</p>\n")
    calculation(line, billed, currency, &ink)
    ink.raw("</div></td></tr>\n")
  }

  /// The share asked for and its rounding.
  private static func calculation(_ line: CreditNoteLine, _ billed: InvoiceLine?, _ currency: Currency, _ ink: inout Ink) {
    ink.raw("<details><summary>")
    ink.words(InvoicePhrases.calculation)
    if let billed {
      ink.raw("<span class=\"vh\">: ")
      ink.name(billed.charge.name)
      ink.raw("</span>")
    }
    ink.raw(" <span class=\"muted\">")
    ink.count(Exact(line.explanation.steps.count), .step)
    ink.raw("</span></summary>\n<div class=\"why\">\n")
    StepTable.write(line.explanation, issued: Exact(unscaled: line.netMinor, scale: currency.minorDigits), currency, to: &ink) { _ in }
    ink.raw("</div></details>\n")
  }
}
