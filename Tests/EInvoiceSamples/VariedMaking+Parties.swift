import EInvoicing
import Primitives
import Seeds

extension VariedMaking {
  mutating func parties(_ document: inout EInvoice, _ rates: [VATRate]) {
    let isOutside = rates.contains { $0.category == .outsideScope }
    let seller = isRomanian
      ? TradeAddress(line1: "Str. Lunga 1", city: seed.flip() ? "SECTOR3" : "SECTOR1", postcode: "030001", subdivision: "RO-B", country: "RO")
      : TradeAddress(line1: "Calle Mayor 1", line2: maybe("2º"), line3: maybe("Esc. B"), city: "Madrid", postcode: "28013", subdivision: maybe("MD"), country: "ES")
    document.seller = TradeParty(
      name: "Florin & Sons", tradingName: maybe("Florin <Net>"),
      identifiers: oneIn(3) ? [SchemedIdentifier("S-1"), SchemedIdentifier("5790000435951", scheme: "0088")] : [],
      legalRegistration: isOutside || seed.flip() ? SchemedIdentifier("J40/1/2020") : nil,
      vatIdentifier: isOutside ? nil : isRomanian ? "RO1234567897" : "ESB12345674", taxRegistration: oneIn(3) ? "21/815/08150" : nil,
      legalInformation: maybe("Capital 3000 EUR"),
      electronicAddress: profile == .peppol ? SchemedIdentifier("ESB12345674", scheme: "9920") : SchemedIdentifier("billing@example.org", scheme: "EM"), address: seller,
      contact: isGerman || seed.flip() ? TradeContact(name: "Billing", telephone: "+34 600 100 100", email: "billing@example.org") : nil)
    document.buyer = TradeParty(
      name: "Käufer “GmbH”", tradingName: maybe("K"), identifiers: oneIn(3) ? [SchemedIdentifier("C-100")] : [],
      legalRegistration: isRomanian || seed.flip() ? SchemedIdentifier("HRB 1") : nil, vatIdentifier: isOutside ? nil : "DE123456788",
      electronicAddress: SchemedIdentifier("9930:DE", scheme: "9930"),
      address: isRomanian
        ? TradeAddress(line1: "Str. Scurta 2", city: "Cluj-Napoca", postcode: "400001", subdivision: "RO-CJ", country: "RO")
        : TradeAddress(line1: "Hauptstr. 1", line2: maybe("Hof"), city: "Berlin", postcode: "10115", country: "DE"),
      contact: maybe(TradeContact(name: "Einkauf", telephone: maybe("030 1234"), email: "e@example.de")))
    if oneIn(5) {
      document.payee = Payee(
        name: "Factor Ltd", identifier: maybe(SchemedIdentifier("FX1")), legalRegistration: maybe(SchemedIdentifier("GB1")))
    }
    if !isOutside, oneIn(6) {
      document.taxRepresentative = TaxRepresentative(
        name: "Tax Rep", vatIdentifier: "FR12345678901",
        address: TradeAddress(line1: "Rue 1", city: "Paris", postcode: "75001", country: "FR"))
    }
  }
}
