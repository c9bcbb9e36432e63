import Operations
import Primitives

/// Winners and losers as bars by the change in per cent, and how many would notice.
enum DistributionSection {
  static func write(_ report: CurrencyReport, to ink: inout Ink) {
    ink.raw("<section aria-labelledby=\"spread-")
    ink.text(report.currency.code)
    ink.raw("\">\n<h2 id=\"spread-")
    ink.text(report.currency.code)
    ink.raw("\">")
    ink.words(SimulationPhrases.winnersAndLosers)
    ink.raw("</h2>\n<div class=\"charts spread\"><figure>\n<figcaption><p class=\"meta\">")
    ink.words(SimulationPhrases.distribution)
    ink.raw("</p></figcaption>\n")
    drawing(report, &ink)
    table(report, &ink)
    ink.raw("</figure></div>\n")
    shocks(report, &ink)
    ink.raw("</section>\n")
  }

  private static let (height, top, bottom, step) = (220, 24, 180, 60)

  private static func drawing(_ report: CurrencyReport, _ ink: inout Ink) {
    let most = max(1, report.bands.map(\.accounts).max() ?? 1)
    ink.raw("<svg viewBox=\"0 0 720 220\" role=\"img\" aria-label=\"")
    ink.words(SimulationPhrases.distribution)
    ink.raw("\">\n<path class=\"base\" d=\"M0 180.5H720\"/>\n")
    for (index, band) in report.bands.enumerated() {
      let middle = index * step + step / 2
      if band.accounts > 0 {
        let tall = max(20, (bottom - top) * 10 * band.accounts / most)
        ink.raw("<rect class=\"")
        ink.raw(band.band.rawValue < ChangeBand.same.rawValue ? "down" : (band.band == .same ? "even" : "up"))
        ink.raw("\" rx=\"2\" width=\"44\" x=\"")
        ink.integer(middle - 22)
        ink.raw("\" y=\"")
        ink.tenths(bottom * 10 - tall)
        ink.raw("\" height=\"")
        ink.tenths(tall)
        ink.raw("\"/>\n<text class=\"peak\" text-anchor=\"middle\" x=\"")
        ink.integer(middle)
        ink.raw("\" y=\"")
        ink.tenths(bottom * 10 - tall - 60)
        ink.raw("\">")
        ink.number(band.accounts)
        ink.raw("</text>\n")
      }
      ink.raw("<text text-anchor=\"middle\" y=\"198\" x=\"")
      ink.integer(middle)
      ink.raw("\">")
      ink.band(band.band)
      ink.raw("</text>\n")
    }
    ink.raw("</svg>\n")
  }

  private static func table(_ report: CurrencyReport, _ ink: inout Ink) {
    ink.raw("<details><summary>")
    ink.words(InvoicePhrases.asTable)
    ink.raw("</summary>\n<div class=\"why\"><table>\n<thead><tr>")
    InvoiceTable.column(SimulationPhrases.change, "", &ink)
    InvoiceTable.column(PagePhrases.accounts, "n", &ink)
    InvoiceTable.column(SimulationPhrases.difference, "n", &ink)
    ink.raw("</tr></thead>\n<tbody>\n")
    for band in report.bands where band.accounts > 0 {
      ink.raw("<tr><th scope=\"row\">")
      ink.band(band.band)
      ink.raw("</th><td class=\"n\">")
      ink.number(band.accounts)
      ink.raw("</td><td class=\"n\">")
      ink.amount(band.difference, report.currency, signed: true)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table></div></details>\n")
  }

  private static func shocks(_ report: CurrencyReport, _ ink: inout Ink) {
    ink.raw("<h3 class=\"apart\">")
    ink.words(SimulationPhrases.shock)
    ink.raw("</h3>\n<p class=\"meta\">")
    ink.words(SimulationPhrases.shockHint)
    ink.raw("</p>\n<dl class=\"tiles close\">\n")
    for shock in report.shocks {
      ink.raw("<div><dt>")
      ink.say(SimulationPhrases.atLeast, .percent(Exact(shock.shock.rawValue)))
      ink.raw("</dt><dd>")
      ink.number(shock.accounts)
      ink.raw("</dd></div>\n")
    }
    ink.raw("</dl>\n")
  }
}

extension Ink {
  /// A band by its borders: `−10…−5`, `> 50`.
  mutating func band(_ band: ChangeBand) {
    switch (band, band.percent.from, band.percent.to) {
    case (.same, _, _): number(0)
    case (.fromNothing, _, _): words(SimulationPhrases.fromNothing)
    case (_, let from?, let to?):
      number(from)
      raw("\u{2026}")
      number(to)
    case (_, nil, let to?):
      raw("&lt;\u{A0}")
      number(to)
    case (_, let from?, nil):
      raw("&gt;\u{A0}")
      number(from)
    case (_, nil, nil): break
    }
  }
}
