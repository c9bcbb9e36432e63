import Primitives

extension EInvoice {
  /// What a receiver of Facturae would refuse: the rules on sums and taxes of EN 16931, and the fields that its schema asks for.
  public func facturaeFindings() -> [RuleFinding] {
    var checking = Checking(self)
    checking.documentRules()
    // The format itself says what it keeps.
    checking.findings.removeAll { $0.rule == "BR-01" }
    checking.lineRules()
    checking.totalRules()
    checking.breakdownRules()
    checking.spanishRules()
    return checking.findings
  }
}

extension Checking {
  mutating func spanishRules() {
    let d = document
    facturae("InvoiceNumber", (1...20).contains((d.number ?? "").unicodeScalars.count), "BT-1", "the number has more than 20 characters", "choose a shorter `invoiceNumberPrefix`")
    party(d.seller, ("BT-31", "BT-35", "BT-37", "BT-38"), "seller", "fill in the seller's `taxIdentifier`")
    party(d.buyer, ("BT-48", "BT-50", "BT-52", "BT-53"), "account", "fill in the account's `invoicing.vatIdentifier` or `invoicing.legalRegistration`")
    for (index, line) in d.lines.enumerated() where Facturae(d).lines[index].special != nil {
      let isReasoned = d.vatBreakdown.contains { $0.rate.category == line.vat?.category && (isGiven($0.exemptionReason) || isGiven($0.exemptionCode)) }
      facturae("SpecialTaxableEventReason", isReasoned, "BG-25[\(index + 1)]/BT-120", "no VAT is charged, and no reason is given", "fill in the `reason` of the tax rate")
    }
    if d.isCreditNote {
      facturae("Corrective", !d.precedingInvoices.isEmpty, "BG-3", "a corrective invoice does not say which invoice it corrects", "name it")
    }
  }

  private mutating func facturae(
    _ field: String, _ holds: Bool, _ place: @autoclosure () -> String, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String
  ) {
    require(holds, "FACTURAE-\(field)", place(), message(), remedy())
  }

  private mutating func party(_ party: TradeParty, _ terms: (String, String, String, String), _ whose: String, _ remedy: String) {
    let number = Facturae.taxNumber(party) ?? ""
    facturae("TaxIdentificationNumber", (3...30).contains(number.utf8.count), terms.0, "\"\(number)\" is not a tax number", remedy)
    facturae("Address", isGiven(party.address?.line1), terms.1, "the street is missing", "fill in \(Checking.named(whose)).lines`")
    facturae("Town", isGiven(party.address?.city), terms.2, "the city is missing", "fill in \(Checking.named(whose)).city`")
    if party.address?.country == "ES" {
      let code = party.address?.postcode ?? ""
      facturae(
        "PostCode", code.utf8.count == 5 && code.utf8.allSatisfy { (0x30...0x39).contains($0) }, terms.3, "\"\(code)\" is not a post code of Spain",
        "fill in \(Checking.named(whose)).postcode` with 5 digits")
    }
  }
}
