import Invoicing
import Primitives
import Rating
import Taxation

/// One line of the table and, below it, the fold with its calculation.
enum LineRow {
  static func write(_ line: InvoiceLine, _ view: InvoiceView, to ink: inout Ink) {
    let charge = line.charge
    ink.raw("<tr class=\"line\" id=\"line-")
    ink.integer(line.number)
    ink.raw("\"><td class=\"no\">")
    ink.integer(line.number)
    ink.raw("</td><th scope=\"row\"><span class=\"title\">")
    ink.name(charge.name)
    if charge.kind == .correction {
      ink.raw(" \u{B7} ")
      ink.words(InvoicePhrases.correction)
    }
    ink.raw("</span></th><td class=\"n wide\">")
    ink.glance(charge.quantity, charge.unit)
    ink.raw("</td><td class=\"n wide\">")
    ink.percent(line.taxKey.percent)
    ink.raw("</td><td class=\"n\">")
    ink.money(line.netMinor, view.invoice.currency)
    ink.raw("</td></tr>\n<tr class=\"fold\"><td class=\"no\"></td><td colspan=\"4\"><div class=\"under\"><p class=\"meta\">")
    period(charge.period, in: view.invoice, &ink)
    ink.raw("<span class=\"small\">")
    if charge.quantity != 1 || !charge.unit.isEmpty {
      ink.raw(" \u{B7} ")
      ink.glance(charge.quantity, charge.unit)
    }
    ink.raw(" \u{B7} ")
    ink.percent(line.taxKey.percent)
    ink.raw("</span></p>\n")
    LineFold.write(line, view, to: &ink)
    ink.raw("</div></td></tr>\n")
  }

  /// The service period; without its year when that is the year of the invoice.
  static func period(_ period: ServicePeriod, in invoice: Invoice, _ ink: inout Ink) {
    guard !period.isEmpty else { return ink.plainDay(period.start, .short) }
    let year = invoice.issuedOn.year
    ink.days(period, period.start.year == year && period.lastDay.year == year ? .withoutYear : .short)
  }
}

/// Why the line's amount is what it is: price version, steps with their sum, usage events.
enum LineFold {
  static func write(_ line: InvoiceLine, _ view: InvoiceView, to ink: inout Ink) {
    let charge = line.charge
    ink.raw(view.foldsOpen ? "<details open><summary>" : "<details><summary>")
    ink.words(InvoicePhrases.calculation)
    ink.raw("<span class=\"vh\">: ")
    ink.name(charge.name)
    ink.raw("</span> <span class=\"muted\">")
    ink.count(Exact(charge.explanation.steps.count), .step)
    ink.raw("</span></summary>\n<div class=\"why\">\n<p class=\"facts\">")
    facts(line, view, &ink)
    ink.raw("</p>\n")
    steps(line, view, &ink)
    if let evidence = view.evidence[line.number], !evidence.events.isEmpty { events(evidence, view, &ink) }
    ink.raw("</div></details>")
  }

  static func facts(_ line: InvoiceLine, _ view: InvoiceView, _ ink: inout Ink) {
    let charge = line.charge
    ink.say(InvoicePhrases.priceVersion, .text(""))
    ink.raw("<span class=\"code\">")
    ink.text(charge.price.text)
    ink.raw("</span>")
    if let version = view.evidence[line.number]?.version {
      ink.raw(", ")
      ink.say(InvoicePhrases.inForceSince, .day(version.from))
      if let end = version.to {
        ink.raw(" ")
        ink.say(InvoicePhrases.inForceUntil, .day(end.adding(days: -1)))
      }
      if !version.catalog.isEmpty {
        ink.raw(" \u{B7} ")
        ink.say(InvoicePhrases.catalog, .text(version.catalog))
      }
    }
    if !charge.period.isEmpty {
      ink.raw(" \u{B7} ")
      ink.say(InvoicePhrases.servicePeriod, .days(charge.period))
      ink.raw(" (")
      ink.count(Exact(charge.period.days), .day)
      ink.raw(")")
    }
  }

  static func steps(_ line: InvoiceLine, _ view: InvoiceView, _ ink: inout Ink) {
    let charge = line.charge
    let currency = charge.amount.currency
    StepTable.write(charge.explanation, issued: charge.amount.exact, currency, to: &ink) { ink in
      if line.netMinor != charge.amount.amountMinor {
        row(InvoicePhrases.taxContained, line.netMinor - charge.amount.amountMinor, currency, soft: true, &ink)
        row(InvoicePhrases.withoutTax, line.netMinor, currency, soft: false, &ink)
      }
    }
  }

  private static func row(_ words: Phrase, _ minor: Int64, _ currency: Currency, soft: Bool, _ ink: inout Ink) {
    ink.raw(soft ? "<tr class=\"soft\"><th scope=\"row\">" : "<tr><th scope=\"row\">")
    ink.words(words)
    ink.raw("</th><td class=\"n\">")
    ink.money(minor, currency)
    ink.raw("</td></tr>\n")
  }

  private static func events(_ evidence: LineEvidence, _ view: InvoiceView, _ ink: inout Ink) {
    ink.raw("<h4>")
    ink.words(InvoicePhrases.eventsBehind)
    ink.raw(" <span class=\"muted\">")
    if evidence.eventCount > evidence.events.count {
      ink.say(InvoicePhrases.firstOf, .number(Exact(evidence.events.count)), .count(evidence.eventCount, .event))
    } else {
      ink.count(Exact(evidence.eventCount), .event)
    }
    ink.raw("</span></h4>\n")
    eventTable(evidence.events, view.zone, &ink)
  }

  static func eventTable(_ events: [UsageNote], _ zone: Zone, _ ink: inout Ink) {
    ink.raw("<table class=\"events\">\n<thead><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.when)
    let saysWhat = events.contains { !$0.about.isEmpty }
    if saysWhat {
      ink.raw("</th><th scope=\"col\">")
      ink.words(InvoicePhrases.what)
    }
    ink.raw("</th><th scope=\"col\" class=\"wide\">")
    ink.words(InvoicePhrases.record)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.quantity)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for event in events {
      ink.raw("<tr><td>")
      ink.moment(event.at, in: zone)
      if saysWhat {
        ink.raw("</td><td>")
        ink.text(event.about)
      }
      ink.raw("</td><td class=\"wide code\">")
      ink.text(event.id)
      ink.raw("</td><td class=\"n\">")
      ink.quantity(event.quantity, event.unit)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table>\n")
  }
}
