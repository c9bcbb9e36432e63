@testable import EInvoicing
import Primitives
import Testing

/// Peppol's rules for sellers of single countries: a document that keeps them, and what is spoiled in it.
@Suite struct CountryRuleTests {
  /// One that keeps every rule of Peppol and of its seller's country, between two of that country.
  static func sound(_ country: String) -> EInvoice {
    var document = RuleTests.sound(.peppol)
    document.seller.address?.country = country
    document.buyer.address?.country = country
    switch country {
    case "NO": (document.seller.vatIdentifier, document.seller.taxRegistration) = ("NO987654325MVA", "Foretaksregisteret")
    case "DK": document.seller.legalRegistration = SchemedIdentifier("12345678", scheme: "0184")
    case "IT": (document.seller.vatIdentifier, document.seller.taxRegistration) = ("IT12345670017", "12345670017")
    case "SE":
      document.seller.vatIdentifier = "SE556036079301"
      document.seller.legalRegistration = SchemedIdentifier("5560360793")
      document.seller.taxRegistration = "Godkänd för F-skatt"
      for index in document.vatBreakdown.indices { document.vatBreakdown[index].rate.percent = 25 }
      document.lines[0].vat?.percent = 25
      (document.vatBreakdown[0].tax, document.totals.vat, document.totals.withVAT, document.totals.payable) = (25, 25, 125, 125)
    case "IS":
      document.seller.legalRegistration = SchemedIdentifier("1234567890", scheme: "0196")
      document.buyer.legalRegistration = SchemedIdentifier("1234567891", scheme: "0196")
    case "NL": document.seller.legalRegistration = SchemedIdentifier("12345678", scheme: "0106")
    case "GR":
      document.number = "123456783|01/11/2026|0|1.1|A|7"
      document.seller.vatIdentifier = "EL123456783"
      document.buyer.vatIdentifier = "EL123456783"
      (document.seller.tradingName, document.buyer.tradingName) = ("Seller", "Buyer")
      document.seller.electronicAddress = SchemedIdentifier("123456783", scheme: "9933")
      document.buyer.electronicAddress = SchemedIdentifier("123456783", scheme: "9933")
      document.supportingDocuments = [
        SupportingDocument(reference: "400001", description: "##M.AR.K##"),
        SupportingDocument(reference: "1", description: "##INVOICE|URL##", location: "https://example.gr/1"),
      ]
    default: break
    }
    return document
  }

  @Test(arguments: ["NO", "DK", "IT", "SE", "IS", "NL", "GR", "DE"]) func aSoundDocumentBreaksNoRule(_ country: String) {
    #expect(Self.sound(country).findings(.peppol).map(\.description) == [])
  }

  @Test(arguments: [
    ("NO-R-001", { @Sendable (d: inout EInvoice) in d.seller.vatIdentifier = "NO987654326MVA" }), ("NO-R-001", { $0.seller.vatIdentifier = "NO987654325" }), ("NO-R-002", { $0.seller.taxRegistration = nil }),
    ("DK-R-002", { $0.seller.legalRegistration = nil }), ("DK-R-014", { $0.seller.legalRegistration?.scheme = nil }),
    ("DK-R-016", { ($0.typeCode, $0.totals.payable) = (.creditNote, -1) }), ("DK-R-013", { $0.buyer.identifiers = [SchemedIdentifier("1")] }),
    ("DK-R-005", { $0.payment?.meansCode = "30" }), ("DK-R-006", { $0.payment = PaymentInstructions(meansCode: "42", creditTransfers: [.init(account: "1")]) }),
    ("DK-R-007", { $0.payment = PaymentInstructions(meansCode: "49") }), ("DK-R-008", { $0.payment = PaymentInstructions(meansCode: "50", remittanceInformation: "02#") }),
    ("DK-R-009", { $0.payment = PaymentInstructions(meansCode: "50", remittanceInformation: "04#1") }),
    ("DK-R-010", { $0.payment = PaymentInstructions(meansCode: "93", remittanceInformation: "70#") }),
    ("DK-R-011", { $0.payment = PaymentInstructions(meansCode: "93", remittanceInformation: "71#1") }),
    ("DK-R-008", { $0.payment = PaymentInstructions(meansCode: "50", remittanceInformation: "01#1", creditTransfers: [.init(account: "123456")]) }),
    ("DK-R-008", { $0.payment = PaymentInstructions(meansCode: "50", remittanceInformation: "01#1", creditTransfers: [.init(account: "123456X")]) }),
    ("DK-R-003", { $0.lines[0].item.classifications = [.init("43191501", list: "TST")] }), ("DK-R-003", { $0.lines[0].item.classifications = [.init("43191501", list: "TST", version: "18")] }),
    ("DK-R-017", { $0.buyer.legalRegistration = SchemedIdentifier("12345678") }), ("DK-R-017", { $0.buyer.legalRegistration = SchemedIdentifier("12345678", scheme: "0106") }),
    ("DK-R-004", { $0.charges = [AllowanceCharge(amount: 1, reason: "#124", reasonCode: "ZZZ")] }), ("DK-R-004", { $0.charges = [AllowanceCharge(amount: 1, reason: "12345", reasonCode: "ZZZ")] }),
    ("DK-R-004", { $0.charges = [AllowanceCharge(amount: 1, reason: "x", reasonCode: "ZZZ")] }),
    ("IT-R-001", { $0.seller.taxRegistration = "123" }), ("IT-R-002", { $0.seller.address?.line1 = nil }), ("IT-R-003", { $0.seller.address?.city = nil }), ("IT-R-004", { $0.seller.address?.postcode = nil }),
    ("SE-R-001", { $0.seller.vatIdentifier = "SE5560360793" }), ("SE-R-002", { $0.seller.vatIdentifier = "SE55603607930X" }), ("SE-R-003", { $0.seller.legalRegistration?.text = "556036079X" }),
    ("SE-R-004", { $0.seller.legalRegistration?.text = "556036" }), ("SE-R-005", { $0.seller.taxRegistration = "F" }), ("SE-R-006", { $0.vatBreakdown[0].rate.percent = 24 }),
    ("SE-R-012", { $0.payment?.meansCode = "31" }), ("SE-R-013", { $0.seller.legalRegistration?.text = "5560360794" }),
    ("IS-R-001", { $0.typeCode = DocumentTypeCode("386") }), ("IS-R-002", { $0.seller.legalRegistration = nil }), ("IS-R-003", { $0.seller.address?.postcode = nil }),
    ("IS-R-004", { $0.buyer.legalRegistration?.scheme = nil }), ("IS-R-005", { $0.buyer.address?.line1 = nil }), ("IS-R-006", { $0.payment = PaymentInstructions(meansCode: "9") }),
    ("IS-R-007", { $0.payment?.meansCode = "42" }),
    ("NL-R-001", { $0.typeCode = .creditNote }), ("NL-R-002", { $0.seller.address?.city = nil }), ("NL-R-003", { $0.seller.legalRegistration?.scheme = "0208" }), ("NL-R-004", { $0.buyer.address?.postcode = nil }),
    ("NL-R-005", { $0.buyer.legalRegistration = SchemedIdentifier("1") }), ("NL-R-006", { $0.taxRepresentative = TaxRepresentative(name: "R", vatIdentifier: "NL1", address: TradeAddress(country: "NL")) }),
    ("NL-R-007", { $0.payment = nil }), ("NL-R-008", { $0.payment?.meansCode = "42" }), ("NL-R-009", { $0.lines[0].orderLine = "1" }),
    ("GR-R-001-1", { $0.number = "1|2" }), ("GR-R-001-2", { $0.number = "123456784|01/11/2026|0|1.1|A|7" }), ("GR-R-001-3", { $0.number = "123456783|02/11/2026|0|1.1|A|7" }),
    ("GR-R-001-4", { $0.number = "123456783|01/11/2026|-1|1.1|A|7" }), ("GR-R-001-5", { $0.number = "123456783|01/11/2026|0|9|A|7" }), ("GR-R-001-6", { $0.number = "123456783|01/11/2026|0|1.1||7" }),
    ("GR-R-001-7", { $0.number = "123456783|01/11/2026|0|1.1|A|" }), ("GR-R-002", { $0.seller.tradingName = nil }), ("GR-R-003", { $0.seller.vatIdentifier = "EL123456784" }),
    ("GR-S-011", { $0.seller.vatIdentifier = nil }), ("GR-R-004-1", { $0.supportingDocuments.removeFirst() }), ("GR-R-004-2", { $0.supportingDocuments[0].reference = "x" }),
    ("GR-S-008-1", { $0.supportingDocuments.removeLast() }), ("GR-R-008-2", { $0.supportingDocuments.append($0.supportingDocuments[1]) }), ("GR-R-008-3", { $0.supportingDocuments[1].location = nil }),
    ("GR-R-005", { $0.buyer.tradingName = nil }), ("GR-R-006", { $0.buyer.vatIdentifier = nil }), ("GR-R-009", { $0.seller.electronicAddress?.scheme = "EM" }), ("GR-R-010", { $0.buyer.electronicAddress?.text = "1" }),
  ] as [(String, @Sendable (inout EInvoice) -> Void)])
  func oneSpoiledThingBreaksItsRule(_ rule: String, _ spoil: @Sendable (inout EInvoice) -> Void) {
    var document = Self.sound(String(rule.prefix(2)))
    spoil(&document)
    #expect(document.findings(.peppol).contains { $0.rule == rule })
  }

  /// What is set off against its invoice is paid by no means that the Netherlands know.
  @Test(arguments: ["NL", "DE"]) func aDutchCreditNoteLeavesOutThatItIsSetOff(_ buyer: String) {
    var note = Self.sound("NL")
    note.buyer.address?.country = buyer
    (note.typeCode, note.precedingInvoices) = (.creditNote, [PrecedingInvoice(number: "F-0")])
    note.payment = PaymentInstructions(meansCode: "97")
    #expect(note.findings(.peppol).map(\.rule) == (buyer == "NL" ? ["NL-R-008"] : []))
    let promised = note.promising(.peppol)
    #expect(promised.payment == nil && promised.findings(.peppol).map(\.description) == [])
    #expect(note.promising(.en16931).payment == note.payment, "only Peppol asks")
    note.seller.address?.country = "BE"
    #expect(note.promising(.peppol).payment == note.payment, "only of Dutch sellers")
  }

  /// What only advises, and what refuses since release 3.0.21.
  @Test func anOrganisationNumberOfSwedenIsRefusedWhereItIsNone() {
    for number in ["556036079X", "556036", "5560360794"] {
      var document = Self.sound("SE")
      document.seller.legalRegistration?.text = number
      let found = document.findings(.peppol)
      #expect(!found.isEmpty && found.allSatisfy { ["SE-R-003", "SE-R-004", "SE-R-013"].contains($0.rule) && $0.weight == .fatal }, "\(number): \(found.map(\.description))")
    }
  }

  @Test(arguments: [
    { @Sendable (d: inout EInvoice) in d.payment = PaymentInstructions(meansCode: "31", creditTransfers: [.init(account: "DK5000400440116243", bic: "DABADKKK")]) },
    { $0.payment = PaymentInstructions(meansCode: "50", remittanceInformation: "01#1", creditTransfers: [.init(account: "1234567")]) },
    { $0.payment = PaymentInstructions(meansCode: "50", remittanceInformation: "01#1", creditTransfers: [.init(account: "12345678")]) },
    { $0.buyer.legalRegistration = SchemedIdentifier("12345678", scheme: "0184") },
    { $0.lines[0].item.classifications = [.init("43191501", list: "TST", version: "26.0801")] }, { $0.lines[0].item.classifications = [.init("1", list: "STI")] },
    { $0.charges = [AllowanceCharge(amount: 1, reason: "12#4", reasonCode: "ZZZ")] },
    { $0.charges = [AllowanceCharge(amount: 1, reason: "1234", reasonCode: "ZZZ")] },
  ] as [@Sendable (inout EInvoice) -> Void])
  func whatDenmarkTakesIsLeftInPeace(_ change: @Sendable (inout EInvoice) -> Void) {
    var document = Self.sound("DK")
    change(&document)
    #expect(document.findings(.peppol).filter { $0.rule.hasPrefix("DK-") }.map(\.description) == [])
  }

  /// What is spoiled for XRechnung is spoiled for Peppol between two that are German, under another number and by the same weight.
  @Test(arguments: RuleTests.rows.filter { $0.rule.hasPrefix("BR-DE-") && $0.rule != "BR-DE-21" })
  func peppolAsksGermanyWhatXRechnungAsks(_ row: RuleTests.Row) {
    func found(_ profile: EInvoiceProfile, _ change: (inout EInvoice) -> Void = { _ in }) -> [RuleFinding] {
      var document = RuleTests.sound(profile)
      row.spoil(&document)
      change(&document)
      return document.findings(profile).filter { $0.rule.hasPrefix("BR-DE-") || $0.rule.hasPrefix("DE-R-") }
    }
    let words = row.rule.dropFirst("BR-DE-".count).split(separator: "-")
    let number = "DE-R-" + String(repeating: "0", count: 3 - words[0].count) + words[0] + (words.count == 1 ? "" : words[1] == "a" ? "-1" : "-2")
    let (german, peppol) = (found(.xRechnung), found(.peppol))
    #expect(peppol.contains { $0.rule == number }, "found \(peppol.map(\.rule))")
    #expect(peppol.map(\.weight) == german.map(\.weight) && peppol.map(\.place) == german.map(\.place))
    #expect(found(.peppol) { $0.buyer.address?.country = "FR" } == [], "only where both are German")
    #expect(found(.peppol) { $0.seller.address?.country = "FR" } == [], "only where both are German")
  }

  /// They advise: a document leaves with them.
  @Test(arguments: [("0106", "1234567", "R054"), ("0190", "123", "R055"), ("9944", "NL123456789", "R056-1")])
  func dutchNumbersAreAdvisedOn(_ scheme: String, _ text: String, _ rule: String) {
    var document = RuleTests.sound(.peppol)
    document.buyer.electronicAddress = SchemedIdentifier(text, scheme: scheme)
    #expect(document.findings(.peppol).map { "\($0.rule) \($0.weight)" } == ["PEPPOL-COMMON-\(rule) warning"])
    document = RuleTests.sound(.peppol)
    document.buyer.vatIdentifier = "NL123456789"
    #expect(document.findings(.peppol).map { "\($0.rule) \($0.weight)" } == ["PEPPOL-COMMON-R056-2 warning"])
    document.buyer.vatIdentifier = "NL123456789B01"
    #expect(document.findings(.peppol).map(\.description) == [])
  }

  @Test(arguments: [("0106", "12345678"), ("0190", "12345678901234567890"), ("9944", "NL123456789B01"), ("0192", "974760673"), ("0184", "DK12345678"), ("0184", "12345678"), ("0096", "1234567890"), ("0198", "DK12345678"), ("0208", "0403019261"), ("0007", "5560360793")])
  func numbersThatCheckThemselvesAreTaken(_ scheme: String, _ text: String) {
    var document = RuleTests.sound(.peppol)
    document.buyer.electronicAddress = SchemedIdentifier(text, scheme: scheme)
    #expect(document.findings(.peppol).map(\.description) == [])
  }

  @Test(arguments: [("389", "DE", true), ("326", "DE", true), ("384", "DE", true), ("384", "SK", true), ("389", "SK", false), ("326", "SK", false), ("384", "FR", false), ("389", "FR", false), ("380", "FR", true)])
  func kindsOfDocumentAreTakenWhereTheyAreKnown(_ code: String, _ country: String, _ isTaken: Bool) {
    var document = RuleTests.sound(.peppol)
    for party in [\EInvoice.seller, \.buyer] {
      document[keyPath: party].address?.country = country
      document[keyPath: party].vatIdentifier = "\(country)123456788"
    }
    document.typeCode = DocumentTypeCode(code)
    document.precedingInvoices = [PrecedingInvoice(number: "F-0")]
    #expect(document.findings(.peppol).map(\.rule) == (isTaken ? [] : ["PEPPOL-EN16931-P0112"]))
  }

  @Test(arguments: [
    { @Sendable (d: inout EInvoice) in d.businessProcess = "urn:peppol:france:billing:regulated" }, { $0.businessProcess = "urn:peppol:bis:billing_with_response" },
    { $0.specification? += "#conformant#urn:example:ours" },
  ] as [@Sendable (inout EInvoice) -> Void])
  func whatPeppolPromisesInOtherWordsIsTaken(_ change: @Sendable (inout EInvoice) -> Void) {
    var document = RuleTests.sound(.peppol)
    change(&document)
    #expect(document.findings(.peppol).map(\.description) == [])
  }

  /// Norway's and Italy's rules go by the VAT identifier, then by that of the tax representative, then by the address.
  @Test func whereASellerIsTaxedCountsBeforeItsAddress() {
    var document = Self.sound("IT")
    document.seller.address?.line1 = nil
    func italian() -> [String] { document.findings(.peppol).map(\.rule).filter { $0.hasPrefix("IT-R-") } }
    #expect(italian() == ["IT-R-002"])
    document.seller.address?.country = "DE"
    #expect(italian() == ["IT-R-002"])
    document.seller.vatIdentifier = "DE123456788"
    document.seller.address?.country = "IT"
    #expect(italian() == [])
    document.seller.vatIdentifier = nil
    #expect(italian() == ["IT-R-002"])
    document.taxRepresentative = TaxRepresentative(name: "R", vatIdentifier: "FR12345678901", address: TradeAddress(country: "FR"))
    #expect(italian() == [])
  }

  @Test func theNumbersOfGermanysRulesAreThoseOfPeppol() {
    #expect(["1", "15", "23-a", "25-b"].map(GermanRuleSet.peppol.name) == ["DE-R-001", "DE-R-015", "DE-R-023-1", "DE-R-025-2"])
    #expect(["1", "23-a"].map(GermanRuleSet.xRechnung.name) == ["BR-DE-1", "BR-DE-23-a"])
  }

  @Test func whatLiesOutsideTheScopeOfTaxHasTheRateOfNought() {
    var document = Self.sound("DE")
    document.vatBreakdown[0].rate = VATRate(.outsideScope)
    #expect(document.promising(.peppol).vatBreakdown[0].rate.percent == 0)
    document.buyer.address?.country = "FR"
    #expect(document.promising(.peppol).vatBreakdown[0].rate.percent == nil)
  }

  @Test func aSellerOfAnotherCountryIsAskedNoneOfThem() {
    let found = RuleTests.sound(.peppol).findings(.peppol).map { String($0.rule.prefix(5)) }
    #expect(Set(found).isDisjoint(with: ["NO-R-", "DK-R-", "IT-R-", "SE-R-", "IS-R-", "NL-R-", "GR-R-"]))
  }
}
