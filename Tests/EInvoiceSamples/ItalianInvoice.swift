public import EInvoicing
import Primitives
import Seeds

extension VariedInvoice {
  /// A document of an Italian seller: to a company, a public office, a person or somebody abroad.
  public static func italian(_ seed: UInt64) -> EInvoice {
    var making = VariedMaking(seed: Seed(seed &* 977 &+ 13), number: Int(seed % 100_000), profile: .en16931)
    var document = making.document()
    // Italy writes two decimals, whatever the currency.
    if document.currency == "KRW" { return italian(seed &+ 100_000) }
    document.seller.vatIdentifier = "IT01234567897"
    document.seller.taxRegistration = making.maybe("RF19")
    document.seller.address = TradeAddress(line1: "Via Roma 1", city: "Milano", postcode: "20121", subdivision: "IT-MI", country: "IT")
    for index in document.vatBreakdown.indices where document.vatBreakdown[index].exemptionReason == nil {
      guard document.vatBreakdown[index].rate.percent?.isZero ?? true else { continue }
      document.vatBreakdown[index].exemptionReason = "Art. 8 DPR 633/72"
    }
    let italian = TradeAddress(line1: "Corso Österreich 2", city: "Forlì", postcode: "47121", subdivision: "FC", country: "IT")
    switch making.seed.number(0...3) {
    case 0:
      document.buyer.vatIdentifier = "IT12345670785"
      document.buyer.electronicAddress = SchemedIdentifier("ABC1234", scheme: "0205")
      document.buyer.address = italian
    case 1:
      document.buyer.vatIdentifier = "IT12345670785"
      document.buyer.electronicAddress = SchemedIdentifier("UFABC1", scheme: "0201")
      document.buyer.address = italian
    case 2:
      document.buyer.vatIdentifier = nil
      document.buyer.legalRegistration = SchemedIdentifier("RSSMRA80A01H501U", scheme: "0210")
      document.buyer.electronicAddress = SchemedIdentifier("mario@pec.example.it", scheme: "0202")
      document.buyer.address = italian
    default: break
    }
    return document
  }
}
