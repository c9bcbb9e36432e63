public import EInvoicing
import Primitives

/// Writes a document as UBL 2.1: an `Invoice`, or a `CreditNote` for what gives money back.
public enum UBLWriter {
  /// The bytes of the document in UTF-8; what it promises (BT-24) decides who takes it.
  public static func bytes(_ document: EInvoice) -> [UInt8] {
    var xml = XMLBytes(reserving: 4000 + document.lines.count * 1100)
    let ubl = UBLDocument(document)
    if document.isCreditNote {
      xml.root("CreditNote", creditNoteNames) { ubl.write(to: &$0) }
    } else {
      xml.root("Invoice", invoiceNames) { ubl.write(to: &$0) }
    }
    return xml.bytes
  }

  private static let invoiceNames: StaticString =
    " xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\""
  private static let creditNoteNames: StaticString =
    " xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2\" xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\""
}

/// A document on its way to UBL; the order of the elements is that of the schema.
struct UBLDocument {
  let d: EInvoice

  init(_ document: EInvoice) { d = document }

  func write(to xml: inout XMLBytes) {
    xml.leaf("cbc:CustomizationID", d.specification)
    xml.leaf("cbc:ProfileID", d.businessProcess)
    xml.leaf("cbc:ID", d.number)
    xml.day("cbc:IssueDate", d.issuedOn)
    if d.isCreditNote {
      xml.day("cbc:TaxPointDate", d.taxPointOn)
      xml.leaf("cbc:CreditNoteTypeCode", d.typeCode.text)
      notes(&xml)
    } else {
      xml.day("cbc:DueDate", d.dueOn)
      xml.leaf("cbc:InvoiceTypeCode", d.typeCode.text)
      notes(&xml)
      xml.day("cbc:TaxPointDate", d.taxPointOn)
    }
    xml.leaf("cbc:DocumentCurrencyCode", d.currency)
    xml.leaf("cbc:TaxCurrencyCode", d.vatCurrency)
    xml.leaf("cbc:AccountingCost", d.references.buyerAccounting)
    xml.leaf("cbc:BuyerReference", d.references.buyerReference)
    if d.period != nil || d.taxPointCode != nil {
      xml.group("cac:InvoicePeriod") {
        $0.day("cbc:StartDate", d.period?.firstDay)
        $0.day("cbc:EndDate", d.period?.lastDay)
        $0.leaf("cbc:DescriptionCode", d.taxPointCode)
      }
    }
    references(&xml)
    xml.group("cac:AccountingSupplierParty") { $0.group("cac:Party") { party(d.seller, creditor: creditorAtSeller, &$0) } }
    xml.group("cac:AccountingCustomerParty") { $0.group("cac:Party") { party(d.buyer, creditor: nil, &$0) } }
    if let payee = d.payee { write(payee, &xml) }
    if let representative = d.taxRepresentative { write(representative, &xml) }
    if let delivery = d.delivery { write(delivery, &xml) }
    payment(&xml)
    xml.group("cac:PaymentTerms") { $0.leaf("cbc:Note", d.paymentTerms) }
    for each in d.allowances { write(each, isCharge: false, &xml) }
    for each in d.charges { write(each, isCharge: true, &xml) }
    taxes(&xml)
    totals(&xml)
    for line in d.lines { write(line, &xml) }
  }

  private func notes(_ xml: inout XMLBytes) {
    for note in d.notes { xml.leaf("cbc:Note", note.subjectCode.map { "#\($0)#\(note.text)" } ?? note.text) }
  }

  private func references(_ xml: inout XMLBytes) {
    let r = d.references
    if r.purchaseOrder != nil || r.salesOrder != nil {
      xml.group("cac:OrderReference") {
        $0.leaf("cbc:ID", r.purchaseOrder ?? "NA")
        $0.leaf("cbc:SalesOrderID", r.salesOrder)
      }
    }
    for invoice in d.precedingInvoices {
      xml.group("cac:BillingReference") {
        $0.group("cac:InvoiceDocumentReference") {
          $0.leaf("cbc:ID", invoice.number)
          $0.day("cbc:IssueDate", invoice.issuedOn)
        }
      }
    }
    xml.group("cac:DespatchDocumentReference") { $0.leaf("cbc:ID", r.despatchAdvice) }
    xml.group("cac:ReceiptDocumentReference") { $0.leaf("cbc:ID", r.receivingAdvice) }
    if !d.isCreditNote { xml.group("cac:OriginatorDocumentReference") { $0.leaf("cbc:ID", r.tender) } }
    xml.group("cac:ContractDocumentReference") { $0.leaf("cbc:ID", r.contract) }
    if let object = r.invoicedObject {
      xml.group("cac:AdditionalDocumentReference") {
        $0.leaf("cbc:ID", object.text, "schemeID", object.scheme)
        $0.leaf("cbc:DocumentTypeCode", "130")
      }
    }
    for document in d.supportingDocuments { write(document, &xml) }
    if d.isCreditNote {
      if let project = r.project {
        xml.group("cac:AdditionalDocumentReference") {
          $0.leaf("cbc:ID", project)
          $0.leaf("cbc:DocumentTypeCode", "50")
        }
      }
      xml.group("cac:OriginatorDocumentReference") { $0.leaf("cbc:ID", r.tender) }
    } else {
      xml.group("cac:ProjectReference") { $0.leaf("cbc:ID", r.project) }
    }
  }

  private func write(_ document: SupportingDocument, _ xml: inout XMLBytes) {
    xml.group("cac:AdditionalDocumentReference") {
      $0.leaf("cbc:ID", document.reference)
      $0.leaf("cbc:DocumentDescription", document.description)
      $0.group("cac:Attachment") {
        if let file = document.attachment {
          $0.binary("cbc:EmbeddedDocumentBinaryObject", file.bytes, mediaType: file.mediaType, fileName: file.fileName)
        }
        $0.group("cac:ExternalReference") { $0.leaf("cbc:URI", document.location) }
      }
    }
  }

  private func payment(_ xml: inout XMLBytes) {
    guard let payment = d.payment else { return }
    if payment.creditTransfers.isEmpty { return means(payment, nil, isFirst: true, &xml) }
    for (index, transfer) in payment.creditTransfers.enumerated() { means(payment, transfer, isFirst: index == 0, &xml) }
  }

  /// - Parameter isFirst: the words for the means of payment stand once.
  private func means(_ payment: PaymentInstructions, _ transfer: PaymentInstructions.CreditTransfer?, isFirst: Bool, _ xml: inout XMLBytes) {
    xml.group("cac:PaymentMeans") {
      $0.leaf("cbc:PaymentMeansCode", payment.meansCode, "name", isFirst ? payment.meansText : nil)
      if d.isCreditNote { $0.day("cbc:PaymentDueDate", d.dueOn) }
      $0.leaf("cbc:PaymentID", payment.remittanceInformation)
      if let card = payment.card {
        $0.group("cac:CardAccount") {
          $0.leaf("cbc:PrimaryAccountNumberID", card.number)
          // The schema asks for the network of the card, which EN 16931 has no term for.
          $0.leaf("cbc:NetworkID", "NA")
          $0.leaf("cbc:HolderName", card.holder)
        }
      }
      if let transfer {
        $0.group("cac:PayeeFinancialAccount") {
          $0.leaf("cbc:ID", transfer.account)
          $0.leaf("cbc:Name", transfer.accountName)
          $0.group("cac:FinancialInstitutionBranch") { $0.leaf("cbc:ID", transfer.bic) }
        }
      }
      if let debit = payment.directDebit {
        $0.group("cac:PaymentMandate") {
          $0.leaf("cbc:ID", debit.mandate)
          $0.group("cac:PayerFinancialAccount") { $0.leaf("cbc:ID", debit.debitedAccount) }
        }
      }
    }
  }

  private var creditorAtSeller: String? { d.payee == nil ? d.payment?.directDebit?.creditor : nil }

  private func taxes(_ xml: inout XMLBytes) {
    xml.group("cac:TaxTotal") {
      $0.number("cbc:TaxAmount", d.totals.vat, "currencyID", d.currency)
      for row in d.vatBreakdown { write(row, &$0) }
    }
    if let vatCurrency = d.vatCurrency {
      xml.group("cac:TaxTotal") { $0.number("cbc:TaxAmount", d.totals.vatInAccountingCurrency, "currencyID", vatCurrency) }
    }
  }

  private func write(_ row: VATBreakdown, _ xml: inout XMLBytes) {
    xml.group("cac:TaxSubtotal") {
      $0.number("cbc:TaxableAmount", row.base, "currencyID", d.currency)
      $0.number("cbc:TaxAmount", row.tax, "currencyID", d.currency)
      $0.group("cac:TaxCategory") {
        $0.leaf("cbc:ID", row.rate.category.code)
        $0.number("cbc:Percent", row.rate.percent)
        $0.leaf("cbc:TaxExemptionReasonCode", row.exemptionCode)
        $0.leaf("cbc:TaxExemptionReason", row.exemptionReason)
        $0.group("cac:TaxScheme") { $0.leaf("cbc:ID", "VAT") }
      }
    }
  }

  private func totals(_ xml: inout XMLBytes) {
    let t = d.totals
    xml.group("cac:LegalMonetaryTotal") {
      $0.number("cbc:LineExtensionAmount", t.lines, "currencyID", d.currency)
      $0.number("cbc:TaxExclusiveAmount", t.withoutVAT, "currencyID", d.currency)
      $0.number("cbc:TaxInclusiveAmount", t.withVAT, "currencyID", d.currency)
      $0.number("cbc:AllowanceTotalAmount", t.allowances, "currencyID", d.currency)
      $0.number("cbc:ChargeTotalAmount", t.charges, "currencyID", d.currency)
      $0.number("cbc:PrepaidAmount", t.prepaid, "currencyID", d.currency)
      $0.number("cbc:PayableRoundingAmount", t.rounding, "currencyID", d.currency)
      $0.number("cbc:PayableAmount", t.payable, "currencyID", d.currency)
    }
  }
}
