import Invoicing
import Parties
import Primitives

/// The invoice as one self-contained HTML page: no script, no request to anywhere, equal bytes for equal input.
public enum InvoicePage {
  /// The page's bytes in UTF-8.
  public static func render(_ view: InvoiceView) -> [UInt8] {
    var ink = Ink(view.language, reserving: 32_768 + view.invoice.lines.count * 2048)
    let title: (inout Ink) -> Void = {
      $0.words(InvoicePhrases.invoice)
      $0.raw(" ")
      number(view, &$0)
      $0.raw(" \u{B7} ")
      $0.text(view.seller.legalName)
    }
    PageFrame.open(&ink, links: view.links, title: title) { $0.person(view.seller.legalName) }
    HeadSection.write(view, to: &ink)
    PartiesSection.write(account: view.account, seller: view.seller, to: &ink)
    ink.raw("<div class=\"two\">\n")
    ChangesSection.write(view, to: &ink)
    SummarySection.write(view, to: &ink)
    ink.raw("</div>\n")
    LinesSection.write(view, to: &ink)
    UsageSection.write(view, to: &ink)
    ink.raw("<div class=\"two\">\n")
    TaxSection.write(view.invoice.taxes, view.invoice.currency, to: &ink)
    PaymentSection.write(view, to: &ink)
    ink.raw("</div>\n")
    PageFrame.turn(
      &ink, previous: view.links.previous, InvoicePhrases.previous, next: view.links.next, InvoicePhrases.next)
    PageFrame.close(&ink) { ink in
      legal(view.seller, &ink)
      if let number = view.invoice.number {
        ink.raw("<span>")
        ink.say(InvoicePhrases.footer, .text(number), .day(view.invoice.issuedOn))
        ink.raw("</span>\n")
      }
    }
    return ink.bytes
  }

  /// The page as text.
  public static func text(_ view: InvoiceView) -> String { String(decoding: render(view), as: UTF8.self) }

  static func number(_ view: InvoiceView, _ ink: inout Ink) {
    if let number = view.invoice.number { ink.text(number) } else { ink.words(InvoicePhrases.draft) }
  }

  /// The seller's legal data, which the law wants on the document.
  static func legal(_ seller: SellerEntity, _ ink: inout Ink) {
    ink.raw("<span>")
    ink.person(seller.legalName)
    ink.raw("</span>\n")
    ink.raw("<span>")
    ink.text(PartiesSection.addressLines(seller.address, ink.language).joined(separator: ", "))
    ink.raw("</span>\n")
    if let identifier = seller.taxIdentifier {
      ink.raw("<span>")
      ink.say(InvoicePhrases.taxIdentifier, .text(identifier))
      ink.raw("</span>\n")
    }
    if let email = seller.email {
      ink.raw("<a")
      ink.attribute("href", "mailto:\(email)")
      ink.raw(">")
      ink.text(email)
      ink.raw("</a>\n")
    }
  }
}
