public import EInvoicing
public import Invoicing
public import Parties
public import Primitives

extension VerifactuDraft {
  /// The record of an issued invoice, before it has its place.
  public init(_ invoice: Invoice, _ facts: EInvoiceFacts) {
    self.init(.invoice, EInvoice(invoice, facts), invoice.currency, facts)
  }

  /// The record of an issued credit note, before it has its place.
  public init(_ note: CreditNote, of invoice: Invoice, _ facts: EInvoiceFacts) {
    self.init(.creditNote, EInvoice(note, of: invoice, facts), note.currency, facts)
  }

  private init(_ subject: VerifactuEntry.Subject, _ written: EInvoice, _ currency: Currency, _ facts: EInvoiceFacts) {
    var document = written
    let day = document.issuedOn ?? Day(number: 0)
    // The agency asks for tax numbers also where EN 16931 wants none said.
    document.seller.vatIdentifier = facts.seller.taxIdentifier
    if case .business(let vat) = facts.account.taxStanding { document.buyer.vatIdentifier = vat }
    let details = facts.seller.details
    let euro = currency == .eur ? Exact.one : details.vatCurrency == .eur ? details.rate(of: currency, on: day) : nil
    let number = SpanishTaxNumber(facts.seller.taxIdentifier ?? "")?.text ?? facts.seller.taxIdentifier ?? ""
    self.init(
      seller: facts.seller.code, subject: subject, document: VerifactuDocument(issuer: number, number: document.number ?? "", issuedOn: day),
      act: .registration(issuerName: facts.seller.legalName, VerifactuInvoice(document, euro: euro ?? .one)))
    hasEuro = euro != nil
  }

  /// Why the tax agency would refuse it.
  public func findings(_ system: VerifactuSystem, today: Day) -> [RuleFinding] {
    guard case .registration(let name, let invoice) = act else { return [] }
    var found = invoice.findings(document, issuerName: name, system: system, today: today)
    if !hasEuro {
      found.insert(
        RuleFinding(
          rule: "VERIFACTU-ImporteTotal", place: "BT-6", message: "records are in euro, and the document is not",
          remedy: "fill in the seller's `vatCurrency: EUR` and `exchangeRates`"), at: 0)
    }
    return found
  }
}

extension VerifactuSystem {
  /// Florin as a seller says it is installed; the seller vouches for it where nobody else is said to.
  public init(_ seller: SellerEntity, _ terms: VerifactuTerms, version: String, hasSeveralIssuers: Bool) {
    let number = terms.producer?.taxIdentifier ?? seller.taxIdentifier ?? ""
    self.init(
      producerName: terms.producer?.name ?? seller.legalName, producerTaxNumber: SpanishTaxNumber(number)?.text ?? number, code: terms.system, version: version,
      installation: terms.installation, hasSeveralIssuers: hasSeveralIssuers)
  }
}

extension VerifactuEntry {
  /// A draft in its place behind the last record of its issuer.
  ///
  /// - Parameters:
  ///   - write: gives a record the form that it is kept in.
  ///   - hash: SHA-256.
  public init(
    _ draft: VerifactuDraft, after last: VerifactuEntry?, system: VerifactuSystem, zone: Zone, at instant: Instant, hash: VerifactuHash,
    write: (VerifactuRecord, String) -> [UInt8]
  ) {
    let record = VerifactuRecord(
      document: draft.document, act: draft.act, system: system, generatedAt: VerifactuText.instant(instant, in: zone), previous: last?.link)
    let fingerprint = VerifactuChain.fingerprint(record.chainedText, hash)
    self.init(
      number: (last?.number ?? 0) + 1, seller: draft.seller.text, subject: draft.subject, act: draft.kind, document: draft.document,
      generatedAt: record.generatedAt, before: last?.fingerprint ?? "", fingerprint: fingerprint, recordedAt: instant, reason: draft.reason,
      xml: write(record, fingerprint))
    if case .registration(_, let invoice) = draft.act {
      type = invoice.type.rawValue
      taxTotal = VerifactuText.amount(invoice.taxTotal)
      total = VerifactuText.amount(invoice.total)
    }
  }
}
