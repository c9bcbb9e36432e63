public import Primitives

extension VerifactuInvoice {
  /// What the tax agency would refuse a record of this document for, by the numbers of its list of errors (`AEAT-1189`).
  ///
  /// - Parameters:
  ///   - today: a document of a later day is refused.
  ///   - system: who vouches for the system that makes the record.
  public func findings(_ document: VerifactuDocument, issuerName: String, system: VerifactuSystem, today: Day) -> [RuleFinding] {
    var rules = VerifactuRules(invoice: self, document: document)
    rules.identity(issuerName, system, today)
    rules.parties()
    rules.taxRows()
    rules.sums()
    return rules.findings
  }
}

struct VerifactuRules {
  let invoice: VerifactuInvoice
  let document: VerifactuDocument
  var findings: [RuleFinding] = []

  /// Sums may differ from what their parts give by so much.
  private static let tolerance: Exact = 10

  mutating func identity(_ issuerName: String, _ system: VerifactuSystem, _ today: Day) {
    let document = self.document
    let number = document.number.unicodeScalars
    require(
      (1...60).contains(number.count) && number.allSatisfy { (32...126).contains($0.value) }, "1104", "BT-1",
      "\"\(document.number)\" is no number of 1 to 60 printable ASCII characters", "choose another `invoiceNumberPrefix`")
    require(
      !number.contains { "\"'<>=".unicodeScalars.contains($0) }, "1130", "BT-1", "the number \"\(document.number)\" holds one of \" ' < > =",
      "choose another `invoiceNumberPrefix`")
    require(
      SpanishTaxNumber(document.issuer) != nil, "1123", "BT-31", "\"\(document.issuer)\" is not a tax number of Spain", "fill in the seller's `taxIdentifier`: ES and its NIF")
    require(isGiven(issuerName), "1100", "BT-27", "the seller has no name", "fill in the seller's `legalName`")
    require(
      SpanishTaxNumber(system.producerTaxNumber) != nil && isGiven(system.producerName), "1176", "BT-31", "\"\(system.producerTaxNumber)\" is not a tax number of Spain",
      "fill in `verifactu.producer` with the name and tax number of who vouches for the system")
    require(
      document.issuedOn <= today, "1112", "BT-2", "the document is of \(document.issuedOn), which is later than today", "record it on that day or later")
    require(
      VerifactuRules.firstDay.map { document.issuedOn >= $0 } ?? true, "1152", "BT-2", "the document is of \(document.issuedOn); there are no records from before 28 October 2024",
      "set `verifactu.from` to a later day")
  }

  private static let firstDay = Day(2024, 10, 28)

  mutating func parties() {
    let (invoice, document) = (self.invoice, self.document)
    let remedy = "fill in the account's `invoicing.vatIdentifier`, or a person's NIF as `invoicing.legalRegistration`"
    guard let recipient = invoice.recipient else {
      require(
        !invoice.taxes.contains { $0.treatment == .reverseCharge }, "1197", "BT-48", "the tax is the recipient's to pay, and he is not named by a tax number", remedy)
      if invoice.type == .simplified {
        require(
          invoice.total <= 3000, "1150", "BT-48", "\(VerifactuText.amount(invoice.total)) EUR are more than the 3000 that a simplified invoice may come to", remedy)
        require(
          invoice.total <= 400, "RD-1619-4", "BT-48",
          "\(VerifactuText.amount(invoice.total)) EUR are more than the 400 that most businesses may issue a simplified invoice over", remedy, weight: .warning)
      }
      return
    }
    require(isGiven(recipient.name), "1239", "BT-44", "the recipient has no name", "fill in the account's `name`")
    switch recipient.identification {
    case .taxNumber(let number):
      require(SpanishTaxNumber(number) != nil, "1123", "BT-48", "\"\(number)\" is not a tax number of Spain", remedy)
      require(number != document.issuer, "1193", "BT-48", "the recipient is the issuer", "fill in the account's own tax number")
    case .vat(let identifier):
      require((3...20).contains(identifier.utf8.count), "1103", "BT-48", "\"\(identifier)\" is not an identifier of VAT", remedy)
      require(invoice.type != .uncollectible, "1191", "BT-48", "a credit note of type R3 wants a tax number of Spain", "begin its reason with R4")
    case .residence(let country, let number):
      require((1...20).contains(number.unicodeScalars.count), "1103", "BT-47", "\"\(number)\" has more than 20 characters", remedy)
      require(country.utf8.count == 2, "1111", "BT-55", "the recipient's country is missing", "fill in the account's `invoicing.address`")
      require(
        invoice.type != .uncollectible && invoice.type != .insolvency, invoice.type == .insolvency ? "1192" : "1191", "BT-48",
        "a credit note of type \(invoice.type.rawValue) wants a tax number of Spain", "begin its reason with R4")
    }
  }

  mutating func taxRows() {
    let invoice = self.invoice
    require((1...12).contains(invoice.taxes.count), "1100", "BG-23", "\(invoice.taxes.count) rows of taxes; a record has 1 to 12", "bill some of them by another account")
    for (index, row) in invoice.taxes.enumerated() where row.treatment == .subject {
      let place = "BG-23[\(index + 1)]"
      require(
        row.kind != "01" || [0, 4, 10, 21].contains(row.percent), "1124", place + "/BT-119", "\(row.percent) % is no rate of IVA",
        "correct the tax rate in the catalog: 0, 4, 10 or 21")
      let expected = row.base * row.percent / 100
      require(
        (row.tax - expected).magnitude <= VerifactuRules.tolerance, "1142", place + "/BT-117",
        "\(VerifactuText.amount(row.tax)) is not \(row.percent) % of \(VerifactuText.amount(row.base))", "run `florin verify`")
      require(
        row.tax.isZero || row.tax.isNegative == row.base.isNegative, "1143", place + "/BT-117", "the tax and its base differ in their sign", "run `florin verify`")
    }
  }

  mutating func sums() {
    let invoice = self.invoice
    let tax = invoice.taxes.reduce(Exact.zero) { $0 + $1.tax }
    let base = invoice.taxes.reduce(Exact.zero) { $0 + $1.base }
    require(
      (invoice.taxTotal - tax).magnitude <= VerifactuRules.tolerance, "1216", "BT-110",
      "the tax of \(VerifactuText.amount(invoice.taxTotal)) is not the sum of its rows, \(VerifactuText.amount(tax))", "run `florin verify`")
    require(
      (invoice.total - base - tax).magnitude <= VerifactuRules.tolerance, "1210", "BT-112",
      "the total of \(VerifactuText.amount(invoice.total)) is not what its rows give, \(VerifactuText.amount(base + tax))", "run `florin verify`")
    if invoice.type.isCorrective {
      require(!invoice.corrects.isEmpty, "1117", "BG-3", "a corrective document does not say which invoice it corrects", "run `florin verify`")
    }
  }

  private mutating func require(
    _ holds: Bool, _ rule: String, _ place: @autoclosure () -> String, _ message: @autoclosure () -> String, _ remedy: @autoclosure () -> String,
    weight: RuleFinding.Weight = .fatal
  ) {
    if holds { return }
    findings.append(
      RuleFinding(rule: rule.hasPrefix("RD") ? rule : "AEAT-\(rule)", weight: weight, place: place(), message: message(), remedy: remedy()))
  }
}
