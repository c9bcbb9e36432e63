import EInvoicing
import Primitives

/// A CII document on its way to the neutral model; element by element the mirror of `CIIDocument`.
struct CIIReading {
  let root: XMLElement

  func document(_ values: inout XMLValues) -> EInvoice {
    var d = EInvoice()
    if let context = root.one("rsm:ExchangedDocumentContext") {
      d.businessProcess = context.text(at: "ram:BusinessProcessSpecifiedDocumentContextParameter", "ram:ID")
      d.specification = context.text(at: "ram:GuidelineSpecifiedDocumentContextParameter", "ram:ID")
    }
    if let head = root.one("rsm:ExchangedDocument") {
      d.number = head.text(at: "ram:ID")
      d.typeCode = DocumentTypeCode(head.text(at: "ram:TypeCode") ?? "")
      d.issuedOn = values.day102(head.one("ram:IssueDateTime", "udt:DateTimeString"))
      d.notes = head.all("ram:IncludedNote").map {
        DocumentNote(subjectCode: $0.text(at: "ram:SubjectCode"), text: $0.text(at: "ram:Content") ?? "")
      }
    }
    guard let trade = root.one("rsm:SupplyChainTradeTransaction") else { return d }
    d.lines = trade.all("ram:IncludedSupplyChainTradeLineItem").map { line($0, &values) }
    if let agreement = trade.one("ram:ApplicableHeaderTradeAgreement") { self.agreement(agreement, &d, &values) }
    if let delivery = trade.one("ram:ApplicableHeaderTradeDelivery") { self.delivery(delivery, &d, &values) }
    if let settlement = trade.one("ram:ApplicableHeaderTradeSettlement") { self.settlement(settlement, &d, &values) }
    return d
  }

  private func agreement(_ element: XMLElement, _ d: inout EInvoice, _ values: inout XMLValues) {
    d.references.buyerReference = element.text(at: "ram:BuyerReference")
    if let party = element.one("ram:SellerTradeParty") { d.seller = self.party(party) }
    if let party = element.one("ram:BuyerTradeParty") { d.buyer = self.party(party) }
    if let representative = element.one("ram:SellerTaxRepresentativeTradeParty") {
      d.taxRepresentative = TaxRepresentative(
        name: representative.text(at: "ram:Name"), vatIdentifier: registration("VA", of: representative),
        address: representative.one("ram:PostalTradeAddress").map(address))
    }
    d.references.salesOrder = element.text(at: "ram:SellerOrderReferencedDocument", "ram:IssuerAssignedID")
    d.references.purchaseOrder = element.text(at: "ram:BuyerOrderReferencedDocument", "ram:IssuerAssignedID")
    d.references.contract = element.text(at: "ram:ContractReferencedDocument", "ram:IssuerAssignedID")
    for document in element.all("ram:AdditionalReferencedDocument") {
      switch document.text(at: "ram:TypeCode") {
      case "50": d.references.tender = document.text(at: "ram:IssuerAssignedID")
      case "130": d.references.invoicedObject = object(document)
      default: d.supportingDocuments.append(supporting(document, &values))
      }
    }
    if let project = element.one("ram:SpecifiedProcuringProject") {
      d.references.project = project.text(at: "ram:ID")
      _ = project.one("ram:Name")
    }
  }

  /// BT-18 or BT-128.
  func object(_ document: XMLElement) -> SchemedIdentifier? {
    _ = document.one("ram:TypeCode")
    let scheme = document.text(at: "ram:ReferenceTypeCode")
    return document.text(at: "ram:IssuerAssignedID").map { SchemedIdentifier($0, scheme: scheme) }
  }

  private func supporting(_ element: XMLElement, _ values: inout XMLValues) -> SupportingDocument {
    var document = SupportingDocument(
      reference: element.text(at: "ram:IssuerAssignedID") ?? "", description: element.text(at: "ram:Name"),
      location: element.text(at: "ram:URIID"))
    if let file = element.one("ram:AttachmentBinaryObject") {
      document.attachment = .init(
        mediaType: file.attribute("mimeCode") ?? "", fileName: file.attribute("filename") ?? "", bytes: values.bytes(file))
    }
    return document
  }

  private func delivery(_ element: XMLElement, _ d: inout EInvoice, _ values: inout XMLValues) {
    d.references.despatchAdvice = element.text(at: "ram:DespatchAdviceReferencedDocument", "ram:IssuerAssignedID")
    d.references.receivingAdvice = element.text(at: "ram:ReceivingAdviceReferencedDocument", "ram:IssuerAssignedID")
    let deliveredOn = values.day102(
      element.one("ram:ActualDeliverySupplyChainEvent", "ram:OccurrenceDateTime", "udt:DateTimeString"))
    let place = element.one("ram:ShipToTradeParty")
    if place == nil, deliveredOn == nil { return }
    d.delivery = TradeDelivery(
      name: place?.text(at: "ram:Name"), location: place?.one("ram:GlobalID")?.identifier() ?? place?.one("ram:ID")?.identifier(),
      deliveredOn: deliveredOn, address: place?.one("ram:PostalTradeAddress").map(address))
  }

  private func settlement(_ element: XMLElement, _ d: inout EInvoice, _ values: inout XMLValues) {
    d.currency = element.text(at: "ram:InvoiceCurrencyCode") ?? ""
    d.vatCurrency = element.text(at: "ram:TaxCurrencyCode")
    if let payee = element.one("ram:PayeeTradeParty") { d.payee = self.payee(payee) }
    d.payment = payment(element)
    for row in element.all("ram:ApplicableTradeTax") { d.vatBreakdown.append(breakdown(row, &d, &values)) }
    d.period = element.one("ram:BillingSpecifiedPeriod").flatMap { period($0, &values) }
    for each in element.all("ram:SpecifiedTradeAllowanceCharge") {
      let (isCharge, value) = allowance(each, &values)
      if isCharge { d.charges.append(value) } else { d.allowances.append(value) }
    }
    if let terms = element.one("ram:SpecifiedTradePaymentTerms") {
      d.paymentTerms = terms.one("ram:Description")?.wholeText
      d.dueOn = values.day102(terms.one("ram:DueDateDateTime", "udt:DateTimeString"))
    }
    if let sums = element.one("ram:SpecifiedTradeSettlementHeaderMonetarySummation") { totals(sums, &d, &values) }
    for each in element.all("ram:InvoiceReferencedDocument") {
      d.precedingInvoices.append(
        PrecedingInvoice(
          number: each.text(at: "ram:IssuerAssignedID") ?? "",
          issuedOn: values.day102(each.one("ram:FormattedIssueDateTime", "qdt:DateTimeString"))))
    }
    d.references.buyerAccounting = element.text(at: "ram:ReceivableSpecifiedTradeAccountingAccount", "ram:ID")
  }

  private func payment(_ element: XMLElement) -> PaymentInstructions? {
    let means = element.all("ram:SpecifiedTradeSettlementPaymentMeans")
    let creditor = element.text(at: "ram:CreditorReferenceID")
    let remittance = element.text(at: "ram:PaymentReference")
    let mandate = element.text(at: "ram:SpecifiedTradePaymentTerms", "ram:DirectDebitMandateID")
    if means.isEmpty, creditor == nil, remittance == nil, mandate == nil { return nil }
    var payment = PaymentInstructions(
      meansCode: means.first?.text(at: "ram:TypeCode"), meansText: means.first?.text(at: "ram:Information"), remittanceInformation: remittance)
    var debited: String?
    for each in means {
      _ = (each.one("ram:TypeCode"), each.one("ram:Information"))
      if let card = each.one("ram:ApplicableTradeSettlementFinancialCard") {
        payment.card = .init(number: card.text(at: "ram:ID"), holder: card.text(at: "ram:CardholderName"))
      }
      debited = each.text(at: "ram:PayerPartyDebtorFinancialAccount", "ram:IBANID") ?? debited
      if let account = each.one("ram:PayeePartyCreditorFinancialAccount") {
        payment.creditTransfers.append(
          .init(
            account: account.text(at: "ram:IBANID") ?? account.text(at: "ram:ProprietaryID"), accountName: account.text(at: "ram:AccountName"),
            bic: each.text(at: "ram:PayeeSpecifiedCreditorFinancialInstitution", "ram:BICID")))
      }
    }
    if creditor != nil || mandate != nil || debited != nil {
      payment.directDebit = .init(mandate: mandate, creditor: creditor, debitedAccount: debited)
    }
    return payment
  }

  private func breakdown(_ element: XMLElement, _ d: inout EInvoice, _ values: inout XMLValues) -> VATBreakdown {
    if let day = values.day102(element.one("ram:TaxPointDate", "udt:DateString")) { d.taxPointOn = day }
    if let code = element.text(at: "ram:DueDateTypeCode") { d.taxPointCode = CIIReading.taxPoint(code) }
    return VATBreakdown(
      base: values.number(element.one("ram:BasisAmount")), tax: values.number(element.one("ram:CalculatedAmount")),
      rate: rate(element, &values), exemptionReason: element.text(at: "ram:ExemptionReason"),
      exemptionCode: element.text(at: "ram:ExemptionReasonCode"))
  }

  /// UNTDID 2475 as UNTDID 2005.
  private static func taxPoint(_ code: String) -> String {
    switch code {
    case "5": "3"
    case "29": "35"
    case "72": "432"
    default: code
    }
  }

  private func totals(_ element: XMLElement, _ d: inout EInvoice, _ values: inout XMLValues) {
    d.totals.lines = values.number(element.one("ram:LineTotalAmount"))
    d.totals.charges = values.number(element.one("ram:ChargeTotalAmount"))
    d.totals.allowances = values.number(element.one("ram:AllowanceTotalAmount"))
    d.totals.withoutVAT = values.number(element.one("ram:TaxBasisTotalAmount"))
    for tax in element.all("ram:TaxTotalAmount") {
      let isOther = d.vatCurrency != nil && d.vatCurrency != d.currency && tax.attribute("currencyID") == d.vatCurrency
      if isOther { d.totals.vatInAccountingCurrency = values.number(tax) } else { d.totals.vat = values.number(tax) }
    }
    d.totals.rounding = values.number(element.one("ram:RoundingAmount"))
    d.totals.withVAT = values.number(element.one("ram:GrandTotalAmount"))
    d.totals.prepaid = values.number(element.one("ram:TotalPrepaidAmount"))
    d.totals.payable = values.number(element.one("ram:DuePayableAmount"))
  }
}
