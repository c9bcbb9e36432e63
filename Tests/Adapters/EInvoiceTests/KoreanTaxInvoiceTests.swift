import Documents
import EInvoiceSamples
import EInvoicing
import Foundation
import Primitives
import Testing

/// Korea's tax invoice: what documents become in the standard of KEC, and that it is read back as it was written.
struct KoreanTaxInvoiceTests {
  @Test func whatIsWrittenIsReadBackEqual() throws {
    var types: Set<String> = []
    for seed in UInt64(1)...500 {
      var invoice = KoreanTaxInvoice(VariedInvoice.korean(seed))
      types.insert(invoice.typeCode)
      let read = try KoreanTaxInvoiceReader.read(KoreanTaxInvoiceWriter.bytes(invoice), file: "tax.xml")
      // What is exempt tells no tax of its lines; it is none.
      if invoice.isExempt { for index in invoice.lines.indices { invoice.lines[index].tax = .zero } }
      #expect(read == invoice, "seed \(seed)")
    }
    #expect(types == ["0101", "0102", "0301", "0201", "0202", "0401"])
  }

  @Test func linesAndTheirTaxesSumToTheDocument() {
    for seed in UInt64(1)...500 {
      let invoice = KoreanTaxInvoice(VariedInvoice.korean(seed))
      #expect((1...KoreanTaxInvoice.mostLines).contains(invoice.lines.count), "seed \(seed)")
      #expect(invoice.lines.reduce(Exact.zero) { $0 + $1.amount } == invoice.amount, "seed \(seed)")
      if !invoice.amount.isZero { #expect(invoice.lines.reduce(Exact.zero) { $0 + $1.tax } == invoice.tax, "seed \(seed)") }
      for line in invoice.lines { if let price = line.price, let quantity = line.quantity { #expect(price * quantity == line.amount, "seed \(seed)") } }
      #expect(invoice.issueID.utf8.count == 24 && invoice.issueID.dropFirst(8).hasPrefix("41000001"))
    }
  }

  @Test func theElementsStandInTheOrderOfTheStandard() throws {
    var document = VariedInvoice.korean(1)
    document.lines = Array(document.lines.prefix(1))
    document.typeCode = .creditNote
    document.notes = [DocumentNote(text: "04 계약 해제")]
    document.precedingInvoices = [PrecedingInvoice(number: "KR-000007", issuedOn: Day(2026, 1, 31))]
    let text = String(decoding: KoreanTaxInvoiceWriter.bytes(document), as: UTF8.self)
    var place = text.startIndex
    for element in [
      "ExchangedDocument>", "TaxInvoiceDocument>", "IssueID>", "TypeCode>", "DescriptionText>", "IssueDateTime>", "AmendmentStatusCode>04<", "PurposeCode>",
      "OriginalIssueID>202601314100000110000007<", "TaxInvoiceTradeSettlement>", "InvoicerParty>", "ID>2208162517<", "NameText>", "SpecifiedPerson>", "DefinedContact>",
      "SpecifiedAddress>", "InvoiceeParty>", "SpecifiedOrganization>", "BusinessTypeCode>", "SpecifiedMonetarySummation>", "ChargeTotalAmount>", "TaxTotalAmount>",
      "GrandTotalAmount>", "TaxInvoiceTradeLineItem>", "SequenceNumeric>", "InvoiceAmount>", "NameText>", "PurchaseExpiryDateTime>",
    ] {
      let found = try #require(text.range(of: "<" + element, range: place..<text.endIndex), "\(element)")
      place = found.upperBound
    }
  }

  @Test func otherDocumentsAreNoTaxInvoice() {
    #expect(throws: Rejection.self) { try KoreanTaxInvoiceReader.read(Array("<TaxInvoice/>".utf8), file: "x") }
    #expect(throws: Rejection.self) { try KoreanTaxInvoiceReader.read(UBLWriter.bytes(VariedInvoice.korean(1)), file: "x") }
    let spoiled = String(decoding: KoreanTaxInvoiceWriter.bytes(VariedInvoice.korean(1)), as: UTF8.self)
      .replacing("<ChargeTotalAmount>", with: "<ChargeTotalAmount>x").replacing("<PurchaseExpiryDateTime>2", with: "<PurchaseExpiryDateTime>9999")
    let refusal = #expect(throws: Rejection.self) { try KoreanTaxInvoiceReader.read(Array(spoiled.utf8), file: "x") }
    #expect((refusal?.problems.count ?? 0) >= 2)
  }
}
