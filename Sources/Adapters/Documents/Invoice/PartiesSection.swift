import Parties
import Primitives

/// Who sells and who is billed, with what tax law wants to know of them.
enum PartiesSection {
  static func write(account: BillingAccount, seller: SellerEntity, to ink: inout Ink) {
    ink.raw("<section class=\"parties\">\n<div>\n<h2>")
    ink.words(InvoicePhrases.to)
    ink.raw("</h2>\n<p class=\"who\">")
    ink.person(account.name)
    ink.raw("</p>\n")
    address(account.address, &ink)
    if case .business(let identifier) = account.taxStanding { taxIdentifier(identifier, &ink) }
    ink.raw("</div>\n<div>\n<h2>")
    ink.words(InvoicePhrases.from)
    ink.raw("</h2>\n<p class=\"who\">")
    ink.person(seller.legalName)
    ink.raw("</p>\n")
    address(seller.address, &ink)
    if let identifier = seller.taxIdentifier { taxIdentifier(identifier, &ink) }
    ink.raw("</div>\n</section>\n")
  }

  static func addressLines(_ address: PostalAddress, _ language: ReaderLanguage) -> [String] {
    var lines = address.lines.filter { !$0.isEmpty }
    let town = [address.postcode, address.city].filter { !$0.isEmpty }.joined(separator: " ")
    if !town.isEmpty { lines.append(town) }
    let country = CountryNames.name(address.country, language)
    lines.append(address.region.map { "\(country) (\($0))" } ?? country)
    return lines
  }

  private static func address(_ address: PostalAddress, _ ink: inout Ink) {
    ink.raw("<p>")
    for (index, line) in addressLines(address, ink.language).enumerated() {
      if index > 0 { ink.raw("<br>") }
      ink.text(line)
    }
    ink.raw("</p>\n")
  }

  private static func taxIdentifier(_ identifier: String, _ ink: inout Ink) {
    ink.raw("<p class=\"muted\">")
    ink.say(InvoicePhrases.taxIdentifier, .text(identifier))
    ink.raw("</p>\n")
  }
}
