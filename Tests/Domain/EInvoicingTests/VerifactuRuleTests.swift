import EInvoiceSamples
import EInvoicing
import Primitives
import Testing

/// What Spain's tax agency would refuse a record for, and how documents are told to it.
@Suite struct VerifactuRuleTests {
  static let today = Day(2030, 1, 1) ?? Day(number: 0)
  static let system = VerifactuSystem(producerName: "Florin, S.L.", producerTaxNumber: "B12345674", code: "FL", version: "1", installation: "1", hasSeveralIssuers: false)
  static let identity = VerifactuDocument(issuer: "B12345674", number: "F-1", issuedOn: Day(2027, 1, 31) ?? Day(number: 0))

  static let plain = VerifactuInvoice(
    type: .invoice, description: "Fibre", recipient: VerifactuRecipient(name: "Ana", identification: .taxNumber("12345678Z")),
    taxes: [VerifactuTax(kind: "01", treatment: .subject, percent: 21, base: 100, tax: 21)], taxTotal: 21, total: 121)

  @Test(arguments: [
    ("12345678Z", true), ("12345678A", false), ("89890001K", true), ("X1234567L", true), ("Y1234567X", true), ("Y1234567L", false), ("B12345674", true),
    ("B12345675", false), ("A58818501", true), ("A5881850A", false), ("Q2826000H", true), ("Q28260008", false), ("G58818501", true), ("ESB12345674", true),
    ("es-b12345674", true), ("B1234567", false), ("I12345674", false), ("", false), ("B1234567ñ", false),
  ])
  func taxNumbersCheckThemselves(_ text: String, _ isGood: Bool) { #expect((SpanishTaxNumber(text) != nil) == isGood) }

  @Test func aPlainInvoiceBreaksNoRule() {
    #expect(Self.plain.findings(Self.identity, issuerName: "Florin", system: Self.system, today: Self.today).isEmpty)
  }

  @Test(arguments: [
    ("AEAT-1104", { @Sendable (i: inout VerifactuInvoice, d: inout VerifactuDocument) in d.number = "Ñ-1" }), ("AEAT-1104", { $1.number = String(repeating: "1", count: 61) }),
    ("AEAT-1130", { $1.number = "F=1" }), ("AEAT-1123", { $1.issuer = "B12345675" }),
    ("AEAT-1112", { $1.issuedOn = VerifactuRuleTests.today.adding(days: 1) }), ("AEAT-1152", { $1.issuedOn = Day(number: 20_000 - 100) }),
    ("AEAT-1150", { i, _ in (i.type, i.recipient, i.taxes[0].base, i.taxes[0].tax, i.total, i.taxTotal) = (.simplified, nil, 3000, 630, 3630, 630) }),
    ("RD-1619-4", { i, _ in (i.type, i.recipient, i.taxes[0].base, i.taxes[0].tax, i.total, i.taxTotal) = (.simplified, nil, 400, 84, 484, 84) }),
    ("AEAT-1197", { i, _ in (i.type, i.recipient, i.taxes[0].treatment) = (.simplified, nil, .reverseCharge) }),
    ("AEAT-1239", { i, _ in i.recipient?.name = " " }), ("AEAT-1123", { i, _ in i.recipient?.identification = .taxNumber("12345678A") }),
    ("AEAT-1193", { i, _ in i.recipient?.identification = .taxNumber("B12345674") }), ("AEAT-1103", { i, _ in i.recipient?.identification = .residence(country: "US", String(repeating: "1", count: 21)) }),
    ("AEAT-1111", { i, _ in i.recipient?.identification = .residence(country: "", "1") }),
    ("AEAT-1191", { i, _ in (i.type, i.recipient) = (.uncollectible, VerifactuRecipient(name: "X", identification: .vat("DE123456789"))) }),
    ("AEAT-1192", { i, _ in (i.type, i.recipient) = (.insolvency, VerifactuRecipient(name: "X", identification: .residence(country: "US", "1"))) }),
    ("AEAT-1100", { i, _ in i.taxes = [] }), ("AEAT-1124", { i, _ in (i.taxes[0].percent, i.taxes[0].tax) = (20, 20) }),
    ("AEAT-1142", { i, _ in i.taxes[0].tax = 32 }), ("AEAT-1143", { i, _ in (i.taxes[0].base, i.taxes[0].tax) = (1, -1) }),
    ("AEAT-1216", { i, _ in i.taxTotal = 32 }), ("AEAT-1210", { i, _ in i.total = 132 }), ("AEAT-1117", { i, _ in i.type = .corrective }),
  ] as [(String, @Sendable (inout VerifactuInvoice, inout VerifactuDocument) -> Void)])
  func whatTheAgencyWouldRefuseIsTold(_ rule: String, _ spoil: @Sendable (inout VerifactuInvoice, inout VerifactuDocument) -> Void) {
    var (invoice, identity) = (Self.plain, Self.identity)
    spoil(&invoice, &identity)
    #expect(invoice.findings(identity, issuerName: "Florin", system: Self.system, today: Self.today).contains { $0.rule == rule })
  }

  @Test func whoMakesTheSystemIsToldToo() {
    var system = Self.system
    system.producerTaxNumber = "X"
    #expect(Self.plain.findings(Self.identity, issuerName: "", system: system, today: Self.today).map(\.rule) == ["AEAT-1100", "AEAT-1176"])
  }

  private func document(_ category: VATCategory, country: String = "ES", vat: String? = nil, percent: Exact = 0) -> VerifactuInvoice {
    var document = EInvoice(number: "F-1", issuedOn: Self.identity.issuedOn, currency: "EUR")
    document.seller.vatIdentifier = "ESB12345674"
    document.buyer = TradeParty(name: "X", vatIdentifier: vat, address: TradeAddress(country: country))
    document.vatBreakdown = [VATBreakdown(base: 100, tax: percent, rate: VATRate(category, percent: percent))]
    (document.totals.vat, document.totals.withVAT) = (percent, 100 + percent)
    return VerifactuInvoice(document, euro: 1)
  }

  @Test func everyTreatmentOfTheTaxHasItsKey() {
    func key(_ category: VATCategory, _ country: String = "ES") -> String {
      let row = document(category, country: country).taxes[0]
      return "\(row.kind) \(row.regime ?? "-") \(row.treatment.rawValue)"
    }
    #expect(key(.standard) == "01 01 S1" && key(.zeroRated) == "01 01 S1" && key(.exempt) == "01 01 E1" && key(.export, "US") == "01 02 E2")
    #expect(key(.intraCommunity, "PT") == "01 01 E5" && key(.reverseCharge) == "01 01 S2" && key(.reverseCharge, "PT") == "01 01 N2")
    #expect(key(.outsideScope) == "01 01 N1" && key(.outsideScope, "US") == "01 01 N2" && key(.canaryIslands) == "03 01 S1" && key(.ceutaMelilla) == "02 - S1")
  }

  @Test func recipientsAreToldByWhatTheyHave() {
    #expect(document(.standard, vat: "ESA58818501").recipient?.identification == .taxNumber("A58818501"))
    #expect(document(.standard, country: "PT", vat: "PT501964843").recipient?.identification == .vat("PT501964843"))
    #expect(document(.standard, country: "GB", vat: "GB999999973").recipient?.identification == .residence(country: "GB", "GB999999973"))
    #expect(document(.standard).recipient == nil && document(.standard).type == .simplified)
    var person = EInvoice(number: "F-1", currency: "EUR")
    person.buyer = TradeParty(name: "Ana", legalRegistration: SchemedIdentifier("12345678-Z"), address: TradeAddress(country: "ES"))
    #expect(VerifactuInvoice(person, euro: 1).recipient?.identification == .taxNumber("12345678Z"))
    person.buyer.legalRegistration = SchemedIdentifier("M-123")
    #expect(VerifactuInvoice(person, euro: 1).recipient == nil)
    person.buyer.address?.country = "US"
    #expect(VerifactuInvoice(person, euro: 1).recipient?.identification == .residence(country: "US", "M-123"))
  }

  @Test func creditNotesSayWhichArticleTheyAreBy() {
    func type(_ reason: String, named: Bool = true) -> VerifactuType {
      var note = EInvoice(number: "CN-1", issuedOn: Self.identity.issuedOn, typeCode: .creditNote, currency: "EUR", notes: [DocumentNote(text: reason)])
      note.precedingInvoices = [PrecedingInvoice(number: "F-1", issuedOn: Self.identity.issuedOn)]
      note.seller.vatIdentifier = "ESB12345674"
      if named { note.buyer.vatIdentifier = "ESA58818501" }
      let invoice = VerifactuInvoice(note, euro: 1)
      #expect(invoice.corrects == [VerifactuDocument(issuer: "B12345674", number: "F-1", issuedOn: Self.identity.issuedOn)])
      return invoice.type
    }
    #expect(type("line down") == .corrective && type("R3 concurso") == .uncollectible && type("R2: insolvent") == .insolvency && type("R4") == .otherCorrective)
    #expect(type("R5 x") == .corrective && type("F1 x") == .corrective && type("R33") == .corrective && type("R3", named: false) == .simplifiedCorrective)
  }

  @Test func amountsInOtherCurrenciesAreSaidInEuro() {
    var document = EInvoice(number: "F-1", issuedOn: Self.identity.issuedOn, currency: "USD")
    document.vatBreakdown = [VATBreakdown(base: 100, tax: 21, rate: VATRate(.standard, percent: 21))]
    (document.totals.vat, document.totals.withVAT) = (21, 121)
    let invoice = VerifactuInvoice(document, euro: Exact("0.9173") ?? 1)
    #expect(invoice.taxes[0].base == Exact("91.73") && invoice.taxTotal == Exact("19.26") && invoice.total == Exact("110.99"))
  }
}
