import EInvoicing
import Primitives

extension RuleTests {
  static let rows: [Row] = heads + parties + money + categories + codes

  private static let heads: [Row] = [
    Row(rule: "BR-01") { $0.specification = nil },
    Row(rule: "BR-02") { $0.number = " " },
    Row(rule: "BR-03") { $0.issuedOn = nil },
    Row(rule: "BR-04") { $0.typeCode = DocumentTypeCode("") },
    Row(rule: "BR-05") { $0.currency = "" },
    Row(rule: "BR-16") { $0.lines = [] },
    Row(rule: "BR-29") { $0.period = TradePeriod(firstDay: Day(2026, 2, 1), lastDay: Day(2026, 1, 1)) },
    Row(rule: "BR-CO-19") { $0.period = TradePeriod() },
    Row(rule: "BR-52") { $0.supportingDocuments = [SupportingDocument(reference: "")] },
    Row(rule: "BR-53") { $0.vatCurrency = "RON" },
    Row(rule: "BR-55") { $0.precedingInvoices = [PrecedingInvoice(number: "")] },
    Row(rule: "BR-CO-03") { ($0.taxPointOn, $0.taxPointCode) = ($0.issuedOn, "3") },
    Row(rule: "BR-CO-25") { $0.dueOn = nil },
    Row(rule: "BR-21") { $0.lines[0].identifier = nil },
    Row(rule: "BR-22") { $0.lines[0].quantity = nil },
    Row(rule: "BR-23") { $0.lines[0].unit = nil },
    Row(rule: "BR-24") { $0.lines[0].net = nil },
    Row(rule: "BR-25") { $0.lines[0].item.name = "" },
    Row(rule: "BR-26") { $0.lines[0].price.net = nil },
    Row(rule: "BR-27") { $0.lines[0].price.net = -1 },
    Row(rule: "BR-28") { $0.lines[0].price.gross = -1 },
    Row(rule: "BR-30") { $0.lines[0].period = TradePeriod(firstDay: Day(2026, 2, 1), lastDay: Day(2026, 1, 1)) },
    Row(rule: "BR-CO-20") { $0.lines[0].period = TradePeriod() },
    Row(rule: "BR-54") { $0.lines[0].item.attributes = [.init(name: "Speed", value: "")] },
    Row(rule: "BR-64") { $0.lines[0].item.standardIdentifier = SchemedIdentifier("1") },
    Row(rule: "BR-65") { $0.lines[0].item.classifications = [.init("1", list: nil)] },
    Row(rule: "BR-CO-04") { $0.lines[0].vat = nil },
    Row(rule: "BR-DEC-23") { $0.lines[0].net = Exact(unscaled: 100_000, scale: 3) },
  ]

  private static let parties: [Row] = [
    Row(rule: "BR-06") { $0.seller.name = nil },
    Row(rule: "BR-07") { $0.buyer.name = nil },
    Row(rule: "BR-08") { $0.seller.address = nil },
    Row(rule: "BR-09") { $0.seller.address?.country = nil },
    Row(rule: "BR-10") { $0.buyer.address = nil },
    Row(rule: "BR-11") { $0.buyer.address?.country = nil },
    Row(rule: "BR-17") { $0.payee = Payee() },
    Row(rule: "BR-18") { $0.taxRepresentative = TaxRepresentative() },
    Row(rule: "BR-19") { $0.taxRepresentative = TaxRepresentative() },
    Row(rule: "BR-20") { $0.taxRepresentative = TaxRepresentative(address: TradeAddress()) },
    Row(rule: "BR-56") { $0.taxRepresentative = TaxRepresentative() },
    Row(rule: "BR-57") { $0.delivery = TradeDelivery(address: TradeAddress(city: "Ghent")) },
    Row(rule: "BR-62") { $0.seller.electronicAddress?.scheme = nil },
    Row(rule: "BR-63") { $0.buyer.electronicAddress?.scheme = nil },
    Row(rule: "BR-CO-09") { $0.seller.vatIdentifier = "123456788" },
    Row(rule: "BR-CO-26") { $0.seller.vatIdentifier = nil },
    Row(rule: "BR-49") { $0.payment?.meansCode = nil },
    Row(rule: "BR-50") { $0.payment?.creditTransfers[0].account = nil },
    Row(rule: "BR-51") { $0.payment?.card = .init(number: "4111111111111111") },
    Row(rule: "BR-61") { $0.payment?.creditTransfers = [] },
    Row(rule: "PEPPOL-EN16931-R001", profile: .peppol) { $0.businessProcess = nil },
    Row(rule: "PEPPOL-EN16931-R002", profile: .peppol) {
      $0.buyer.address?.country = "FR"
      $0.notes = [DocumentNote(text: "a"), DocumentNote(text: "b")]
    },
    Row(rule: "PEPPOL-EN16931-R003", profile: .peppol) { $0.references.buyerReference = nil },
    Row(rule: "PEPPOL-EN16931-R004", profile: .peppol) { $0.specification = "urn:cen.eu:en16931:2017" },
    Row(rule: "PEPPOL-EN16931-R004", profile: .peppol) { $0.specification? += "::2.1" },
    Row(rule: "PEPPOL-EN16931-R005", profile: .peppol) { ($0.vatCurrency, $0.totals.vatInAccountingCurrency) = ("EUR", 21) },
    Row(rule: "PEPPOL-EN16931-R007", profile: .peppol) { $0.businessProcess = "A1" },
    Row(rule: "PEPPOL-EN16931-R007", profile: .peppol) { $0.businessProcess = "urn:fdc:peppol.eu:2017:poacc:billing:02:1.0" },
    Row(rule: "PEPPOL-EN16931-R010", profile: .peppol) { $0.buyer.electronicAddress = nil },
    Row(rule: "PEPPOL-EN16931-R020", profile: .peppol) { $0.seller.electronicAddress = nil },
    Row(rule: "PEPPOL-EN16931-CL008", profile: .peppol) { $0.buyer.electronicAddress = SchemedIdentifier("b@example.org", scheme: "EM") },
    Row(rule: "PEPPOL-EN16931-CL008", profile: .peppol) { $0.seller.electronicAddress = SchemedIdentifier("ABC1234", scheme: "0205") },
    Row(rule: "PEPPOL-EN16931-R040", profile: .peppol) { $0.lines[0].allowances = [AllowanceCharge(amount: 7, base: 100, percent: 5, reason: "x")] },
    Row(rule: "PEPPOL-EN16931-R041", profile: .peppol) { $0.lines[0].allowances = [AllowanceCharge(amount: 5, percent: 5, reason: "x")] },
    Row(rule: "PEPPOL-EN16931-R042", profile: .peppol) { $0.lines[0].allowances = [AllowanceCharge(amount: 5, base: 100, reason: "x")] },
    Row(rule: "PEPPOL-EN16931-R046", profile: .peppol) { ($0.lines[0].price.gross, $0.lines[0].price.discount) = (60, 5) },
    Row(rule: "PEPPOL-EN16931-R055", profile: .peppol) { ($0.vatCurrency, $0.totals.vatInAccountingCurrency) = ("USD", -21) },
    Row(rule: "PEPPOL-EN16931-R061", profile: .peppol) { $0.payment = PaymentInstructions(meansCode: "59") },
    Row(rule: "PEPPOL-EN16931-R110", profile: .peppol) {
      $0.period = TradePeriod(firstDay: Day(2026, 10, 1), lastDay: Day(2026, 10, 31))
      $0.lines[0].period = TradePeriod(firstDay: Day(2026, 9, 30))
    },
    Row(rule: "PEPPOL-EN16931-R111", profile: .peppol) {
      $0.period = TradePeriod(firstDay: Day(2026, 10, 1), lastDay: Day(2026, 10, 31))
      $0.lines[0].period = TradePeriod(lastDay: Day(2026, 11, 1))
    },
    Row(rule: "PEPPOL-EN16931-R120", profile: .peppol) { $0.lines[0].price.net = 51 },
    Row(rule: "PEPPOL-EN16931-R121", profile: .peppol) { $0.lines[0].price.baseQuantity = 0 },
    Row(rule: "PEPPOL-EN16931-R130", profile: .peppol) { ($0.lines[0].price.baseQuantity, $0.lines[0].price.baseUnit) = (1, "SEC") },
    Row(rule: "PEPPOL-EN16931-P0100", profile: .peppol) { $0.typeCode = DocumentTypeCode("751") },
    Row(rule: "PEPPOL-EN16931-P0101", profile: .peppol) { $0.typeCode = .selfBilledCreditNote },
    Row(rule: "PEPPOL-EN16931-P0112", profile: .peppol) {
      $0.buyer.address?.country = "FR"
      $0.typeCode = .correctedInvoice
    },
    Row(rule: "PEPPOL-EN16931-P0107", profile: .peppol) { $0.vatBreakdown[0].exemptionCode = "VATEX-EU-AE" },
    Row(rule: "PEPPOL-COMMON-R040", profile: .peppol) { $0.seller.electronicAddress = SchemedIdentifier("5790000435952", scheme: "0088") },
    Row(rule: "PEPPOL-COMMON-R041", profile: .peppol) { $0.buyer.legalRegistration = SchemedIdentifier("974760674", scheme: "0192") },
    Row(rule: "PEPPOL-COMMON-R041", profile: .peppol) { $0.buyer.legalRegistration = SchemedIdentifier("000000000", scheme: "0192") },
    Row(rule: "PEPPOL-COMMON-R041", profile: .peppol) { $0.buyer.legalRegistration = SchemedIdentifier("0974760673", scheme: "0192") },
    Row(rule: "PEPPOL-COMMON-R052", profile: .peppol) { $0.buyer.electronicAddress = SchemedIdentifier("12345678", scheme: "0096") },
    Row(rule: "PEPPOL-COMMON-R053", profile: .peppol) { $0.buyer.electronicAddress = SchemedIdentifier("12345678", scheme: "0198") },
    Row(rule: "PEPPOL-COMMON-R043", profile: .peppol) { $0.buyer.electronicAddress = SchemedIdentifier("0403019260", scheme: "0208") },
    Row(rule: "BR-DE-1", profile: .xRechnung) { $0.payment = nil },
    Row(rule: "BR-DE-2", profile: .xRechnung) { $0.seller.contact = nil },
    Row(rule: "BR-DE-3", profile: .xRechnung) { $0.seller.address?.city = nil },
    Row(rule: "BR-DE-4", profile: .xRechnung) { $0.seller.address?.postcode = nil },
    Row(rule: "BR-DE-5", profile: .xRechnung) { $0.seller.contact?.name = nil },
    Row(rule: "BR-DE-6", profile: .xRechnung) { $0.seller.contact?.telephone = nil },
    Row(rule: "BR-DE-7", profile: .xRechnung) { $0.seller.contact?.email = nil },
    Row(rule: "BR-DE-8", profile: .xRechnung) { $0.buyer.address?.city = nil },
    Row(rule: "BR-DE-9", profile: .xRechnung) { $0.buyer.address?.postcode = nil },
    Row(rule: "BR-DE-10", profile: .xRechnung) { $0.delivery = TradeDelivery(address: TradeAddress(country: "DE")) },
    Row(rule: "BR-DE-11", profile: .xRechnung) { $0.delivery = TradeDelivery(address: TradeAddress(country: "DE")) },
    Row(rule: "BR-DE-14", profile: .xRechnung) { $0.vatBreakdown[0].rate.percent = nil },
    Row(rule: "BR-DE-15", profile: .xRechnung) { $0.references.buyerReference = nil },
    Row(rule: "BR-DE-16", profile: .xRechnung) { $0.seller.vatIdentifier = nil },
    Row(rule: "BR-DE-17", profile: .xRechnung) { $0.typeCode = DocumentTypeCode("383") },
    Row(rule: "BR-DE-18", profile: .xRechnung) { $0.paymentTerms = "#SKONTO#TAGE=7#PROZENT=2#\n" },
    Row(rule: "BR-DE-18", profile: .xRechnung) { $0.paymentTerms = "#SKONTO#TAGE=7#PROZENT=2.00#" },
    Row(rule: "BR-DE-19", profile: .xRechnung) { $0.payment?.creditTransfers[0].account = "DE89370400440532013001" },
    Row(rule: "BR-DE-20", profile: .xRechnung) { $0.payment = PaymentInstructions(meansCode: "59", directDebit: .init(mandate: "M", debitedAccount: "1")) },
    Row(rule: "BR-DE-21", profile: .xRechnung) { $0.specification = "urn:cen.eu:en16931:2017" },
    Row(rule: "BR-DE-22", profile: .xRechnung) {
      let file = SupportingDocument.Attachment(mediaType: "text/csv", fileName: "a.csv", bytes: [1])
      $0.supportingDocuments = [SupportingDocument(reference: "1", attachment: file), SupportingDocument(reference: "2", attachment: file)]
    },
    Row(rule: "BR-DE-23-a", profile: .xRechnung) { $0.payment?.creditTransfers = [] },
    Row(rule: "BR-DE-23-b", profile: .xRechnung) { $0.payment?.card = .init(number: "4821") },
    Row(rule: "BR-DE-24-a", profile: .xRechnung) { $0.payment = PaymentInstructions(meansCode: "48") },
    Row(rule: "BR-DE-24-b", profile: .xRechnung) { $0.payment?.meansCode = "48" },
    Row(rule: "BR-DE-25-a", profile: .xRechnung) { $0.payment = PaymentInstructions(meansCode: "59") },
    Row(rule: "BR-DE-25-b", profile: .xRechnung) { $0.payment?.meansCode = "59" },
    Row(rule: "BR-DE-26", profile: .xRechnung) { $0.typeCode = .correctedInvoice },
    Row(rule: "BR-DE-27", profile: .xRechnung) { $0.seller.contact?.telephone = "n/a" },
    Row(rule: "BR-DE-28", profile: .xRechnung) { $0.seller.contact?.email = "a@b@c" },
    Row(rule: "BR-DE-30", profile: .xRechnung) { $0.payment = PaymentInstructions(meansCode: "59", directDebit: .init(mandate: "M")) },
    Row(rule: "BR-DE-31", profile: .xRechnung) { $0.payment = PaymentInstructions(meansCode: "59", directDebit: .init(mandate: "M")) },
    Row(rule: "BR-RO-001", profile: .roCIUS) { $0.specification = nil },
    Row(rule: "BR-RO-010", profile: .roCIUS) { $0.number = "F" },
    Row(rule: "BR-RO-020", profile: .roCIUS) { $0.typeCode = DocumentTypeCode("326") },
    Row(rule: "BR-RO-030", profile: .roCIUS) { $0.currency = "EUR" },
    Row(rule: "BR-RO-065", profile: .roCIUS) { $0.seller.vatIdentifier = nil },
    Row(rule: "BR-RO-080", profile: .roCIUS) { $0.buyer.address?.line1 = nil },
    Row(rule: "BR-RO-090", profile: .roCIUS) { $0.seller.address?.city = nil },
    Row(rule: "BR-RO-100", profile: .roCIUS) { $0.seller.address?.city = "Bucuresti" },
    Row(rule: "BR-RO-110", profile: .roCIUS) { $0.buyer.address?.subdivision = "CJ" },
    Row(rule: "BR-RO-120", profile: .roCIUS) { $0.buyer.vatIdentifier = nil },
    Row(rule: "BR-RO-L100", profile: .roCIUS) { $0.lines[0].item.name = String(repeating: "ș", count: 101) },
    Row(rule: "BR-RO-L302", profile: .roCIUS) { $0.notes = [DocumentNote(text: String(repeating: "ș", count: 301))] },
    Row(rule: "BR-RO-L020", profile: .roCIUS) { $0.seller.address?.postcode = String(repeating: "1", count: 21) },
    Row(rule: "BR-RO-A020", profile: .roCIUS) { $0.notes = Array(repeating: DocumentNote(text: "a"), count: 21) },
  ]

  private static let money: [Row] = [
    Row(rule: "BR-12") { $0.totals.lines = nil },
    Row(rule: "BR-13") { $0.totals.withoutVAT = nil },
    Row(rule: "BR-14") { $0.totals.withVAT = nil },
    Row(rule: "BR-15") { $0.totals.payable = nil },
    Row(rule: "BR-CO-10") { $0.totals.lines = 99 },
    Row(rule: "BR-CO-11") { $0.totals.allowances = 1 },
    Row(rule: "BR-CO-12") { $0.totals.charges = 1 },
    Row(rule: "BR-CO-13") { $0.totals.withoutVAT = 99 },
    Row(rule: "BR-CO-14") { $0.totals.vat = 20 },
    Row(rule: "BR-CO-15") { $0.totals.withVAT = 120 },
    Row(rule: "BR-CO-16") { $0.totals.prepaid = 1 },
    Row(rule: "BR-CO-17") { $0.vatBreakdown[0].tax = 22 },
    Row(rule: "BR-CO-18") { $0.vatBreakdown = [] },
    Row(rule: "BR-45") { $0.vatBreakdown[0].base = nil },
    Row(rule: "BR-46") { $0.vatBreakdown[0].tax = nil },
    Row(rule: "BR-47") { $0.vatBreakdown[0].rate.category = VATCategory("") },
    Row(rule: "BR-48") { $0.vatBreakdown[0].rate.percent = nil },
    Row(rule: "BR-DEC-09") { $0.totals.lines = Exact(unscaled: 100_000, scale: 3) },
    Row(rule: "BR-DEC-12") { $0.totals.withoutVAT = Exact(unscaled: 100_000, scale: 3) },
    Row(rule: "BR-DEC-13") { $0.totals.vat = Exact(unscaled: 21_000, scale: 3) },
    Row(rule: "BR-DEC-14") { $0.totals.withVAT = Exact(unscaled: 121_000, scale: 3) },
    Row(rule: "BR-DEC-15") { $0.totals.vatInAccountingCurrency = Exact(unscaled: 1, scale: 3) },
    Row(rule: "BR-DEC-16") { $0.totals.prepaid = Exact(unscaled: 1, scale: 3) },
    Row(rule: "BR-DEC-17") { $0.totals.rounding = Exact(unscaled: 1, scale: 3) },
    Row(rule: "BR-DEC-18") { $0.totals.payable = Exact(unscaled: 121_000, scale: 3) },
    Row(rule: "BR-DEC-19") { $0.vatBreakdown[0].base = Exact(unscaled: 100_000, scale: 3) },
    Row(rule: "BR-DEC-20") { $0.vatBreakdown[0].tax = Exact(unscaled: 21_000, scale: 3) },
    Row(rule: "BR-31") { $0.allowances = [AllowanceCharge(amount: nil, vat: VATRate(.standard, percent: 21), reason: "x")] },
    Row(rule: "BR-32") { $0.allowances = [AllowanceCharge(amount: 1, reason: "x")] },
    Row(rule: "BR-33") { $0.allowances = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 21))] },
    Row(rule: "BR-CO-21") { $0.allowances = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 21))] },
    Row(rule: "BR-DEC-01") { $0.allowances = [AllowanceCharge(amount: Exact(unscaled: 1, scale: 3), reason: "x")] },
    Row(rule: "BR-DEC-02") { $0.allowances = [AllowanceCharge(amount: 1, base: Exact(unscaled: 1, scale: 3), reason: "x")] },
    Row(rule: "BR-36") { $0.charges = [AllowanceCharge(amount: nil, vat: VATRate(.standard, percent: 21), reason: "x")] },
    Row(rule: "BR-37") { $0.charges = [AllowanceCharge(amount: 1, reason: "x")] },
    Row(rule: "BR-38") { $0.charges = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 21))] },
    Row(rule: "BR-CO-22") { $0.charges = [AllowanceCharge(amount: 1)] },
    Row(rule: "BR-DEC-05") { $0.charges = [AllowanceCharge(amount: Exact(unscaled: 1, scale: 3), reason: "x")] },
    Row(rule: "BR-41") { $0.lines[0].allowances = [AllowanceCharge(amount: nil, reason: "x")] },
    Row(rule: "BR-42") { $0.lines[0].allowances = [AllowanceCharge(amount: 1)] },
    Row(rule: "BR-CO-23") { $0.lines[0].allowances = [AllowanceCharge(amount: 1)] },
    Row(rule: "BR-DEC-24") { $0.lines[0].allowances = [AllowanceCharge(amount: Exact(unscaled: 1, scale: 3), reason: "x")] },
    Row(rule: "BR-43") { $0.lines[0].charges = [AllowanceCharge(amount: nil, reason: "x")] },
    Row(rule: "BR-44") { $0.lines[0].charges = [AllowanceCharge(amount: 1)] },
    Row(rule: "BR-CO-24") { $0.lines[0].charges = [AllowanceCharge(amount: 1)] },
    Row(rule: "BR-DEC-27") { $0.lines[0].charges = [AllowanceCharge(amount: Exact(unscaled: 1, scale: 3), reason: "x")] },
  ]

  /// Makes the whole document fall under a category.
  @Sendable private static func turn(_ document: inout EInvoice, _ category: VATCategory, _ percent: Exact? = 0) {
    let rate = VATRate(category, percent: percent)
    document.lines[0].vat = rate
    document.vatBreakdown = [VATBreakdown(base: 100, tax: 0, rate: rate)]
    (document.totals.vat, document.totals.withVAT, document.totals.payable) = (0, 100, 100)
  }

  private static let reasoned: [(String, VATCategory)] = [
    ("BR-E", .exempt), ("BR-AE", .reverseCharge), ("BR-IC", .intraCommunity), ("BR-G", .export), ("BR-O", .outsideScope),
  ]

  private static let categories: [Row] =
    [
      Row(rule: "BR-S-01") { $0.vatBreakdown[0].rate.category = .zeroRated },
      Row(rule: "BR-Z-01") { $0.vatBreakdown[0].rate.category = .zeroRated },
      Row(rule: "BR-S-02") { $0.seller.vatIdentifier = nil },
      Row(rule: "BR-S-03") {
        $0.seller.vatIdentifier = nil
        $0.allowances = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 21), reason: "x")]
      },
      Row(rule: "BR-S-04") {
        $0.seller.vatIdentifier = nil
        $0.charges = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 21), reason: "x")]
      },
      Row(rule: "BR-S-05") { $0.lines[0].vat?.percent = 0 },
      Row(rule: "BR-S-06") { $0.allowances = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 0), reason: "x")] },
      Row(rule: "BR-S-07") { $0.charges = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 0), reason: "x")] },
      Row(rule: "BR-S-08") { $0.vatBreakdown[0].base = 99 },
      Row(rule: "BR-S-09") { $0.vatBreakdown[0].tax = 25 },
      Row(rule: "BR-S-10") { $0.vatBreakdown[0].exemptionReason = "x" },
      Row(rule: "BR-Z-05") { turn(&$0, .zeroRated, 5) },
      Row(rule: "BR-Z-10") {
        turn(&$0, .zeroRated)
        $0.vatBreakdown[0].exemptionReason = "x"
      },
      Row(rule: "BR-AE-02") {
        turn(&$0, .reverseCharge)
        $0.buyer.vatIdentifier = nil
      },
      Row(rule: "BR-IC-02") {
        turn(&$0, .intraCommunity)
        $0.buyer.vatIdentifier = nil
      },
      Row(rule: "BR-IC-11") { turn(&$0, .intraCommunity) },
      Row(rule: "BR-IC-12") { turn(&$0, .intraCommunity) },
      Row(rule: "BR-G-02") {
        turn(&$0, .export)
        ($0.seller.vatIdentifier, $0.seller.taxRegistration) = (nil, "1")
      },
      Row(rule: "BR-O-02") { turn(&$0, .outsideScope, nil) },
      Row(rule: "BR-O-05") { turn(&$0, .outsideScope, 0) },
      Row(rule: "BR-O-11") { $0.vatBreakdown.append(VATBreakdown(base: 0, tax: 0, rate: VATRate(.outsideScope))) },
      Row(rule: "BR-O-12") { $0.vatBreakdown = [VATBreakdown(base: 0, tax: 0, rate: VATRate(.outsideScope))] },
      Row(rule: "BR-O-13") {
        $0.vatBreakdown = [VATBreakdown(base: 0, tax: 0, rate: VATRate(.outsideScope))]
        $0.allowances = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 21), reason: "x")]
      },
      Row(rule: "BR-O-14") {
        $0.vatBreakdown = [VATBreakdown(base: 0, tax: 0, rate: VATRate(.outsideScope))]
        $0.charges = [AllowanceCharge(amount: 1, vat: VATRate(.standard, percent: 21), reason: "x")]
      },
      Row(rule: "BR-AF-05") { turn(&$0, .canaryIslands, -1) },
      Row(rule: "BR-AG-10") {
        turn(&$0, .ceutaMelilla, 0)
        $0.vatBreakdown[0].exemptionReason = "x"
      },
    ]
    + reasoned.flatMap { prefix, category in
      [
        Row(rule: "\(prefix)-08") {
          turn(&$0, category, category == .outsideScope ? nil : 0)
          $0.vatBreakdown[0].base = 99
        },
        Row(rule: "\(prefix)-09") {
          turn(&$0, category, category == .outsideScope ? nil : 0)
          $0.vatBreakdown[0].tax = 1
        },
        Row(rule: "\(prefix)-10") { turn(&$0, category, category == .outsideScope ? nil : 0) },
      ]
    }

  private static let codes: [Row] = [
    Row(rule: "BR-CL-01") { $0.typeCode = DocumentTypeCode("999") },
    Row(rule: "BR-CL-04") { $0.currency = "EURO" },
    Row(rule: "BR-CL-05") { $0.vatCurrency = "LEI" },
    Row(rule: "BR-CL-06") { $0.taxPointCode = "5" },
    Row(rule: "BR-CL-07") { $0.references.invoicedObject = SchemedIdentifier("1", scheme: "phone") },
    Row(rule: "BR-CL-08") { $0.notes = [DocumentNote(subjectCode: "xyz", text: "a")] },
    Row(rule: "BR-CL-10") { $0.seller.identifiers = [SchemedIdentifier("1", scheme: "GLN")] },
    Row(rule: "BR-CL-11") { $0.buyer.legalRegistration = SchemedIdentifier("1", scheme: "HRB") },
    Row(rule: "BR-CL-13") { $0.lines[0].item.classifications = [.init("1", list: "UNSPSC")] },
    Row(rule: "BR-CL-14") { $0.seller.address?.country = "UK" },
    Row(rule: "BR-CL-15") { $0.lines[0].item.originCountry = "EU" },
    Row(rule: "BR-CL-16") { $0.payment?.meansCode = "071" },
    Row(rule: "BR-CL-17") { $0.vatBreakdown[0].rate.category = VATCategory("X") },
    Row(rule: "BR-CL-18") { $0.lines[0].vat?.category = VATCategory("X") },
    Row(rule: "BR-CL-19") { $0.lines[0].allowances = [AllowanceCharge(amount: 1, reasonCode: "FC")] },
    Row(rule: "BR-CL-20") { $0.lines[0].charges = [AllowanceCharge(amount: 1, reasonCode: "95")] },
    Row(rule: "BR-CL-21") { $0.lines[0].item.standardIdentifier = SchemedIdentifier("1", scheme: "GTIN") },
    Row(rule: "BR-CL-22") { $0.vatBreakdown[0].exemptionCode = "VATEX-EU-XX" },
    Row(rule: "BR-CL-23") { $0.lines[0].unit = "piece" },
    Row(rule: "BR-CL-24") { $0.supportingDocuments = [SupportingDocument(reference: "1", attachment: .init(mediaType: "text/html", fileName: "a", bytes: [1]))] },
    Row(rule: "BR-CL-25") { $0.buyer.electronicAddress = SchemedIdentifier("1", scheme: "MAIL") },
    Row(rule: "BR-CL-26") { $0.delivery = TradeDelivery(location: SchemedIdentifier("1", scheme: "GLN")) },
  ]
}
