import Documents
import EInvoiceSamples
import EInvoicing
import Primitives
import Testing

/// Italy's format: its own ways with quantities, signs and letters.
struct FatturaPATests {
  private func text(_ document: EInvoice) -> String { String(decoding: FatturaPAWriter.bytes(document), as: UTF8.self) }

  @Test func linesAddUpToWhatIsTaxed() {
    for seed in UInt64(1)...500 {
      let document = VariedInvoice.italian(seed)
      let lines = FatturaPA(document).lines
      for row in document.vatBreakdown {
        let sum = lines.filter { $0.rate == row.rate }.reduce(Exact.zero) { $0 + $1.total }
        #expect(sum == row.base, "seed \(seed)")
      }
      for line in lines {
        let quantity = line.quantity ?? .one
        #expect(!quantity.isNegative)
        #expect((line.price * quantity - line.total).magnitude < Exact(unscaled: 1, scale: 2), "seed \(seed)")
      }
    }
  }

  @Test func quantitiesWithoutAPriceOfOneUnitStandInTheText() {
    var document = VariedInvoice.italian(1)
    document.lines = [
      TradeLine(
        identifier: "1", quantity: 999_999_999, unit: "AD", net: Exact(unscaled: 410, scale: 2),
        price: TradePrice(net: Exact(unscaled: 410, scale: 2), baseQuantity: 999_999_999), vat: VATRate(.standard, percent: 22), item: TradeItem(name: "Data"))
    ]
    document.allowances = []
    document.charges = []
    let line = FatturaPA(document).lines[0]
    #expect(line.quantity == nil && line.text == "Data (999999999 AD)" && line.price == line.total)
  }

  @Test func lettersTheFormatDoesNotTakeLoseTheirMarks() {
    var document = VariedInvoice.italian(1)
    document.seller.name = "Șerban & Łódź – Forlì 한국"
    #expect(text(document).contains("<Denominazione>Serban &amp; ?\u{F3}dz - Forl\u{EC} "))
  }

  @Test func whoTakesItDecidesTheForm() {
    var document = VariedInvoice.italian(1)
    document.buyer.electronicAddress = SchemedIdentifier("UFABC1", scheme: "0201")
    #expect(text(document).contains("versione=\"FPA12\"") && text(document).contains("<CodiceDestinatario>UFABC1<"))
    document.buyer.electronicAddress = SchemedIdentifier("a@pec.it", scheme: "0202")
    document.buyer.address?.country = "IT"
    #expect(text(document).contains("<CodiceDestinatario>0000000<") && text(document).contains("<PECDestinatario>a@pec.it<"))
    document.buyer.electronicAddress = nil
    document.buyer.address?.country = "DE"
    #expect(text(document).contains("<CodiceDestinatario>XXXXXXX<"))
    document.typeCode = .creditNote
    #expect(text(document).contains("<TipoDocumento>TD04<") && !text(document).contains("DatiPagamento"))
  }
}
