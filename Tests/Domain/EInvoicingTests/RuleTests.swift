import EInvoiceSamples
import EInvoicing
import Primitives
import Testing

/// One row per rule: what is spoiled in a document that keeps every rule, and the number that is found then.
struct RuleTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var rule: String
    var profile = EInvoiceProfile.en16931
    var spoil: @Sendable (inout EInvoice) -> Void
    var testDescription: String { rule }
  }

  /// A document that keeps every rule of a profile: one standard rated line, paid by transfer.
  static func sound(_ profile: EInvoiceProfile) -> EInvoice {
    let romanian = profile == .roCIUS
    let rate = VATRate(.standard, percent: 21)
    let address = TradeAddress(
      line1: "Street 1", city: romanian ? "SECTOR1" : "Town", postcode: "10000", subdivision: romanian ? "RO-B" : nil, country: romanian ? "RO" : "DE")
    return EInvoice(
      number: "F-1", issuedOn: Day(2026, 11, 1), currency: romanian ? "RON" : "EUR", dueOn: Day(2026, 11, 15),
      references: DocumentReferences(buyerReference: "B-1"),
      seller: TradeParty(
        name: "Seller", vatIdentifier: "DE123456788", electronicAddress: SchemedIdentifier("DE123456788", scheme: "9930"), address: address,
        contact: TradeContact(name: "Desk", telephone: "030 123", email: "s@example.org")),
      buyer: TradeParty(
        name: "Buyer", vatIdentifier: "DE136695976", electronicAddress: SchemedIdentifier("DE136695976", scheme: "9930"), address: address),
      payment: PaymentInstructions(meansCode: "58", creditTransfers: [.init(account: "DE89370400440532013000")]),
      totals: DocumentTotals(lines: 100, withoutVAT: 100, vat: 21, withVAT: 121, payable: 121),
      vatBreakdown: [VATBreakdown(base: 100, tax: 21, rate: rate)],
      lines: [
        TradeLine(identifier: "1", quantity: 2, unit: "C62", net: 100, price: TradePrice(net: 50), vat: rate, item: TradeItem(name: "Fibre"))
      ]
    ).promising(profile)
  }

  @Test(arguments: EInvoiceProfile.allCases) func aSoundDocumentBreaksNoRule(_ profile: EInvoiceProfile) {
    #expect(RuleTests.sound(profile).findings(profile).map(\.description) == [])
  }

  @Test(arguments: RuleTests.rows) func oneSpoiledThingBreaksItsRule(_ row: Row) {
    var document = RuleTests.sound(row.profile)
    row.spoil(&document)
    let found = document.findings(row.profile)
    #expect(found.contains { $0.rule == row.rule }, "found \(found.map(\.rule))")
    for finding in found {
      #expect(!finding.message.isEmpty && !finding.remedy.isEmpty && !finding.place.isEmpty)
    }
  }

  @Test(arguments: EInvoiceProfile.allCases) func variedDocumentsBreakNoRule(_ profile: EInvoiceProfile) {
    for seed in UInt64(1)...500 {
      let found = VariedInvoice.make(seed, profile).findings(profile)
      #expect(found.isEmpty, "seed \(seed): \(found.map(\.description))")
    }
  }

  @Test func italianDocumentsBreakNoRule() {
    for seed in UInt64(1)...500 {
      let found = VariedInvoice.italian(seed).fatturaPAFindings()
      #expect(found.isEmpty, "seed \(seed): \(found.map(\.description))")
    }
  }

  @Test(arguments: [
    ("SDI-00425", { @Sendable (d: inout EInvoice) in d.number = "F" }), ("SDI-00400", { $0.seller.vatIdentifier = nil }),
    ("SDI-00417", { ($0.buyer.vatIdentifier, $0.buyer.legalRegistration, $0.buyer.identifiers) = (nil, nil, []) }),
    ("SDI-00427", { $0.buyer.electronicAddress = SchemedIdentifier("ABC", scheme: "0205") }),
    ("FPA-CAP", { $0.seller.address?.postcode = "201" }), ("FPA-Comune", { $0.buyer.address?.city = nil }),
    ("SDI-00429", { $0.vatBreakdown = [VATBreakdown(base: 0, tax: 0, rate: VATRate(.exempt, percent: 0))] }),
    ("SDI-00421", { $0.vatBreakdown[0].tax = ($0.vatBreakdown[0].tax ?? 0) + 1 }),
  ] as [(String, @Sendable (inout EInvoice) -> Void)])
  func whatItalyWouldRefuseIsTold(_ rule: String, _ spoil: @Sendable (inout EInvoice) -> Void) {
    // Seed 2 goes to a company in Italy.
    var document = VariedInvoice.italian(2)
    document.buyer.address = TradeAddress(line1: "Corso 1", city: "Roma", postcode: "00184", country: "IT")
    spoil(&document)
    #expect(document.fatturaPAFindings().contains { $0.rule == rule })
  }

  @Test func spanishDocumentsBreakNoRule() {
    for seed in UInt64(1)...500 {
      let found = VariedInvoice.spanish(seed).facturaeFindings()
      #expect(found.isEmpty, "seed \(seed): \(found.map(\.description))")
    }
  }

  @Test(arguments: [
    ("FACTURAE-InvoiceNumber", { @Sendable (d: inout EInvoice) in d.number = String(repeating: "1", count: 21) }),
    ("FACTURAE-TaxIdentificationNumber", { ($0.buyer.vatIdentifier, $0.buyer.legalRegistration) = (nil, nil) }),
    ("FACTURAE-PostCode", { $0.buyer.address = TradeAddress(line1: "Gran Vía 1", city: "Madrid", postcode: "2801", country: "ES") }),
    ("FACTURAE-Address", { $0.seller.address?.line1 = nil }), ("FACTURAE-Town", { $0.buyer.address?.city = nil }),
    ("FACTURAE-Corrective", { ($0.typeCode, $0.precedingInvoices) = (.creditNote, []) }),
    ("FACTURAE-SpecialTaxableEventReason", {
      $0.lines[0].vat = VATRate(.exempt, percent: 0)
      $0.vatBreakdown = [VATBreakdown(base: 0, tax: 0, rate: VATRate(.exempt, percent: 0))]
    }),
  ] as [(String, @Sendable (inout EInvoice) -> Void)])
  func whatSpainWouldRefuseIsTold(_ rule: String, _ spoil: @Sendable (inout EInvoice) -> Void) {
    var document = VariedInvoice.spanish(1)
    #expect(document.facturaeFindings().isEmpty)
    spoil(&document)
    #expect(document.facturaeFindings().contains { $0.rule == rule })
  }

  @Test func koreanDocumentsBreakNoRule() {
    for seed in UInt64(1)...500 {
      let found = VariedInvoice.korean(seed).koreanFindings()
      #expect(found.isEmpty, "seed \(seed): \(found.map(\.description))")
    }
  }

  @Test(arguments: [
    ("KEC-Currency", { @Sendable (d: inout EInvoice) in d.currency = "EUR" }), ("KEC-IssueID", { $0.seller.taxRegistration = "4100001" }),
    ("KEC-IssueID", { $0.number = "KR-12345678" }), ("KEC-IssueID", { $0.number = "KR-7a" }),
    ("KEC-TypeCode", { $0.vatBreakdown.append(VATBreakdown(base: 0, tax: 0, rate: VATRate(.exempt, percent: 0))) }),
    ("KEC-TaxRate", { $0.vatBreakdown = [VATBreakdown(base: 0, tax: 0, rate: VATRate(.standard, percent: 11))] }),
    ("KEC-InvoicerParty.ID", { $0.seller.vatIdentifier = "220-81-62518" }), ("KEC-InvoicerParty.ID", { $0.seller.address?.country = "ES" }),
    ("KEC-InvoiceeParty.ID", { $0.buyer.legalRegistration = nil }), ("KEC-InvoiceeParty.NameText", { $0.buyer.name = nil }),
    ("KEC-InvoiceeParty.SpecifiedPerson", { $0.buyer.contact = nil }), ("KEC-TradeLineItem", { ($0.lines, $0.allowances) = ([], []) }),
    ("KEC-TotalAmount", { $0.totals.withVAT = 1 }), ("KEC-Amount", { $0.totals.vat = Exact("0.5") }),
    ("KEC-OriginalIssueID", { ($0.typeCode, $0.precedingInvoices) = (.creditNote, []) }),
  ] as [(String, @Sendable (inout EInvoice) -> Void)])
  func whatKoreaWouldRefuseIsTold(_ rule: String, _ spoil: @Sendable (inout EInvoice) -> Void) {
    var document = VariedInvoice.korean(1)
    document.buyer.legalRegistration = SchemedIdentifier("1248100998")
    document.buyer.address = document.seller.address
    document.buyer.contact = TradeContact(name: "김철수")
    #expect(document.koreanFindings().isEmpty)
    spoil(&document)
    #expect(document.koreanFindings().contains { $0.rule == rule })
  }

  /// Registered companies', and one digit other each.
  @Test(arguments: [("220-81-62517", true), ("124-81-00998", true), ("KR1248100998", true), ("1248100999", false), ("2208162516", false), ("124810099", false), ("12481OO998", false)])
  func koreanBusinessNumbersCheckThemselves(_ text: String, _ isGood: Bool) { #expect((KoreanBusinessNumber(text) != nil) == isGood) }

  /// BR-RO-L302 and BR-RO-L100 count letters, not bytes; a reason that Florin joined is cut, a note that a person wrote is told.
  @Test func whatRomaniaFindsTooLongIsToldOrShortened() {
    var document = RuleTests.sound(.roCIUS)
    document.notes = [DocumentNote(text: String(repeating: "ș", count: 300))]
    #expect(document.findings(.roCIUS).map(\.description) == [])
    for (count, written) in [(99, 99), (100, 100), (101, 100), (400, 100)] {
      document.vatBreakdown[0].exemptionReason = String(repeating: "ș", count: count)
      let reason = document.promising(.roCIUS).vatBreakdown[0].exemptionReason ?? ""
      #expect(reason.unicodeScalars.count == written && reason.hasSuffix("…") == (count > 100))
      #expect(document.promising(.roCIUS).promising(.roCIUS) == document.promising(.roCIUS))
      #expect(document.promising(.en16931).vatBreakdown[0].exemptionReason == document.vatBreakdown[0].exemptionReason)
    }
    document.vatBreakdown[0].exemptionReason = String(repeating: "ș", count: 101)
    #expect(document.findings(.roCIUS).contains { $0.rule == "BR-RO-L100" }, "what came from elsewhere is told")
  }

  @Test func everyFamilyOfRulesHasARow() {
    #expect(RuleTests.rows.count > 150)
    #expect(Set(RuleTests.rows.map(\.rule)).count > 140)
  }
}
