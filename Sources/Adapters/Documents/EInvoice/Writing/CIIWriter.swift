public import EInvoicing
import Primitives

/// Writes a document as UN/CEFACT Cross Industry Invoice (D16B), the syntax of Factur-X and ZUGFeRD.
public enum CIIWriter {
  /// The bytes of the document in UTF-8; what it promises (BT-24) decides who takes it.
  public static func bytes(_ document: EInvoice) -> [UInt8] {
    var xml = XMLBytes(reserving: 4500 + document.lines.count * 1400)
    let cii = CIIDocument(document)
    xml.root("rsm:CrossIndustryInvoice", names) { cii.write(to: &$0) }
    return xml.bytes
  }

  private static let names: StaticString =
    " xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\" xmlns:ram=\"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100\" xmlns:qdt=\"urn:un:unece:uncefact:data:standard:QualifiedDataType:100\" xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\""
}

/// A document on its way to CII; the order of the elements is that of the schema.
struct CIIDocument {
  let d: EInvoice

  init(_ document: EInvoice) { d = document }

  func write(to xml: inout XMLBytes) {
    xml.group("rsm:ExchangedDocumentContext") {
      $0.group("ram:BusinessProcessSpecifiedDocumentContextParameter") { $0.leaf("ram:ID", d.businessProcess) }
      $0.group("ram:GuidelineSpecifiedDocumentContextParameter") { $0.leaf("ram:ID", d.specification) }
    }
    xml.group("rsm:ExchangedDocument") {
      $0.leaf("ram:ID", d.number)
      $0.leaf("ram:TypeCode", d.typeCode.text)
      $0.day102("ram:IssueDateTime", "udt:DateTimeString", d.issuedOn)
      for note in d.notes {
        $0.group("ram:IncludedNote") {
          $0.leaf("ram:Content", note.text)
          $0.leaf("ram:SubjectCode", note.subjectCode)
        }
      }
    }
    xml.group("rsm:SupplyChainTradeTransaction") {
      for line in d.lines { write(line, &$0) }
      $0.group("ram:ApplicableHeaderTradeAgreement") { agreement(&$0) }
      delivery(&$0)
      $0.group("ram:ApplicableHeaderTradeSettlement") { settlement(&$0) }
    }
  }

  private func agreement(_ xml: inout XMLBytes) {
    let r = d.references
    xml.leaf("ram:BuyerReference", r.buyerReference)
    xml.group("ram:SellerTradeParty") { party(d.seller, &$0) }
    xml.group("ram:BuyerTradeParty") { party(d.buyer, &$0) }
    if let representative = d.taxRepresentative {
      xml.group("ram:SellerTaxRepresentativeTradeParty") {
        $0.leaf("ram:Name", representative.name)
        if let address = representative.address { $0.group("ram:PostalTradeAddress") { write(address, &$0) } }
        registration(representative.vatIdentifier, "VA", &$0)
      }
    }
    xml.group("ram:SellerOrderReferencedDocument") { $0.leaf("ram:IssuerAssignedID", r.salesOrder) }
    xml.group("ram:BuyerOrderReferencedDocument") { $0.leaf("ram:IssuerAssignedID", r.purchaseOrder) }
    xml.group("ram:ContractReferencedDocument") { $0.leaf("ram:IssuerAssignedID", r.contract) }
    for document in d.supportingDocuments { write(document, &xml) }
    if let tender = r.tender {
      xml.group("ram:AdditionalReferencedDocument") {
        $0.leaf("ram:IssuerAssignedID", tender)
        $0.leaf("ram:TypeCode", "50")
      }
    }
    if let object = r.invoicedObject { write(object, &xml) }
    if let project = r.project {
      xml.group("ram:SpecifiedProcuringProject") {
        $0.leaf("ram:ID", project)
        // The schema asks for a name, which EN 16931 has no term for.
        $0.leaf("ram:Name", "Project reference")
      }
    }
  }

  /// BT-18 or BT-128: what is invoiced.
  func write(_ object: SchemedIdentifier, _ xml: inout XMLBytes) {
    xml.group("ram:AdditionalReferencedDocument") {
      $0.leaf("ram:IssuerAssignedID", object.text)
      $0.leaf("ram:TypeCode", "130")
      $0.leaf("ram:ReferenceTypeCode", object.scheme)
    }
  }

  private func write(_ document: SupportingDocument, _ xml: inout XMLBytes) {
    xml.group("ram:AdditionalReferencedDocument") {
      $0.leaf("ram:IssuerAssignedID", document.reference)
      $0.leaf("ram:URIID", document.location)
      $0.leaf("ram:TypeCode", "916")
      $0.leaf("ram:Name", document.description)
      if let file = document.attachment {
        $0.binary("ram:AttachmentBinaryObject", file.bytes, mediaType: file.mediaType, fileName: file.fileName)
      }
    }
  }

  private func delivery(_ xml: inout XMLBytes) {
    let before = xml.bytes.count
    xml.group("ram:ApplicableHeaderTradeDelivery") {
      if let delivery = d.delivery {
        $0.group("ram:ShipToTradeParty") {
          if let location = delivery.location { identifier(location, &$0) }
          $0.leaf("ram:Name", delivery.name)
          if let address = delivery.address { $0.group("ram:PostalTradeAddress") { write(address, &$0) } }
        }
        $0.group("ram:ActualDeliverySupplyChainEvent") { $0.day102("ram:OccurrenceDateTime", "udt:DateTimeString", delivery.deliveredOn) }
      }
      $0.group("ram:DespatchAdviceReferencedDocument") { $0.leaf("ram:IssuerAssignedID", d.references.despatchAdvice) }
      $0.group("ram:ReceivingAdviceReferencedDocument") { $0.leaf("ram:IssuerAssignedID", d.references.receivingAdvice) }
    }
    if xml.bytes.count == before { xml.empty("ram:ApplicableHeaderTradeDelivery") }
  }

  private func settlement(_ xml: inout XMLBytes) {
    xml.leaf("ram:CreditorReferenceID", d.payment?.directDebit?.creditor)
    xml.leaf("ram:PaymentReference", d.payment?.remittanceInformation)
    xml.leaf("ram:TaxCurrencyCode", d.vatCurrency)
    xml.leaf("ram:InvoiceCurrencyCode", d.currency)
    if let payee = d.payee { xml.group("ram:PayeeTradeParty") { write(payee, &$0) } }
    if let payment = d.payment {
      if payment.creditTransfers.count <= 1 {
        means(payment, payment.creditTransfers.first, &xml)
      } else {
        for transfer in payment.creditTransfers { means(payment, transfer, &xml) }
      }
    }
    for (index, row) in d.vatBreakdown.enumerated() { write(row, isFirst: index == 0, &xml) }
    if let period = d.period { write(period, &xml) }
    for each in d.allowances { write(each, isCharge: false, &xml) }
    for each in d.charges { write(each, isCharge: true, &xml) }
    xml.group("ram:SpecifiedTradePaymentTerms") {
      $0.leaf("ram:Description", d.paymentTerms)
      $0.day102("ram:DueDateDateTime", "udt:DateTimeString", d.dueOn)
      $0.leaf("ram:DirectDebitMandateID", d.payment?.directDebit?.mandate)
    }
    totals(&xml)
    for invoice in d.precedingInvoices {
      xml.group("ram:InvoiceReferencedDocument") {
        $0.leaf("ram:IssuerAssignedID", invoice.number)
        $0.day102("ram:FormattedIssueDateTime", "qdt:DateTimeString", invoice.issuedOn)
      }
    }
    xml.group("ram:ReceivableSpecifiedTradeAccountingAccount") { $0.leaf("ram:ID", d.references.buyerAccounting) }
  }

  private func means(_ payment: PaymentInstructions, _ transfer: PaymentInstructions.CreditTransfer?, _ xml: inout XMLBytes) {
    xml.group("ram:SpecifiedTradeSettlementPaymentMeans") {
      $0.leaf("ram:TypeCode", payment.meansCode)
      $0.leaf("ram:Information", payment.meansText)
      if let card = payment.card {
        $0.group("ram:ApplicableTradeSettlementFinancialCard") {
          $0.leaf("ram:ID", card.number)
          $0.leaf("ram:CardholderName", card.holder)
        }
      }
      $0.group("ram:PayerPartyDebtorFinancialAccount") { $0.leaf("ram:IBANID", payment.directDebit?.debitedAccount) }
      if let transfer {
        $0.group("ram:PayeePartyCreditorFinancialAccount") {
          let isIBAN = CIIDocument.looksLikeIBAN(transfer.account)
          $0.leaf("ram:IBANID", isIBAN ? transfer.account : nil)
          $0.leaf("ram:AccountName", transfer.accountName)
          $0.leaf("ram:ProprietaryID", isIBAN ? nil : transfer.account)
        }
        $0.group("ram:PayeeSpecifiedCreditorFinancialInstitution") { $0.leaf("ram:BICID", transfer.bic) }
      }
    }
  }

  static func looksLikeIBAN(_ account: String?) -> Bool {
    guard let account, account.utf8.count >= 15 else { return false }
    let head = Array(account.utf8.prefix(4))
    return head[..<2].allSatisfy { (0x41...0x5A).contains($0) } && head[2...].allSatisfy { (0x30...0x39).contains($0) }
  }

  /// - Parameter isFirst: the document's tax point stands in one row only.
  private func write(_ row: VATBreakdown, isFirst: Bool, _ xml: inout XMLBytes) {
    xml.group("ram:ApplicableTradeTax") {
      $0.number("ram:CalculatedAmount", row.tax)
      $0.leaf("ram:TypeCode", "VAT")
      $0.leaf("ram:ExemptionReason", row.exemptionReason)
      $0.number("ram:BasisAmount", row.base)
      $0.leaf("ram:CategoryCode", row.rate.category.code)
      $0.leaf("ram:ExemptionReasonCode", row.exemptionCode)
      if isFirst {
        $0.day102("ram:TaxPointDate", "udt:DateString", d.taxPointOn)
        $0.leaf("ram:DueDateTypeCode", d.taxPointCode.map(CIIDocument.taxPoint))
      }
      $0.number("ram:RateApplicablePercent", row.rate.percent)
    }
  }

  /// CII tells the tax point by UNTDID 2475, the neutral model by UNTDID 2005.
  private static func taxPoint(_ code: String) -> String {
    switch code {
    case "3": "5"
    case "35": "29"
    case "432": "72"
    default: code
    }
  }

  private func totals(_ xml: inout XMLBytes) {
    let t = d.totals
    xml.group("ram:SpecifiedTradeSettlementHeaderMonetarySummation") {
      $0.number("ram:LineTotalAmount", t.lines)
      $0.number("ram:ChargeTotalAmount", t.charges)
      $0.number("ram:AllowanceTotalAmount", t.allowances)
      $0.number("ram:TaxBasisTotalAmount", t.withoutVAT)
      $0.number("ram:TaxTotalAmount", t.vat, "currencyID", d.currency)
      if let vatCurrency = d.vatCurrency { $0.number("ram:TaxTotalAmount", t.vatInAccountingCurrency, "currencyID", vatCurrency) }
      $0.number("ram:RoundingAmount", t.rounding)
      $0.number("ram:GrandTotalAmount", t.withVAT)
      $0.number("ram:TotalPrepaidAmount", t.prepaid)
      $0.number("ram:DuePayableAmount", t.payable)
    }
  }
}
