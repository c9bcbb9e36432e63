import Invoicing
import Parties
import Primitives

/// A code that banking apps read: the European payment code (EPC 069-12), for transfers in euro to an IBAN.
struct PaymentCode {
  let code: QRCode
  /// What it is, for who cannot see it.
  let about: String

  /// - Parameter amountMinor: the whole invoice when `nil`.
  init?(_ view: InvoiceView, amountMinor: Int64? = nil) {
    let minor = amountMinor ?? view.invoice.grossMinor
    guard view.isPayable, view.invoice.currency == .eur, (1...99_999_999_999).contains(minor), view.payment.method == .transfer,
      let iban = view.payment.iban ?? view.seller.iban, let code = QRCode(PaymentCode.text(view, iban, minor))
    else { return nil }
    self.code = code
    about = Ink.said(view.wording) {
      $0.say(PaperPhrases.codeAbout, .money(minor, view.invoice.currency), .person(view.seller.legalName))
    }
  }

  static func text(_ view: InvoiceView, _ iban: String, _ amountMinor: Int64? = nil) -> String {
    let amount = Exact(unscaled: amountMinor ?? view.invoice.grossMinor, scale: 2).decimalText(maximumDigits: 2, minimumDigits: 2)
    return [
      "BCD", "002", "1", "SCT", view.payment.bic ?? "", String(view.seller.legalName.prefix(70)), iban.filter { $0 != " " }, "EUR" + amount, "", "",
      String((view.payment.reference ?? view.invoice.number ?? "").prefix(140)), "",
    ].joined(separator: "\n")
  }
}
