import EInvoicing
import Primitives

/// A UBL document on its way to the neutral model; element by element the mirror of `UBLDocument`.
struct UBLReading {
  let root: XMLElement

  var isCreditNote: Bool { root.name == "cn:CreditNote" }

  func document(_ values: inout XMLValues) -> EInvoice {
    var d = EInvoice()
    d.specification = root.text(at: "cbc:CustomizationID")
    d.businessProcess = root.text(at: "cbc:ProfileID")
    d.number = root.text(at: "cbc:ID")
    d.issuedOn = values.day(root.one("cbc:IssueDate"))
    d.dueOn = values.day(root.one("cbc:DueDate"))
    d.typeCode = DocumentTypeCode(root.text(at: isCreditNote ? "cbc:CreditNoteTypeCode" : "cbc:InvoiceTypeCode") ?? "")
    d.notes = root.all("cbc:Note").compactMap { $0.text.map(UBLReading.note) }
    d.taxPointOn = values.day(root.one("cbc:TaxPointDate"))
    d.currency = root.text(at: "cbc:DocumentCurrencyCode") ?? ""
    d.vatCurrency = root.text(at: "cbc:TaxCurrencyCode")
    d.references = references()
    d.supportingDocuments = supporting(&values)
    if let period = root.one("cac:InvoicePeriod") {
      d.taxPointCode = period.text(at: "cbc:DescriptionCode")
      d.period = self.period(period, &values)
    }
    for each in root.all("cac:BillingReference") {
      guard let reference = each.one("cac:InvoiceDocumentReference") else { continue }
      d.precedingInvoices.append(
        PrecedingInvoice(number: reference.text(at: "cbc:ID") ?? "", issuedOn: values.day(reference.one("cbc:IssueDate"))))
    }
    var creditor: String?
    if let party = root.one("cac:AccountingSupplierParty", "cac:Party") { d.seller = self.party(party, creditor: &creditor) }
    if let party = root.one("cac:AccountingCustomerParty", "cac:Party") {
      var none: String?
      d.buyer = self.party(party, creditor: &none)
    }
    if let payee = root.one("cac:PayeeParty") { d.payee = self.payee(payee, creditor: &creditor) }
    if let representative = root.one("cac:TaxRepresentativeParty") { d.taxRepresentative = self.representative(representative) }
    if let delivery = root.one("cac:Delivery") { d.delivery = self.delivery(delivery, &values) }
    payment(&d, creditor: creditor, &values)
    d.paymentTerms = root.one("cac:PaymentTerms", "cbc:Note")?.wholeText
    for each in root.all("cac:AllowanceCharge") {
      let (isCharge, value) = allowance(each, &values)
      if isCharge { d.charges.append(value) } else { d.allowances.append(value) }
    }
    taxes(&d, &values)
    totals(&d, &values)
    d.lines = root.all(isCreditNote ? "cac:CreditNoteLine" : "cac:InvoiceLine").map { line($0, &values) }
    return d
  }

  /// UBL has no place for a note's subject: `#AAI#text` carries it.
  private static func note(_ text: String) -> DocumentNote {
    let parts = text.split(separator: "#", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty, parts[1].utf8.count == 3 else { return DocumentNote(text: text) }
    return DocumentNote(subjectCode: String(parts[1]), text: String(parts[2]))
  }

  private func references() -> DocumentReferences {
    var r = DocumentReferences()
    r.buyerAccounting = root.text(at: "cbc:AccountingCost")
    r.buyerReference = root.text(at: "cbc:BuyerReference")
    if let order = root.one("cac:OrderReference") {
      r.salesOrder = order.text(at: "cbc:SalesOrderID")
      r.purchaseOrder = order.text(at: "cbc:ID")
      if r.purchaseOrder == "NA", r.salesOrder != nil { r.purchaseOrder = nil }
    }
    r.despatchAdvice = root.text(at: "cac:DespatchDocumentReference", "cbc:ID")
    r.receivingAdvice = root.text(at: "cac:ReceiptDocumentReference", "cbc:ID")
    r.tender = root.text(at: "cac:OriginatorDocumentReference", "cbc:ID")
    r.contract = root.text(at: "cac:ContractDocumentReference", "cbc:ID")
    r.project = root.text(at: "cac:ProjectReference", "cbc:ID")
    for document in root.all("cac:AdditionalDocumentReference") {
      switch document.text(at: "cbc:DocumentTypeCode") {
      case "130": r.invoicedObject = document.one("cbc:ID")?.identifier()
      case "50" where isCreditNote: r.project = document.text(at: "cbc:ID")
      default: break
      }
    }
    return r
  }

  private func supporting(_ values: inout XMLValues) -> [SupportingDocument] {
    root.all("cac:AdditionalDocumentReference").compactMap { each in
      let code = each.text(at: "cbc:DocumentTypeCode")
      if code == "130" || code == "50" && isCreditNote { return nil }
      var document = SupportingDocument(reference: each.text(at: "cbc:ID") ?? "", description: each.text(at: "cbc:DocumentDescription"))
      if let attachment = each.one("cac:Attachment") {
        document.location = attachment.text(at: "cac:ExternalReference", "cbc:URI")
        if let file = attachment.one("cbc:EmbeddedDocumentBinaryObject") {
          document.attachment = .init(
            mediaType: file.attribute("mimeCode") ?? "", fileName: file.attribute("filename") ?? "", bytes: values.bytes(file))
        }
      }
      return document
    }
  }

  func period(_ element: XMLElement, _ values: inout XMLValues) -> TradePeriod? {
    let period = TradePeriod(firstDay: values.day(element.one("cbc:StartDate")), lastDay: values.day(element.one("cbc:EndDate")))
    return period.firstDay == nil && period.lastDay == nil ? nil : period
  }

  private func payment(_ d: inout EInvoice, creditor: String?, _ values: inout XMLValues) {
    let means = root.all("cac:PaymentMeans")
    guard let first = means.first else { return }
    var payment = PaymentInstructions()
    payment.meansCode = first.text(at: "cbc:PaymentMeansCode")
    payment.meansText = first.one("cbc:PaymentMeansCode")?.attribute("name")
    payment.remittanceInformation = first.text(at: "cbc:PaymentID")
    for each in means {
      if isCreditNote, let due = values.day(each.one("cbc:PaymentDueDate")) { d.dueOn = due }
      _ = (each.one("cbc:PaymentMeansCode"), each.one("cbc:PaymentID"))
      if let card = each.one("cac:CardAccount") {
        payment.card = .init(number: card.text(at: "cbc:PrimaryAccountNumberID"), holder: card.text(at: "cbc:HolderName"))
        _ = card.one("cbc:NetworkID")
      }
      if let account = each.one("cac:PayeeFinancialAccount") {
        payment.creditTransfers.append(
          .init(
            account: account.text(at: "cbc:ID"), accountName: account.text(at: "cbc:Name"),
            bic: account.text(at: "cac:FinancialInstitutionBranch", "cbc:ID")))
      }
      if let mandate = each.one("cac:PaymentMandate") {
        payment.directDebit = .init(
          mandate: mandate.text(at: "cbc:ID"), creditor: creditor, debitedAccount: mandate.text(at: "cac:PayerFinancialAccount", "cbc:ID"))
      }
    }
    if payment.directDebit == nil, let creditor { payment.directDebit = .init(creditor: creditor) }
    d.payment = payment
  }

  private func taxes(_ d: inout EInvoice, _ values: inout XMLValues) {
    for total in root.all("cac:TaxTotal") {
      let amount = total.one("cbc:TaxAmount")
      let isOther = d.vatCurrency != nil && d.vatCurrency != d.currency && amount?.attribute("currencyID") == d.vatCurrency
      if isOther { d.totals.vatInAccountingCurrency = values.number(amount) } else { d.totals.vat = values.number(amount) }
      for row in total.all("cac:TaxSubtotal") {
        let category = row.one("cac:TaxCategory")
        d.vatBreakdown.append(
          VATBreakdown(
            base: values.number(row.one("cbc:TaxableAmount")), tax: values.number(row.one("cbc:TaxAmount")),
            rate: rate(category, &values) ?? VATRate(VATCategory("")), exemptionReason: category?.text(at: "cbc:TaxExemptionReason"),
            exemptionCode: category?.text(at: "cbc:TaxExemptionReasonCode")))
      }
    }
  }

  private func totals(_ d: inout EInvoice, _ values: inout XMLValues) {
    guard let total = root.one("cac:LegalMonetaryTotal") else { return }
    d.totals.lines = values.number(total.one("cbc:LineExtensionAmount"))
    d.totals.withoutVAT = values.number(total.one("cbc:TaxExclusiveAmount"))
    d.totals.withVAT = values.number(total.one("cbc:TaxInclusiveAmount"))
    d.totals.allowances = values.number(total.one("cbc:AllowanceTotalAmount"))
    d.totals.charges = values.number(total.one("cbc:ChargeTotalAmount"))
    d.totals.prepaid = values.number(total.one("cbc:PrepaidAmount"))
    d.totals.rounding = values.number(total.one("cbc:PayableRoundingAmount"))
    d.totals.payable = values.number(total.one("cbc:PayableAmount"))
  }

  func rate(_ category: XMLElement?, _ values: inout XMLValues) -> VATRate? {
    guard let category else { return nil }
    _ = category.one("cac:TaxScheme", "cbc:ID")
    return VATRate(VATCategory(category.text(at: "cbc:ID") ?? ""), percent: values.number(category.one("cbc:Percent")))
  }
}
