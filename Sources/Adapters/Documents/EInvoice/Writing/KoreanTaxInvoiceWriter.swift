public import EInvoicing
import Primitives

/// Writes Korea's tax invoice in the XML of KEC's standard (TaxInvoice, 1.0); the order of the elements is that of its schema.
///
/// Who sends it to the National Tax Service signs it.
public enum KoreanTaxInvoiceWriter {
  /// The bytes of a document in UTF-8.
  public static func bytes(_ document: EInvoice) -> [UInt8] { bytes(KoreanTaxInvoice(document)) }

  /// The bytes of what a document says in the standard.
  public static func bytes(_ invoice: KoreanTaxInvoice) -> [UInt8] {
    var xml = XMLBytes(reserving: 3000 + invoice.lines.count * 400)
    xml.root("TaxInvoice", declaration) { KoreanTaxInvoiceWriting(invoice: invoice).write(to: &$0) }
    return xml.bytes
  }

  static let namespace = "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0"
  private static let declaration: StaticString =
    " xmlns=\"urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0 http://www.kec.or.kr/standard/Tax/TaxInvoiceSchemaModule_1.0.xsd\""
}

struct KoreanTaxInvoiceWriting {
  let invoice: KoreanTaxInvoice

  func write(to xml: inout XMLBytes) {
    xml.group("ExchangedDocument") {
      $0.leaf("ID", invoice.reference)
      $0.leaf("IssueDateTime", KoreanTaxInvoice.text(invoice.writtenOn) + "000000")
    }
    xml.group("TaxInvoiceDocument") {
      $0.leaf("IssueID", invoice.issueID)
      $0.leaf("TypeCode", invoice.typeCode)
      $0.leaf("DescriptionText", invoice.note)
      $0.leaf("IssueDateTime", KoreanTaxInvoice.text(invoice.writtenOn))
      $0.leaf("AmendmentStatusCode", invoice.amendment)
      $0.leaf("PurposeCode", invoice.purpose)
      $0.leaf("OriginalIssueID", invoice.originalIssueID)
    }
    xml.group("TaxInvoiceTradeSettlement") {
      $0.group("InvoicerParty") { party(invoice.seller, isBuyer: false, &$0) }
      $0.group("InvoiceeParty") { party(invoice.buyer, isBuyer: true, &$0) }
      $0.group("SpecifiedMonetarySummation") {
        $0.number("ChargeTotalAmount", invoice.amount.reduced)
        $0.number("TaxTotalAmount", invoice.tax.reduced)
        $0.number("GrandTotalAmount", invoice.total.reduced)
      }
    }
    for (index, line) in invoice.lines.enumerated() { xml.group("TaxInvoiceTradeLineItem") { self.line(line, index + 1, &$0) } }
  }

  private func party(_ party: KoreanTaxInvoice.Party, isBuyer: Bool, _ xml: inout XMLBytes) {
    xml.leaf("ID", party.number)
    xml.leaf("NameText", party.name)
    if isBuyer { xml.group("SpecifiedOrganization") { $0.leaf("BusinessTypeCode", party.kind.rawValue) } }
    xml.group("SpecifiedPerson") { $0.leaf("NameText", party.representative) }
    xml.group(isBuyer ? "PrimaryDefinedContact" : "DefinedContact") {
      $0.leaf("TelephoneCommunication", party.telephone)
      $0.leaf("URICommunication", party.email)
    }
    xml.group("SpecifiedAddress") { $0.leaf("LineOneText", party.address) }
  }

  private func line(_ line: KoreanTaxInvoice.Line, _ number: Int, _ xml: inout XMLBytes) {
    xml.leaf("SequenceNumeric", String(number))
    xml.number("InvoiceAmount", line.amount.reduced)
    xml.number("ChargeableUnitQuantity", line.quantity)
    xml.leaf("NameText", line.name)
    xml.leaf("PurchaseExpiryDateTime", KoreanTaxInvoice.text(line.suppliedOn))
    if !invoice.isExempt { xml.group("TotalTax") { $0.number("CalculatedAmount", line.tax.reduced) } }
    if line.price != nil { xml.group("UnitPrice") { $0.number("UnitAmount", line.price) } }
  }
}
