import Invoicing
import Parties
import Primitives
import Templates

/// The invoice as one self-contained HTML page: no script, no request to anywhere, equal bytes for equal input.
public enum InvoicePage {
  /// The page's bytes in UTF-8.
  ///
  /// - Parameter refreshSeconds: it is asked for again after so many.
  public static func render(_ view: InvoiceView, refreshSeconds: Int? = nil) -> [UInt8] {
    var ink = Ink(view.wording, reserving: 32_768 + view.invoice.lines.count * 2048)
    let title: (inout Ink) -> Void = {
      $0.words(InvoicePhrases.invoice)
      $0.raw(" ")
      number(view, &$0)
      $0.raw(" \u{B7} ")
      $0.text(view.seller.legalName)
    }
    PageFrame.open(&ink, links: view.links, refreshSeconds: refreshSeconds, look: view.look, title: title) {
      PageFrame.seller(view.seller.legalName, view.look, &$0)
    }
    PageFrame.free(view.look.greeting(view.language), "greeting", &ink)
    HeadSection.write(view, to: &ink)
    PartiesSection.write(account: view.account, seller: view.seller, to: &ink)
    sections(view.look?.template.layout.sections ?? usual, view, &ink)
    PageFrame.turn(
      &ink, previous: view.links.previous, InvoicePhrases.previous, next: view.links.next, InvoicePhrases.next)
    PageFrame.close(&ink) { ink in
      legal(view.seller, &ink)
      if let number = view.invoice.number {
        ink.raw("<span>")
        ink.say(InvoicePhrases.footer, .text(number), .day(view.invoice.issuedOn))
        ink.raw("</span>\n")
      }
      PageFrame.free(view.look.footer(view.language), "say", &ink)
    }
    return ink.bytes
  }

  private static let usual: [BillLayout.Section] = [.changes, .summary, .lines, .usage, .tax, .payment]

  /// The sections in an order; those of a column stand side by side where there is room.
  private static func sections(_ order: [BillLayout.Section], _ view: InvoiceView, _ ink: inout Ink) {
    var isOpen = false
    for section in order {
      let isColumn =
        switch section {
        case .changes, .summary, .tax, .payment: true
        case .lines, .usage, .messages: false
        }
      if isColumn != isOpen { ink.raw(isColumn ? "<div class=\"two\">\n" : "</div>\n") }
      isOpen = isColumn
      switch section {
      case .messages: ReaderNotices.write(view.messages, to: &ink)
      case .changes: ChangesSection.write(view, to: &ink)
      case .summary: SummarySection.write(view, to: &ink)
      case .lines: LinesSection.write(view, to: &ink)
      case .usage: UsageSection.write(view, to: &ink)
      case .tax: TaxSection.write(view.invoice.taxes, view.invoice.currency, to: &ink)
      case .payment: PaymentSection.write(view, to: &ink)
      }
    }
    if isOpen { ink.raw("</div>\n") }
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
