import Documents
import EInvoiceSamples
import EInvoicing
import Primitives
import Testing

/// Spain's format: its own ways with persons, corrections and quantities.
struct FacturaeTests {
  private func text(_ document: EInvoice) -> String { String(decoding: FacturaeWriter.bytes(document), as: UTF8.self) }

  @Test func linesAddUpAndMultiplyExactly() {
    for seed in UInt64(1)...500 {
      let document = VariedInvoice.spanish(seed)
      let facturae = Facturae(document)
      let sum = facturae.lines.reduce(Exact.zero) { $0 + $1.total }
      #expect(sum == facturae.signed(document.totals.lines), "seed \(seed)")
      for line in facturae.lines { #expect(line.price * line.quantity == line.total, "seed \(seed)") }
    }
  }

  @Test func creditNotesAreCorrectionsByDifferences() {
    var document = VariedInvoice.spanish(1)
    document.typeCode = .creditNote
    document.precedingInvoices = [PrecedingInvoice(number: "F-2025-1", issuedOn: Day(2026, 1, 31))]
    document.totals.withVAT = 121
    let written = text(document)
    #expect(written.contains("<InvoiceClass>OR<") && written.contains("<CorrectionMethod>02<") && written.contains("<InvoiceTotal>-121.00<"))
    #expect(written.contains("<InvoiceIssueDate>2026-01-31<"))
  }

  @Test func personsHaveNamesAndCountriesThreeLetters() {
    var document = VariedInvoice.spanish(1)
    document.buyer.vatIdentifier = nil
    document.buyer.legalRegistration = SchemedIdentifier("12345678Z")
    document.buyer.name = "Ana García López"
    document.buyer.address = TradeAddress(line1: "Rua 1", city: "Porto", postcode: "4000", country: "PT")
    let written = text(document)
    #expect(written.contains("<PersonTypeCode>F<") && written.contains("<Name>Ana<") && written.contains("<FirstSurname>García López<"))
    #expect(written.contains("<ResidenceTypeCode>U<") && written.contains("<CountryCode>PRT<"))
  }
}
