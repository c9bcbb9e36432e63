import EInvoicing
import Invoicing
import Parties
import Primitives
import Taxation

/// An e-invoice while it is written: the head, the parties and the sums; lines have a file of their own.
struct EInvoiceDraft {
  let currency: Currency
  let facts: EInvoiceFacts

  func exact(_ minor: Int64) -> Exact { Exact(unscaled: minor, scale: currency.minorDigits) }

  func document(number: String?, issuedOn: Day, taxes: [TaxBreakdown], netMinor: Int64, taxMinor: Int64, grossMinor: Int64) -> EInvoice {
    // What lies outside the scope of VAT must not name VAT identifiers (BR-O-02).
    let isOutside = taxes.contains { $0.key.treatment == .outsideScope }
    var document = EInvoice(
      number: number, issuedOn: issuedOn, currency: currency.code,
      references: DocumentReferences(
        buyerReference: facts.invoicing.buyerReference, contract: facts.invoicing.contract, purchaseOrder: facts.invoicing.purchaseOrder),
      seller: EInvoiceParties.seller(facts.seller, isOutsideScope: isOutside),
      buyer: EInvoiceParties.buyer(facts.account, facts.invoicing, isOutsideScope: isOutside))
    document.totals.withoutVAT = exact(netMinor)
    document.totals.vat = exact(taxMinor)
    document.totals.withVAT = exact(grossMinor)
    if facts.prepaidMinor != 0 { document.totals.prepaid = exact(facts.prepaidMinor) }
    document.totals.payable = exact(grossMinor) - exact(facts.prepaidMinor)
    document.vatBreakdown = breakdown(taxes)
    if let vatCurrency = facts.seller.details.vatCurrency, vatCurrency != currency {
      document.vatCurrency = vatCurrency.code
      document.totals.vatInAccountingCurrency = facts.seller.details.rate(of: currency, on: issuedOn).map {
        (exact(taxMinor) * $0).rounded(vatCurrency.minorDigits, .halfUp)
      }
    }
    return document
  }

  /// One row for each category and rate: rows that differ only in their reasons are added up, because EN 16931 knows one.
  private func breakdown(_ taxes: [TaxBreakdown]) -> [VATBreakdown] {
    var rows: [VATBreakdown] = []
    for tax in taxes {
      let rate = EInvoiceDraft.rate(tax.key)
      let isReasoned = tax.key.treatment != .standard && tax.key.treatment != .zeroRated
      let reason = isReasoned ? tax.key.reason : nil
      let code = reason.flatMap { $0.hasPrefix("VATEX-") ? $0 : nil }
      let words = code == nil ? reason : EInvoiceWords.treatment(tax.key.treatment, facts.language)
      if let known = rows.firstIndex(where: { $0.rate == rate }) {
        rows[known].base = (rows[known].base ?? .zero) + exact(tax.baseMinor)
        rows[known].tax = (rows[known].tax ?? .zero) + exact(tax.taxMinor)
        if let words, let already = rows[known].exemptionReason, already != words { rows[known].exemptionReason = already + "; " + words }
        if rows[known].exemptionCode != code { rows[known].exemptionCode = nil }
      } else {
        rows.append(
          VATBreakdown(base: exact(tax.baseMinor), tax: exact(tax.taxMinor), rate: rate, exemptionReason: words, exemptionCode: code))
      }
    }
    return rows
  }

  static func rate(_ key: TaxKey) -> VATRate {
    VATRate(VATCategory(key.treatment.rawValue), percent: key.treatment == .outsideScope ? nil : key.percent)
  }

  /// What follows from the lines: their sum, the period they span, and where goods went that crossed a border.
  func close(_ document: inout EInvoice, billed: ServicePeriod, taxes: [TaxBreakdown]) {
    document.totals.lines = document.lines.reduce(exact(0)) { $0 + ($1.net ?? .zero) }
    if !document.allowances.isEmpty { document.totals.allowances = document.allowances.reduce(exact(0)) { $0 + ($1.amount ?? .zero) } }
    if !document.charges.isEmpty { document.totals.charges = document.charges.reduce(exact(0)) { $0 + ($1.amount ?? .zero) } }
    var period = billed.isEmpty ? nil : TradePeriod(firstDay: billed.start, lastDay: billed.lastDay)
    for line in document.lines {
      guard let own = line.period, let first = own.firstDay, let last = own.lastDay else { continue }
      period = TradePeriod(firstDay: min(period?.firstDay ?? first, first), lastDay: max(period?.lastDay ?? last, last))
    }
    document.period = period
    if taxes.contains(where: { $0.key.treatment == .intraCommunity }) {
      document.delivery = TradeDelivery(address: EInvoiceParties.address(facts.invoicing.address ?? facts.account.address))
    }
  }

  /// How the account pays; `nil` when neither it nor the seller's bank account says.
  func payment(quoting number: String?) -> PaymentInstructions? {
    let seller = facts.seller
    switch PaymentMethod(facts.account.paymentMethod) {
    case .card:
      return PaymentInstructions(
        meansCode: "48", remittanceInformation: number, card: facts.invoicing.cardDigits.map { .init(number: $0) })
    case .directDebit:
      let isKnown = facts.invoicing.mandate != nil || facts.invoicing.debitedAccount != nil
      return PaymentInstructions(
        meansCode: currency == .eur ? "59" : "49", remittanceInformation: number,
        directDebit: isKnown
          ? .init(mandate: facts.invoicing.mandate, creditor: seller.details.creditorIdentifier, debitedAccount: facts.invoicing.debitedAccount) : nil)
    case .check:
      return PaymentInstructions(meansCode: "20", remittanceInformation: number)
    case .other(let words):
      guard seller.iban != nil else { return PaymentInstructions(meansCode: "1", meansText: words, remittanceInformation: number) }
      return transfer(number, words)
    case .transfer: return transfer(number, nil)
    case .unknown: return seller.iban == nil ? nil : transfer(number, nil)
    }
  }

  private func transfer(_ number: String?, _ words: String?) -> PaymentInstructions {
    let account = facts.seller.iban.map { String($0.filter { $0 != " " }) }
    return PaymentInstructions(
      meansCode: currency == .eur ? "58" : "30", meansText: words, remittanceInformation: number,
      creditTransfers: account.map { [.init(account: $0, accountName: facts.seller.legalName, bic: facts.seller.details.bic)] } ?? [])
  }
}
