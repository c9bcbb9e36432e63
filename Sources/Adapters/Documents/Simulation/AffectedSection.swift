import Invoicing
import Operations
import Primitives

/// The accounts that change most, each with the lines that change and the steps of both sides.
enum AffectedSection {
  static func write(_ report: CurrencyReport, to ink: inout Ink) {
    let currency = report.currency
    ink.raw("<section aria-labelledby=\"affected-")
    ink.text(currency.code)
    ink.raw("\">\n<h2 id=\"affected-")
    ink.text(currency.code)
    ink.raw("\">")
    ink.words(SimulationPhrases.mostAffected)
    ink.raw("</h2>\n")
    if report.mostAffected.isEmpty {
      ink.raw("<p class=\"muted\">")
      ink.words(SimulationPhrases.nobody)
      ink.raw("</p>\n</section>\n")
      return
    }
    ink.raw("<table class=\"list affected\">\n<thead><tr>")
    InvoiceTable.column(PagePhrases.customer, "", &ink)
    InvoiceTable.column(SimulationPhrases.today, "n wide", &ink)
    InvoiceTable.column(SimulationPhrases.withDraft, "n", &ink)
    InvoiceTable.column(SimulationPhrases.difference, "n", &ink)
    ink.raw("</tr></thead>\n")
    for entry in report.mostAffected { write(entry, currency, &ink) }
    ink.raw("</table>\n</section>\n")
  }

  private static func write(_ entry: CurrencyReport.Affected, _ currency: Currency, _ ink: inout Ink) {
    ink.raw("<tbody>\n<tr><th scope=\"row\">")
    ink.person(entry.name)
    ink.raw("<span class=\"meta\">")
    ink.text(entry.reference)
    ink.raw("</span></th><td class=\"n wide\">")
    ink.money(entry.beforeMinor, currency)
    ink.raw("</td><td class=\"n\">")
    ink.money(entry.afterMinor, currency)
    ink.raw("</td><td class=\"n\">")
    ink.money(entry.differenceMinor, currency, signed: true)
    ink.raw("</td></tr>\n<tr class=\"fold\"><td colspan=\"4\"><details><summary>")
    ink.words(InvoicePhrases.calculation)
    ink.raw("<span class=\"vh\">: ")
    ink.person(entry.name)
    ink.raw("</span> <span class=\"muted\">")
    ink.count(Exact(entry.lines.count), .line)
    ink.raw("</span></summary>\n<div class=\"why\">\n")
    for line in entry.lines { DifferenceSteps.write(line, currency, to: &ink) }
    ink.raw("</div></details></td></tr>\n</tbody>\n")
  }
}

/// One thing billed differently: its name and days, then the steps before and after.
enum DifferenceSteps {
  static func write(_ difference: LineDifference, _ currency: Currency, to ink: inout Ink) {
    ink.raw("<h4>")
    ink.name(difference.name)
    ink.raw(" <span class=\"muted\">")
    ink.days(difference.key.period, .short)
    ink.raw(" \u{B7} ")
    ink.money(difference.amountMinor, currency, signed: true)
    ink.raw("</span></h4>\n<div class=\"two\">\n")
    side(SimulationPhrases.before, difference.before, difference.unit, currency, &ink)
    side(SimulationPhrases.after, difference.after, difference.unit, currency, &ink)
    ink.raw("</div>\n")
  }

  private static func side(
    _ words: Phrase, _ side: LineDifference.Side, _ unit: String, _ currency: Currency, _ ink: inout Ink
  ) {
    ink.raw("<table>\n<thead><tr><th scope=\"col\">")
    if side.lines == 0 {
      ink.say(words, .words(SimulationPhrases.notBilled))
    } else {
      ink.say(words, .glance(side.quantity, unit: unit))
    }
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.money(side.amountMinor, currency)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for step in side.explanation.steps {
      ink.raw("<tr><th scope=\"row\">")
      ink.step(step, currency)
      let before = ink.bytes.count
      ink.raw("<span class=\"calc\">")
      let start = ink.bytes.count
      ink.calculation(step, currency)
      if ink.bytes.count == start { ink.bytes.removeLast(start - before) } else { ink.raw("</span>") }
      ink.raw("</th><td class=\"n\">")
      ink.amount(step.amount, currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n")
  }
}
