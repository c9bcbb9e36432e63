import Primitives

extension EInvoice {
  /// What the receiver of a Korean tax invoice would refuse: the rules on lines and sums of EN 16931, and the fields that the standard asks for.
  public func koreanFindings() -> [RuleFinding] {
    var checking = Checking(self)
    checking.lineRules()
    checking.totalRules()
    checking.koreanRules(KoreanTaxInvoice(self))
    return checking.findings
  }
}

extension Checking {
  mutating func koreanRules(_ invoice: KoreanTaxInvoice) {
    let d = document
    let number = d.number ?? ""
    let system = d.seller.taxRegistration ?? ""
    kec("Currency", d.currency == "KRW", "BT-5", "the document is in \(d.currency), and tax invoices are in won", "bill the account in KRW")
    kec(
      "IssueID", system.utf8.count == 8 && system.utf8.allSatisfy { (0x30...0x39).contains($0) }, "BT-32",
      "\"\(system)\" is not the number of a sending system", "fill in the seller's `taxRegistration`: the eight digits that the National Tax Service registered it under")
    kec(
      "IssueID", invoice.issueID.utf8.count == 24 || system.utf8.count != 8, "BT-1", "\"\(number)\" ends with more than seven digits",
      "begin a new `invoiceNumberPrefix`")
    kec("IssueID", number.last?.isNumber == true, "BT-1", "\"\(number)\" does not end with digits", "choose an `invoiceNumberPrefix` that numbers follow")
    let categories = Set(d.vatBreakdown.map(\.rate.category))
    let taxed: Set<VATCategory> = [.standard], zero: Set<VATCategory> = [.zeroRated, .export], exempt: Set<VATCategory> = [.exempt, .outsideScope]
    kec(
      "TypeCode", [taxed, zero, exempt].contains { categories.isSubset(of: $0) }, "BG-23",
      "taxed, zero-rated and exempt supplies stand in one document", "bill each of them by an account of its own")
    for (index, row) in d.vatBreakdown.enumerated() where row.rate.category == .standard {
      kec("TaxRate", row.rate.percent == 10, "BG-23[\(index + 1)]/BT-119", "\(row.rate.percent ?? .zero) % is not Korea's rate", "correct the tax rate in the catalog: 10")
    }
    party(invoice.seller, "InvoicerParty", ("BT-31", "BT-27", "BT-41"), ("seller's `taxIdentifier`", "seller's `contact.name`"))
    party(invoice.buyer, "InvoiceeParty", ("BT-47", "BT-44", "BT-56"), ("account's `invoicing.legalRegistration`", "account's `invoicing.contact.name`"))
    kec("InvoicerParty.ID", invoice.seller.kind == .business, "BT-31", "the seller is no business of Korea", "fill in the seller's address and `taxIdentifier`")
    kec("TradeLineItem", !invoice.lines.isEmpty, "BG-25", "there is no line", "bill something")
    kec("TotalAmount", invoice.amount + invoice.tax == invoice.total, "BT-112", "the total is not the sum of amount and tax", "run `florin verify`")
    let whole = [invoice.amount, invoice.tax, invoice.total].allSatisfy { $0.reduced.fractionDigits == 0 }
    kec("Amount", whole, "BG-22", "an amount has a fraction of a won", "bill the account in KRW")
    if invoice.isAmended {
      kec("OriginalIssueID", invoice.originalIssueID != nil, "BG-3", "what amends another document does not name it", "run `florin verify`")
      kec(
        "AmendmentStatusCode", invoice.amount.isNegative || invoice.total.isNegative || invoice.total.isZero, "BT-112", "it amends by an amount that is not negative",
        "credit less, or bill what was too much given back")
    }
  }

  private mutating func kec(
    _ field: String, _ holds: Bool, _ place: @autoclosure () -> String, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String
  ) {
    require(holds, "KEC-\(field)", place(), message(), remedy())
  }

  private mutating func party(
    _ party: KoreanTaxInvoice.Party, _ field: String, _ terms: (String, String, String), _ remedies: (number: String, representative: String)
  ) {
    switch party.kind {
    case .business:
      kec(
        "\(field).ID", KoreanBusinessNumber(party.number) != nil, terms.0, "\"\(party.number)\" is not a business registration number: its check digit does not fit",
        "fill in the \(remedies.number) with its ten digits")
    case .person: kec("\(field).ID", party.number.utf8.count == 13, terms.0, "the number has not thirteen digits", "fill in the \(remedies.number)")
    case .foreigner: break
    }
    kec("\(field).NameText", isGiven(party.name), terms.1, "the name is missing", "fill it in")
    kec("\(field).SpecifiedPerson", isGiven(party.representative), terms.2, "the representative's name is missing", "fill in the \(remedies.representative)")
  }
}
