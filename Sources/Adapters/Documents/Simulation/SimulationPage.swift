import Operations
import Primitives

/// What a draft catalog would have made of bills: sums, revenue by offering, who pays more and who less, with charts.
public enum SimulationPage {
  public static func render(_ view: SimulationView) -> [UInt8] {
    var ink = Ink(view.language, reserving: 65_536)
    PageFrame.open(&ink, links: PageLinks()) {
      $0.words(SimulationPhrases.title)
      $0.raw(" \u{B7} ")
      $0.days(view.period, .short)
    } brand: {
      $0.raw("Florin")
    }
    head(view, &ink)
    for currency in view.report.currencies { part(currency, view, &ink) }
    NotPricedSection.write(view.report.notPriced, to: &ink)
    PageFrame.close(&ink) {
      $0.raw("<span>Florin</span>\n<span>")
      $0.words(SimulationPhrases.nothingWritten)
      $0.raw("</span>\n")
    }
    return ink.bytes
  }

  private static func head(_ view: SimulationView, _ ink: inout Ink) {
    ink.raw("<h1>")
    ink.words(SimulationPhrases.title)
    ink.raw("</h1>\n<p class=\"sub\">")
    ink.words(SimulationPhrases.draft)
    ink.raw(" <span class=\"code\">")
    ink.text(view.catalog)
    ink.raw("</span> \u{B7} ")
    ink.say(SimulationPhrases.over, .days(view.period))
    if let segment = view.segment {
      ink.raw(" \u{B7} ")
      ink.say(SimulationPhrases.segment, .text(segment))
    }
    if let day = view.pricedOn {
      ink.raw(" \u{B7} ")
      ink.say(SimulationPhrases.pricedOn, .day(day))
    }
    ink.raw("</p>\n")
  }

  private static func part(_ report: CurrencyReport, _ view: SimulationView, _ ink: inout Ink) {
    panel(report, view.report, &ink)
    ink.raw("<dl class=\"tiles\">\n")
    tile(SimulationPhrases.less, &ink) { $0.number(report.winners) }
    tile(SimulationPhrases.same, &ink) { $0.number(report.accounts - report.winners - report.losers) }
    tile(SimulationPhrases.more, &ink) { $0.number(report.losers) }
    tile(SimulationPhrases.notPriced, &ink) { $0.number(view.report.notPriced.accounts) }
    ink.raw("</dl>\n")
    OfferingSection.write(report, view, to: &ink)
    DistributionSection.write(report, to: &ink)
    AffectedSection.write(report, to: &ink)
  }

  private static func panel(_ report: CurrencyReport, _ whole: SimulationReport, _ ink: inout Ink) {
    let currency = report.currency
    ink.raw("<div class=\"panel\">\n<div><p class=\"label\">")
    ink.words(SimulationPhrases.together)
    ink.raw("</p>\n<p class=\"sum long\">")
    ink.amount(report.gross.difference, currency, signed: true)
    ink.raw("</p>\n<p class=\"when\">")
    ink.say(SimulationPhrases.fromTo, .amount(report.gross.before, currency), .amount(report.gross.after, currency))
    ink.raw("</p></div>\n<dl>")
    row(SimulationPhrases.net, &ink) {
      $0.amount(report.net.before, currency)
      $0.raw(" \u{2192} ")
      $0.amount(report.net.after, currency)
    }
    row(SimulationPhrases.difference, &ink) {
      $0.amount(report.net.difference, currency, signed: true)
      if report.net.before.isPositive {
        $0.raw(" (")
        $0.change(report.net)
        $0.raw(")")
      }
    }
    row(PagePhrases.accounts, &ink) { $0.number(report.accounts) }
    row(SimulationPhrases.bills, &ink) { $0.number(whole.bills) }
    ink.raw("</dl>\n</div>\n")
  }

  private static func row(_ words: Phrase, _ ink: inout Ink, _ value: (inout Ink) -> Void) {
    ink.raw("<dt>")
    ink.words(words)
    ink.raw("</dt><dd>")
    value(&ink)
    ink.raw("</dd>")
  }

  static func tile(_ words: Phrase, _ ink: inout Ink, _ value: (inout Ink) -> Void) {
    ink.raw("<div><dt>")
    ink.words(words)
    ink.raw("</dt><dd>")
    value(&ink)
    ink.raw("</dd></div>\n")
  }
}

extension Ink {
  /// The difference in per cent of what was, to one decimal, with its sign.
  mutating func change(_ change: CurrencyReport.Change) {
    let share = (change.difference * 100 / change.before).rounded(1, .halfUp)
    if share.isPositive { raw("+") }
    percent(share)
  }
}
