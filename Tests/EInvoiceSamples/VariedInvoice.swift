public import EInvoicing
import Primitives
public import Seeds

/// Invoices and credit notes that keep the rules of a profile and differ in everything that the rules leave open.
public enum VariedInvoice {
  /// The document of a seed; equal seeds give equal documents.
  public static func make(_ seed: UInt64, _ profile: EInvoiceProfile) -> EInvoice {
    var making = VariedMaking(seed: Seed(seed &* 977 &+ 13), number: Int(seed % 100_000), profile: profile)
    return making.document().promising(profile)
  }
}

struct VariedMaking {
  var seed: Seed
  let number: Int
  let profile: EInvoiceProfile

  var isGerman: Bool { profile == .xRechnung }
  var isRomanian: Bool { profile == .roCIUS }
  var isPeppol: Bool { profile == .peppol || profile == .xRechnung }

  mutating func day() -> Day { Day(number: 20_400 + Int32(seed.number(0...600))) }
  mutating func oneIn(_ count: Int) -> Bool { seed.number(1...count) == 1 }
  mutating func maybe<T>(_ value: T) -> T? { seed.flip() ? value : nil }

  mutating func document() -> EInvoice {
    let kind = kind()
    let issuedOn = day()
    var document = EInvoice(number: "F-2026-\(number)", issuedOn: issuedOn, typeCode: kind)
    document.currency = currency()
    let rates = rates()
    parties(&document, rates)
    references(&document)
    if isRomanian, document.currency != "RON" {
      document.vatCurrency = "RON"
    } else if !isRomanian, document.currency != "RON", oneIn(4) {
      document.vatCurrency = document.currency == "USD" ? "EUR" : "USD"
    }
    lines(&document, rates)
    spreads(&document, rates)
    dates(&document)
    payment(&document)
    close(&document)
    return document
  }

  private mutating func kind() -> DocumentTypeCode {
    switch seed.number(0...9) {
    case 0...5: return .invoice
    case 6, 7: return .creditNote
    case 8: return profile == .peppol ? .invoice : .correctedInvoice
    default: return profile == .peppol ? .creditNote : .selfBilledInvoice
    }
  }

  private mutating func currency() -> String {
    if isRomanian { return seed.pick(["RON", "RON", "EUR", "USD"]) }
    return seed.pick(["EUR", "EUR", "EUR", "USD", "SEK", "PLN", "KRW", "HUF"])
  }

  /// One category for what may not be mixed; several rates beside zero rated and exempt otherwise.
  private mutating func rates() -> [VATRate] {
    switch seed.number(0...11) {
    case 0: return [VATRate(.reverseCharge, percent: .zero)]
    case 1: return [VATRate(.intraCommunity, percent: .zero)]
    case 2: return [VATRate(.export, percent: .zero)]
    case 3: return [VATRate(.outsideScope)]
    case 4: return [VATRate(.canaryIslands, percent: 7), VATRate(.canaryIslands, percent: 3)]
    case 5: return [VATRate(.ceutaMelilla, percent: Exact(unscaled: 85, scale: 1))]
    default:
      var rates = [VATRate(.standard, percent: 21)]
      if seed.flip() { rates.append(VATRate(.standard, percent: 10)) }
      if seed.flip() { rates.append(VATRate(.standard, percent: Exact(unscaled: 525, scale: 2))) }
      if oneIn(3) { rates.append(VATRate(.zeroRated, percent: .zero)) }
      if oneIn(3) { rates.append(VATRate(.exempt, percent: .zero)) }
      if oneIn(6) { rates.append(VATRate(.reverseCharge, percent: .zero)) }
      return rates
    }
  }

  private mutating func references(_ document: inout EInvoice) {
    document.references = DocumentReferences(
      buyerReference: isPeppol ? "04011000-12345-03" : maybe("KST & <47>"), project: maybe("P-\(number)"), contract: maybe("C \"7\""),
      purchaseOrder: maybe("PO-1"), salesOrder: oneIn(3) ? "SO-9" : nil, receivingAdvice: oneIn(4) ? "R-1" : nil,
      despatchAdvice: oneIn(4) ? "D-1" : nil, tender: oneIn(4) ? "T-1" : nil,
      invoicedObject: oneIn(3) ? SchemedIdentifier("ES0021", scheme: seed.flip() ? "AVE" : nil) : nil, buyerAccounting: maybe("4711"))
    if document.typeCode == .creditNote || document.typeCode == .correctedInvoice || oneIn(5) {
      document.precedingInvoices = [PrecedingInvoice(number: "F-2025-1", issuedOn: maybe(Day(number: 20_300)))]
      if oneIn(3) { document.precedingInvoices.append(PrecedingInvoice(number: "F-2025-2")) }
    }
    if seed.flip() { document.notes = [DocumentNote(subjectCode: isRomanian || profile == .peppol ? nil : maybe("AAI"), text: "Vielen Dank – 감사합니다 & <gracias>")] }
    if profile == .en16931, oneIn(3) { document.notes.append(DocumentNote(text: "Two lines\nin one note")) }
    if oneIn(3) {
      document.supportingDocuments = [
        SupportingDocument(
          reference: "usage-\(number)", description: maybe("Usage"),
          attachment: .init(mediaType: "text/csv", fileName: "usage.csv", bytes: Array("a;b\n1;2".utf8.prefix(seed.number(1...7))))),
      ]
      if seed.flip() { document.supportingDocuments.append(SupportingDocument(reference: "terms", location: "https://example.org/terms?a=1&b=2")) }
    }
  }

  private mutating func dates(_ document: inout EInvoice) {
    if document.vatBreakdown.isEmpty, oneIn(3) {
      if seed.flip() { document.taxPointOn = day() } else { document.taxPointCode = seed.pick(["3", "35", "432"]) }
    }
    let spans = document.lines.compactMap(\.period)
    let first = spans.compactMap(\.firstDay).min()
    let last = spans.compactMap(\.lastDay).max()
    if first != nil || last != nil || seed.flip() || document.taxPointCode != nil {
      let start = first ?? Day(number: 20_500)
      document.period = TradePeriod(firstDay: start, lastDay: max(last ?? start, start.adding(days: seed.number(0...30))))
    }
    if document.lines.contains(where: { $0.vat?.category == .intraCommunity }) || oneIn(4) {
      document.delivery = TradeDelivery(
        name: maybe("Warehouse"), location: profile == .peppol ? nil : maybe(SchemedIdentifier("5790000435951", scheme: "0088")), deliveredOn: day(),
        address: TradeAddress(
          line1: "Dock 4", city: isRomanian ? "Arad" : "Ghent", postcode: "9000", subdivision: isRomanian ? "RO-AR" : nil, country: isRomanian ? "RO" : "BE"))
    }
  }

  private mutating func payment(_ document: inout EInvoice) {
    if document.isCreditNote {
      document.paymentTerms = "Set off against the invoice"
      document.payment = PaymentInstructions(meansCode: "97")
      return
    }
    document.dueOn = document.issuedOn?.adding(days: 14)
    document.paymentTerms = maybe(isGerman && oneIn(2) ? "#SKONTO#TAGE=7#PROZENT=2.00#\n" : "Within 14 days")
    switch seed.number(0...3) {
    case 0:
      document.payment = PaymentInstructions(
        meansCode: "58", remittanceInformation: document.number,
        creditTransfers: [.init(account: "DE89370400440532013000", accountName: maybe("Florin"), bic: maybe("COBADEFFXXX"))])
    case 1:
      document.payment = PaymentInstructions(
        meansCode: "30", meansText: maybe("Transfer"),
        creditTransfers: [.init(account: "DE89370400440532013000"), .init(account: "12345678901", accountName: "Second")])
    case 2:
      document.payment = PaymentInstructions(
        meansCode: "59", directDebit: .init(mandate: "M-1", creditor: "DE98ZZZ09999999999", debitedAccount: "ES9121000418450200051332"))
    default:
      document.payment = PaymentInstructions(meansCode: "48", card: .init(number: "4821", holder: maybe("Ana")))
    }
  }
}
