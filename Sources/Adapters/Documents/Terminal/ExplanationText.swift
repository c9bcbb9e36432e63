public import Invoicing
import Primitives
import Rating
import Taxation

/// An invoice's explanation as plain text for the terminal: aligned columns, every step, and the check of every sum.
public enum ExplanationText {
  /// The whole invoice, or one line of it with its evidence. `nil` when the invoice has no such line.
  public static func render(
    _ invoice: Invoice, line number: Int? = nil, evidence: [Int: LineEvidence] = [:], language: ReaderLanguage
  ) -> String? {
    let lines = number.map { wanted in invoice.lines.filter { $0.number == wanted } } ?? invoice.lines
    if number != nil, lines.isEmpty { return nil }
    var result = heading(invoice, language)
    for line in lines { result += "\n" + explain(line, invoice, evidence[line.number], language) }
    if number == nil { result += "\n" + totals(invoice, language) }
    return result
  }

  private static func write(_ language: ReaderLanguage, _ body: (inout Ink) -> Void) -> String {
    var ink = Ink(language, .plain)
    body(&ink)
    return ink.string.replacing("\u{A0}", with: " ").replacing("\u{2060}", with: "")
  }

  private static func heading(_ invoice: Invoice, _ language: ReaderLanguage) -> String {
    write(language) {
      $0.words(InvoicePhrases.invoice)
      $0.raw(" ")
      if let issued = invoice.number { $0.text(issued) } else { $0.words(InvoicePhrases.draft) }
      $0.raw(" \u{B7} ")
      $0.days(invoice.billingPeriod)
      $0.raw(" \u{B7} ")
      $0.money(invoice.grossMinor, invoice.currency)
      $0.raw("\n")
    }
  }

  private static func explain(_ line: InvoiceLine, _ invoice: Invoice, _ evidence: LineEvidence?, _ language: ReaderLanguage) -> String {
    let charge = line.charge
    let currency = charge.amount.currency
    var result = write(language) {
      $0.integer(line.number)
      $0.raw("  ")
      $0.name(charge.name)
      if charge.kind == .correction {
        $0.raw(" \u{B7} ")
        $0.words(InvoicePhrases.correction)
      }
      $0.raw(" \u{B7} ")
      $0.days(charge.period, .short)
      $0.raw(" \u{B7} ")
      $0.glance(charge.quantity, charge.unit)
      $0.raw("\n   ")
      $0.say(InvoicePhrases.priceVersion, .text(charge.price.text))
      if let version = evidence?.version {
        $0.raw(", ")
        $0.say(InvoicePhrases.inForceSince, .day(version.from))
        if !version.catalog.isEmpty {
          $0.raw(" \u{B7} ")
          $0.say(InvoicePhrases.catalog, .text(version.catalog))
        }
      }
      $0.raw("\n")
    }
    var table = TextTable([.start, .start, .end])
    for step in charge.explanation.steps {
      table.add(
        write(language) { $0.step(step, currency) }, write(language) { $0.calculation(step, currency) },
        write(language) { $0.amount(step.amount, currency) })
    }
    table.addRule()
    let sum = charge.explanation.amount
    table.add(
      write(language) { $0.words(InvoicePhrases.sum) },
      sum == charge.amount.exact ? "=" : write(language) { $0.words(InvoicePhrases.differs) },
      write(language) { $0.amount(sum, currency) })
    if line.netMinor != charge.amount.amountMinor {
      table.add(
        write(language) { $0.words(InvoicePhrases.taxContained) }, "",
        write(language) { $0.money(line.netMinor - charge.amount.amountMinor, currency) })
      table.add(write(language) { $0.words(InvoicePhrases.withoutTax) }, "", write(language) { $0.money(line.netMinor, currency) })
    }
    result += table.text(indent: "   ")
    if let evidence, !evidence.events.isEmpty { result += events(evidence, language) }
    return result
  }

  private static func events(_ evidence: LineEvidence, _ language: ReaderLanguage) -> String {
    var table = TextTable([.start, .end, .start, .start])
    for event in evidence.events {
      table.add(event.at.description, write(language) { $0.quantity(event.quantity, event.unit) }, event.about, event.id)
    }
    let heading = write(language) {
      $0.raw("   ")
      $0.words(InvoicePhrases.eventsBehind)
      $0.raw(": ")
      if evidence.eventCount > evidence.events.count {
        $0.say(InvoicePhrases.firstOf, .number(Exact(evidence.events.count)), .count(evidence.eventCount, .event))
      } else {
        $0.count(Exact(evidence.eventCount), .event)
      }
      $0.raw("\n")
    }
    return heading + table.text(indent: "   ")
  }

  private static func totals(_ invoice: Invoice, _ language: ReaderLanguage) -> String {
    var table = TextTable([.start, .end])
    let currency = invoice.currency
    let lines = invoice.lines.reduce(Int64(0)) { $0 + $1.netMinor }
    table.add(
      write(language) { $0.words(InvoicePhrases.netTotal) } + (lines == invoice.netMinor ? "" : " ≠"),
      write(language) { $0.money(invoice.netMinor, currency) })
    for tax in invoice.taxes {
      table.add(
        write(language) {
          $0.words(InvoicePhrases.treatment(tax.key.treatment))
          $0.raw(" ")
          $0.percent(tax.key.percent)
          $0.raw(" \u{B7} ")
          $0.money(tax.baseMinor, currency)
        }, write(language) { $0.money(tax.taxMinor, currency) })
    }
    table.addRule()
    table.add(write(language) { $0.words(InvoicePhrases.total) }, write(language) { $0.money(invoice.grossMinor, currency) })
    return table.text()
  }
}
