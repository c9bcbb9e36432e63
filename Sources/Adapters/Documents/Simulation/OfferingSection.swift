import Operations
import Primitives

/// Net revenue by offering, today and with the draft, with a bar for the difference: to the right for more.
enum OfferingSection {
  static func write(_ report: CurrencyReport, _ view: SimulationView, to ink: inout Ink) {
    let currency = report.currency
    ink.raw("<section aria-labelledby=\"offerings-")
    ink.text(currency.code)
    ink.raw("\">\n<h2 id=\"offerings-")
    ink.text(currency.code)
    ink.raw("\">")
    ink.words(SimulationPhrases.byOffering)
    ink.raw("</h2>\n<table class=\"ledger\">\n<thead><tr>")
    InvoiceTable.column(SimulationPhrases.offering, "", &ink)
    InvoiceTable.column(PagePhrases.accounts, "n wide", &ink)
    InvoiceTable.column(SimulationPhrases.today, "n wide", &ink)
    InvoiceTable.column(SimulationPhrases.withDraft, "n", &ink)
    InvoiceTable.column(SimulationPhrases.difference, "n", &ink)
    ink.raw("<td class=\"wide bars\"></td></tr></thead>\n<tbody>\n")
    let most = report.offerings.map(\.net.difference.magnitude).max() ?? .zero
    for entry in report.offerings {
      ink.raw("<tr><th scope=\"row\">")
      if let offering = entry.offering {
        if let name = view.offerings[offering] { ink.name(name) } else { ink.text(offering.text) }
      } else {
        ink.words(SimulationPhrases.other)
      }
      ink.raw("</th><td class=\"n wide\">")
      ink.number(entry.accounts)
      ink.raw("</td><td class=\"n wide\">")
      ink.amount(entry.net.before, currency)
      ink.raw("</td><td class=\"n\">")
      ink.amount(entry.net.after, currency)
      ink.raw("</td><td class=\"n\">")
      ink.amount(entry.net.difference, currency, signed: true)
      ink.raw("</td><td class=\"wide bars\">")
      bar(entry.net.difference, most, &ink)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n<tfoot><tr class=\"grand\"><th scope=\"row\">")
    ink.words(PagePhrases.totals)
    ink.raw("</th><td class=\"n wide\">")
    ink.number(report.accounts)
    ink.raw("</td><td class=\"n wide\">")
    ink.amount(report.net.before, currency)
    ink.raw("</td><td class=\"n\">")
    ink.amount(report.net.after, currency)
    ink.raw("</td><td class=\"n\">")
    ink.amount(report.net.difference, currency, signed: true)
    ink.raw("</td><td class=\"wide bars\"></td></tr></tfoot>\n</table>\n</section>\n")
  }

  /// A bar from the middle: its length is the share of the largest difference.
  private static func bar(_ difference: Exact, _ most: Exact, _ ink: inout Ink) {
    if difference.isZero { return }
    ink.raw("<svg class=\"delta\" viewBox=\"0 0 120 16\" width=\"120\" height=\"16\" aria-hidden=\"true\"><path class=\"base\" d=\"M60.5 0V16\"/>")
    let tenths = max(10, Int((difference.magnitude * 580 / most).wholeUnits(.down) ?? 0))
    ink.raw(difference.isPositive ? "<rect class=\"up\" x=\"61\"" : "<rect class=\"down\" x=\"")
    if difference.isNegative {
      ink.tenths(600 - tenths)
      ink.raw("\"")
    }
    ink.raw(" y=\"3\" height=\"10\" rx=\"1.5\" width=\"")
    ink.tenths(tenths)
    ink.raw("\"/></svg>")
  }
}
