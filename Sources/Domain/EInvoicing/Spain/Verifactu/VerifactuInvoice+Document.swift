public import Primitives

extension VerifactuInvoice {
  /// What a document says to the tax agency.
  ///
  /// The parties of `document` must carry their tax identifiers, also where EN 16931 lets them go unnamed.
  ///
  /// - Parameter euro: euro for one unit of the document's currency.
  public init(_ document: EInvoice, euro: Exact) {
    let facturae = Facturae(document)
    func amount(_ amount: Exact?) -> Exact {
      let signed = facturae.signed(amount)
      return euro == .one ? signed : (signed * euro).rounded(2, .halfUp)
    }
    let recipient = VerifactuRecipient(document.buyer)
    let issuer = SpanishTaxNumber(Facturae.taxNumber(document.seller) ?? "")?.text ?? ""
    let isAtHome = (document.buyer.address?.country ?? "ES") == "ES"
    self.init(
      type: VerifactuInvoice.type(document, hasRecipient: recipient != nil),
      corrects: document.isCreditNote
        ? document.precedingInvoices.compactMap { one in one.issuedOn.map { VerifactuDocument(issuer: issuer, number: one.number, issuedOn: $0) } } : [],
      description: VerifactuInvoice.description(document), recipient: recipient,
      taxes: document.vatBreakdown.map { row in
        let treatment = VerifactuInvoice.treatment(row.rate.category, isAtHome: isAtHome)
        return VerifactuTax(
          kind: Facturae.taxType(row.rate), treatment: treatment, percent: treatment == .subject ? row.rate.percent ?? .zero : .zero, base: amount(row.base),
          tax: treatment.hasTax ? amount(row.tax) : .zero)
      }, taxTotal: amount(document.totals.vat), total: amount(document.totals.withVAT))
  }

  /// A credit note lowers the base (R1) unless its reason begins with the word R2, R3 or R4.
  private static func type(_ document: EInvoice, hasRecipient: Bool) -> VerifactuType {
    guard document.isCreditNote else { return hasRecipient ? .invoice : .simplified }
    guard hasRecipient else { return .simplifiedCorrective }
    let word = document.notes.first?.text.prefix { $0.isLetter || $0.isNumber } ?? ""
    let said = VerifactuType(rawValue: String(word))
    return said.map { $0.isCorrective && !$0.isSimplified ? $0 : .corrective } ?? .corrective
  }

  private static func description(_ document: EInvoice) -> String {
    var words = document.isCreditNote ? document.notes.map(\.text) : []
    if words.isEmpty {
      for line in document.lines {
        if let name = line.item.name, !words.contains(name) { words.append(name) }
        if words.count == 20 { break }
      }
    }
    let text = words.joined(separator: ", ")
    return text.isEmpty ? "-" : String(text.prefix(500))
  }

  private static func treatment(_ category: VATCategory, isAtHome: Bool) -> VerifactuTax.Treatment {
    switch category {
    case .exempt: .exempt
    // A tax that a recipient abroad owes is that of his country: the supply takes place there.
    case .reverseCharge: isAtHome ? .reverseCharge : .elsewhere
    case .intraCommunity: .intraCommunity
    case .export: .export
    case .outsideScope: isAtHome ? .notSubject : .elsewhere
    default: .subject
    }
  }
}

extension VerifactuRecipient {
  /// `nil` when the buyer has no tax number, and so is not named.
  public init?(_ buyer: TradeParty) {
    let name = buyer.name ?? ""
    let country = buyer.address?.country ?? "ES"
    if let vat = buyer.vatIdentifier {
      if vat.hasPrefix("ES") {
        self.init(name: name, identification: .taxNumber(String(vat.dropFirst(2))))
      } else if VerifactuRecipient.hasVATInformation(vat) {
        self.init(name: name, identification: .vat(vat))
      } else {
        self.init(name: name, identification: .residence(country: country, vat))
      }
    } else if let number = buyer.legalRegistration?.text, !number.isEmpty {
      if country != "ES" {
        self.init(name: name, identification: .residence(country: country, number))
      } else if let number = SpanishTaxNumber(number) {
        self.init(name: name, identification: .taxNumber(number.text))
      } else {
        return nil
      }
    } else {
      return nil
    }
  }

  /// Whether the identifier is one of a member state, or of Northern Ireland; those of Great Britain are none since 2021.
  private static func hasVATInformation(_ identifier: String) -> Bool {
    switch identifier.prefix(2) {
    case "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI",
      "SK", "XI":
      true
    default: false
    }
  }
}
