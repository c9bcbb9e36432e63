import Invoicing
import Primitives
import Rating

/// The bill in a few rows: one for each kind of charge, tax, total; and a bar of what it is made of.
enum SummarySection {
  private static let kinds: [RatedCharge.Kind] = [.recurring, .usage, .oneTime, .trueUp, .thirdParty, .discount, .credit, .correction]
  private static let shades: [StaticString] = ["s1", "s2", "s3", "s4", "s6", "s7", "s8"]
  private static let taxShade: StaticString = "s5"

  /// Of a kind of charge, by its place; the last ones share a shade.
  private static func shade(_ place: Int) -> StaticString { shades[min(place, shades.count - 1)] }

  static func write(_ view: InvoiceView, to ink: inout Ink) {
    let invoice = view.invoice
    var sums = [Int64](repeating: 0, count: kinds.count)
    var used = [Bool](repeating: false, count: kinds.count)
    for line in invoice.lines {
      guard let place = kinds.firstIndex(of: line.charge.kind) else { continue }
      sums[place] += line.netMinor
      used[place] = true
    }
    ink.raw("<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">")
    ink.words(InvoicePhrases.summary)
    ink.raw("</h2>\n")
    bar(sums + [invoice.taxMinor], &ink)
    ink.raw("<table class=\"ledger\">\n<thead class=\"vh\"><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.kind)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.words(InvoicePhrases.amount)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for place in kinds.indices where used[place] {
      ink.raw("<tr><th scope=\"row\">")
      swatch(sums[place] > 0 ? shade(place) : nil, &ink)
      ink.words(InvoicePhrases.group(kinds[place]))
      ink.raw("</th><td class=\"n\">")
      ink.money(sums[place], invoice.currency)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n<tfoot>\n<tr><th scope=\"row\">")
    ink.words(InvoicePhrases.netTotal)
    ink.raw("</th><td class=\"n\">")
    ink.money(invoice.netMinor, invoice.currency)
    ink.raw("</td></tr>\n<tr><th scope=\"row\">")
    swatch(invoice.taxMinor > 0 ? taxShade : nil, &ink)
    ink.words(InvoicePhrases.taxTotal)
    ink.raw("</th><td class=\"n\">")
    ink.money(invoice.taxMinor, invoice.currency)
    ink.raw("</td></tr>\n<tr class=\"grand\"><th scope=\"row\">")
    ink.words(InvoicePhrases.total)
    ink.raw("</th><td class=\"n\">")
    ink.money(invoice.grossMinor, invoice.currency)
    ink.raw("</td></tr>\n</tfoot>\n</table>\n</section>\n")
  }

  private static func swatch(_ shade: StaticString?, _ ink: inout Ink) {
    guard let shade else { return }
    ink.raw("<span class=\"sw ")
    ink.raw(shade)
    ink.raw("\"></span>")
  }

  /// The positive parts side by side, a thousand units wide; the table below says the same in numbers.
  private static func bar(_ parts: [Int64], _ ink: inout Ink) {
    let whole = parts.reduce(Int64(0)) { $0 + max(0, $1) }
    guard whole > 0, parts.filter({ $0 > 0 }).count > 1 else { return }
    ink.raw("<svg class=\"mix\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
    ink.words(InvoicePhrases.composition)
    ink.raw("\">")
    var before: Int64 = 0
    for (place, part) in parts.enumerated() where part > 0 {
      let start = Int(Int128(before) * 1000 / Int128(whole))
      before += part
      let end = Int(Int128(before) * 1000 / Int128(whole))
      ink.raw("<rect class=\"")
      ink.raw(place < kinds.count ? shade(place) : taxShade)
      ink.raw("\" height=\"10\" x=\"")
      ink.integer(start)
      ink.raw("\" width=\"")
      ink.integer(max(end - start, 0))
      ink.raw("\"/>")
    }
    ink.raw("</svg>\n")
  }
}
