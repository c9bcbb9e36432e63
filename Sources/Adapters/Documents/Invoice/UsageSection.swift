import Invoicing
import Primitives

/// The usage of the period as small bar charts, one for each meter, each with the same numbers as a table.
enum UsageSection {
  static func write(_ view: InvoiceView, to ink: inout Ink) {
    let series = view.usage.filter { !$0.points.isEmpty }
    guard !series.isEmpty else { return }
    ink.raw("<section aria-labelledby=\"usage\">\n<h2 id=\"usage\">")
    ink.words(InvoicePhrases.usage)
    ink.raw("</h2>\n<div class=\"charts\">\n")
    for (index, one) in series.enumerated() { UsageChart(one).write(number: index + 1, to: &ink) }
    ink.raw("</div>\n</section>\n")
  }
}
