public import EInvoicing
public import Primitives

/// Reads Korea's tax invoice, the mirror of `KoreanTaxInvoiceWriter`.
public enum KoreanTaxInvoiceReader {
  /// - Throws: `Rejection` with everything that cannot be read: no XML, no tax invoice, a day or an amount that is none.
  public static func read(_ bytes: [UInt8], file: String) throws(Rejection) -> KoreanTaxInvoice {
    let root = try XMLScanner.root(bytes, file: file)
    guard root.name == KoreanTaxInvoiceReading.named("TaxInvoice") else {
      throw Rejection(
        Problem(
          .unknownEInvoice, at: Problem.Place(file: file, line: root.line), "<\(root.name)> is not a tax invoice of KEC's standard", remedy: "send a `TaxInvoice` of its version 1.0"))
    }
    var values = XMLValues(file: file)
    let invoice = KoreanTaxInvoiceReading(root: root).invoice(&values)
    if !values.problems.isEmpty { throw Rejection(values.problems) }
    return invoice
  }
}

struct KoreanTaxInvoiceReading {
  let root: XMLElement

  func invoice(_ values: inout XMLValues) -> KoreanTaxInvoice {
    let document = root.child("TaxInvoiceDocument")
    let settlement = root.child("TaxInvoiceTradeSettlement")
    let sums = settlement?.child("SpecifiedMonetarySummation")
    return KoreanTaxInvoice(
      reference: root.child("ExchangedDocument")?.text("ID") ?? "", issueID: document?.text("IssueID") ?? "", typeCode: document?.text("TypeCode") ?? "",
      note: document?.text("DescriptionText"), writtenOn: day(document?.child("IssueDateTime"), &values), amendment: document?.text("AmendmentStatusCode"),
      purpose: document?.text("PurposeCode") ?? "", originalIssueID: document?.text("OriginalIssueID"), seller: party(settlement?.child("InvoicerParty")),
      buyer: party(settlement?.child("InvoiceeParty")), amount: values.number(sums?.child("ChargeTotalAmount")) ?? .zero,
      tax: values.number(sums?.child("TaxTotalAmount")) ?? .zero, total: values.number(sums?.child("GrandTotalAmount")) ?? .zero,
      lines: root.every("TaxInvoiceTradeLineItem").map { line($0, &values) })
  }

  private func party(_ element: XMLElement?) -> KoreanTaxInvoice.Party {
    let contact = element?.child("DefinedContact") ?? element?.child("PrimaryDefinedContact")
    let kind = element?.child("SpecifiedOrganization")?.text("BusinessTypeCode").flatMap(KoreanTaxInvoice.Party.Kind.init(rawValue:))
    return KoreanTaxInvoice.Party(
      number: element?.text("ID") ?? "", kind: kind ?? .business, name: element?.text("NameText") ?? "",
      representative: element?.child("SpecifiedPerson")?.text("NameText") ?? "", address: element?.child("SpecifiedAddress")?.text("LineOneText"),
      telephone: contact?.text("TelephoneCommunication"), email: contact?.text("URICommunication"))
  }

  private func line(_ element: XMLElement, _ values: inout XMLValues) -> KoreanTaxInvoice.Line {
    KoreanTaxInvoice.Line(
      name: element.text("NameText") ?? "", suppliedOn: day(element.child("PurchaseExpiryDateTime"), &values),
      quantity: values.number(element.child("ChargeableUnitQuantity")), price: values.number(element.child("UnitPrice")?.child("UnitAmount")),
      amount: values.number(element.child("InvoiceAmount")) ?? .zero, tax: values.number(element.child("TotalTax")?.child("CalculatedAmount")) ?? .zero)
  }

  private func day(_ element: XMLElement?, _ values: inout XMLValues) -> Day {
    values.day102(element) ?? Day(number: 0)
  }

  static func named(_ local: String) -> String { "{\(KoreanTaxInvoiceWriter.namespace)}\(local)" }
}

extension XMLElement {
  fileprivate func child(_ local: String) -> XMLElement? { one(KoreanTaxInvoiceReading.named(local)) }
  fileprivate func every(_ local: String) -> [XMLElement] { all(KoreanTaxInvoiceReading.named(local)) }
  fileprivate func text(_ local: String) -> String? { child(local)?.text }
}
