public import Primitives

extension ProblemCode {
  public static let exchangeRate = ProblemCode("parties.exchange-rate")
}

extension PartyIdentifier {
  /// `B12345678`, or `{scheme: "0208", id: "0123456749"}`; `nil` when a problem was added.
  static func read(_ node: SourceNode, _ problems: inout [Problem]) -> PartyIdentifier? {
    if case .scalar(let text, _) = node.content { return PartyIdentifier(text) }
    var reader = SourceReader(node)
    let scheme = reader.text("scheme")
    let id = reader.text("id")
    reader.refuseUnknownFields()
    problems += reader.problems
    guard let scheme, let id else { return nil }
    return PartyIdentifier(id, scheme: scheme)
  }
}

extension ContactPoint {
  static func read(_ node: SourceNode, _ problems: inout [Problem]) -> ContactPoint? {
    var reader = SourceReader(node)
    let contact = ContactPoint(
      name: reader.optionalText("name"), telephone: reader.optionalText("telephone"), email: reader.optionalText("email"))
    reader.refuseUnknownFields()
    problems += reader.problems
    return contact
  }
}

extension InvoicingDetails {
  /// Reads what an account wants said on its invoices; what was wrong is added to `problems`.
  public static func read(_ node: SourceNode, _ problems: inout [Problem]) -> InvoicingDetails {
    var reader = SourceReader(node)
    let details = InvoicingDetails(
      buyerReference: reader.optionalText("buyerReference"), purchaseOrder: reader.optionalText("purchaseOrder"),
      contract: reader.optionalText("contract"), tradingName: reader.optionalText("tradingName"),
      legalRegistration: reader.optional("legalRegistration").flatMap { PartyIdentifier.read($0, &reader.problems) },
      electronicAddress: reader.optional("electronicAddress").flatMap { PartyIdentifier.read($0, &reader.problems) },
      delivery: reader.optionalChoice("delivery", DeliveryWish.self),
      contact: reader.optional("contact").flatMap { ContactPoint.read($0, &reader.problems) }, mandate: reader.optionalText("mandate"),
      debitedAccount: reader.optionalText("debitedAccount"), cardDigits: reader.optionalText("cardDigits"),
      eInvoice: reader.optionalChoice("eInvoice", EInvoiceWish.self), vatIdentifier: reader.optionalText("vatIdentifier"),
      address: reader.optional("address").flatMap { PostalAddress.read($0, &reader.problems) })
    reader.refuseUnknownFields()
    problems += reader.problems
    return details
  }
}

extension SellerDetails {
  /// Reads the fields of a seller that its documents need; the reader goes on to refuse what it does not know.
  public init(reading reader: inout SourceReader) {
    self.init(
      tradingName: reader.optionalText("tradingName"),
      legalRegistration: reader.optional("legalRegistration").flatMap { PartyIdentifier.read($0, &reader.problems) },
      taxRegistration: reader.optionalText("taxRegistration"), legalInformation: reader.optionalText("legalInformation"),
      electronicAddress: reader.optional("electronicAddress").flatMap { PartyIdentifier.read($0, &reader.problems) },
      contact: reader.optional("contact").flatMap { ContactPoint.read($0, &reader.problems) }, bic: reader.optionalText("bic"),
      creditorIdentifier: reader.optionalText("creditorIdentifier"),
      vatCurrency: reader.optional("vatCurrency").flatMap { reader.currency($0) },
      verifactu: reader.optional("verifactu").flatMap { VerifactuTerms(reading: $0, &reader.problems) })
    for node in reader.list("eInvoices") {
      if let one = EInvoiceDefault(reading: node, &reader.problems) { eInvoices.append(one) }
    }
    for node in reader.list("exchangeRates") {
      if let rate = VATExchangeRate(reading: node, &reader.problems) { exchangeRates.append(rate) }
    }
  }
}

extension VATExchangeRate {
  init?(reading node: SourceNode, _ problems: inout [Problem]) {
    var reader = SourceReader(node)
    let currency = reader.required("currency").flatMap { reader.currency($0) }
    let from = reader.day("from")
    let rate = reader.number("rate")
    reader.refuseUnknownFields()
    if let rate, !rate.isPositive {
      reader.report(
        .exchangeRate, node["rate"] ?? node, "\(rate) is not an exchange rate",
        remedy: "write units of the seller's `vatCurrency` for one unit of the other currency, more than 0")
    }
    problems += reader.problems
    guard reader.problems.isEmpty, let currency, let from, let rate else { return nil }
    self.init(currency: currency, from: from, rate: rate)
  }
}
