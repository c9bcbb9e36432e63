extension InvoicingDetails {
  /// The name under which stores keep the format of e-invoices.
  public static let eInvoiceTerm = "eInvoice"

  /// What is said, as names and texts in a fixed order: how stores keep it.
  public var terms: [(name: String, text: String)] {
    let all: [(String, String?)] = [
      ("buyerReference", buyerReference), ("purchaseOrder", purchaseOrder), ("contract", contract), ("tradingName", tradingName),
      ("legalRegistration.scheme", legalRegistration?.scheme), ("legalRegistration", legalRegistration?.text),
      ("electronicAddress.scheme", electronicAddress?.scheme), ("electronicAddress", electronicAddress?.text), ("delivery", delivery?.rawValue),
      ("contact.name", contact?.name), ("contact.telephone", contact?.telephone), ("contact.email", contact?.email), ("mandate", mandate),
      ("debitedAccount", debitedAccount), ("cardDigits", cardDigits), (InvoicingDetails.eInvoiceTerm, eInvoice?.rawValue),
      ("vatIdentifier", vatIdentifier), ("address.lines", address.map { $0.lines.joined(separator: "\n") }), ("address.city", address?.city),
      ("address.postcode", address?.postcode), ("address.country", address?.country), ("address.region", address?.region),
    ]
    return all.compactMap { name, text in text.map { (name, $0) } }
  }

  /// From names and texts; names that are not known are left aside.
  public init(terms: [(name: String, text: String)]) {
    self.init()
    func text(_ name: String) -> String? { terms.first { $0.name == name }?.text }
    buyerReference = text("buyerReference")
    purchaseOrder = text("purchaseOrder")
    contract = text("contract")
    tradingName = text("tradingName")
    legalRegistration = text("legalRegistration").map { PartyIdentifier($0, scheme: text("legalRegistration.scheme")) }
    electronicAddress = text("electronicAddress").map { PartyIdentifier($0, scheme: text("electronicAddress.scheme")) }
    delivery = text("delivery").flatMap { DeliveryWish(rawValue: $0) }
    let person = ContactPoint(name: text("contact.name"), telephone: text("contact.telephone"), email: text("contact.email"))
    contact = person == ContactPoint() ? nil : person
    mandate = text("mandate")
    debitedAccount = text("debitedAccount")
    cardDigits = text("cardDigits")
    eInvoice = text(InvoicingDetails.eInvoiceTerm).flatMap { EInvoiceWish(rawValue: $0) }
    vatIdentifier = text("vatIdentifier")
    address = text("address.country").map { country in
      PostalAddress(
        lines: (text("address.lines") ?? "").split(separator: "\n").map(String.init), city: text("address.city") ?? "", postcode: text("address.postcode") ?? "",
        country: country, region: text("address.region"))
    }
  }
}
