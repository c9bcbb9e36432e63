import Primitives

extension EInvoice {
  /// What Italy's Sistema di Interscambio would refuse, with the numbers of its errors, and the fields that FatturaPA asks for.
  public func fatturaPAFindings() -> [RuleFinding] {
    var checking = Checking(self)
    checking.documentRules()
    // The format itself says what it keeps.
    checking.findings.removeAll { $0.rule == "BR-01" }
    checking.lineRules()
    checking.totalRules()
    checking.breakdownRules()
    checking.italianRules()
    return checking.findings
  }
}

extension Checking {
  mutating func italianRules() {
    let d = document
    let fattura = FatturaPA(d)
    sdi(
      "00425", (1...20).contains((d.number ?? "").utf8.count) && (d.number ?? "").utf8.contains { (0x30...0x39).contains($0) }, "BT-1",
      "\"\(d.number ?? "")\" is not a number of at most 20 characters with a digit", "choose a shorter `invoiceNumberPrefix`")
    sdi(
      "00400", FatturaPA.vat(d.seller.vatIdentifier) != nil, "BT-31", "the seller has no VAT identifier", "fill in the seller's `taxIdentifier`")
    let buyer = FatturaPA.vat(d.buyer.vatIdentifier)
    let isItalian = d.buyer.address?.country == "IT"
    sdi(
      "00417", buyer != nil || FatturaPA.taxCode(d.buyer) != nil || !isItalian, "BT-48", "the buyer has neither a VAT identifier nor a tax code",
      "fill in the account's `invoicing.vatIdentifier` or `invoicing.legalRegistration: {scheme: \"0210\", id: …}`")
    sdi(
      "00427", fattura.recipientCode.utf8.count == (fattura.isToPublicOffice ? 6 : 7), "BT-49",
      "\"\(fattura.recipientCode)\" is not a code of \(fattura.isToPublicOffice ? "6" : "7") characters",
      "fill in the account's `invoicing.electronicAddress`: {scheme: \"0205\", id: …}, \"0201\" for a public office, \"0202\" for a certified mailbox")
    place(d.seller.address, ("BT-35", "BT-37", "BT-38"), "seller")
    place(d.buyer.address, ("BT-50", "BT-52", "BT-53"), "account")
    for (index, row) in d.vatBreakdown.enumerated() {
      let needsNature = row.rate.percent?.isZero ?? true
      sdi(
        "00429", !needsNature || isGiven(row.exemptionReason) || isGiven(row.exemptionCode), "BG-23[\(index + 1)]/BT-120",
        "no VAT is charged, and the law is not named", "fill in the `reason` of the tax rate")
      if let base = row.base, let tax = row.tax {
        let computed = Checking.tax(on: base, row.rate.percent)
        sdi("00421", (tax - computed).magnitude <= Exact(unscaled: 1, scale: 2), "BG-23[\(index + 1)]/BT-117", "the VAT is \(tax), and computed \(computed)", "correct it")
      }
    }
  }

  private mutating func sdi(
    _ number: String, _ holds: Bool, _ place: @autoclosure () -> String, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String
  ) {
    require(holds, "SDI-\(number)", place(), message(), remedy())
  }

  private mutating func place(_ address: TradeAddress?, _ terms: (String, String, String), _ whose: String) {
    require(isGiven(address?.line1), "FPA-Indirizzo", terms.0, "the \(whose)'s street is missing", "fill in \(Checking.named(whose)).lines`")
    require(isGiven(address?.city), "FPA-Comune", terms.1, "the \(whose)'s city is missing", "fill in \(Checking.named(whose)).city`")
    if address?.country == "IT" {
      let code = address?.postcode ?? ""
      require(
        code.utf8.count == 5 && code.utf8.allSatisfy { (0x30...0x39).contains($0) }, "FPA-CAP", terms.2, "\"\(code)\" is not a post code of Italy",
        "fill in \(Checking.named(whose)).postcode` with 5 digits")
    }
  }
}
