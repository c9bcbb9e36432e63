public import EInvoicing
import Primitives
import Seeds

extension VariedInvoice {
  /// A document of a Spanish seller: to a company, a person or somebody abroad.
  public static func spanish(_ seed: UInt64) -> EInvoice {
    var making = VariedMaking(seed: Seed(seed &* 977 &+ 13), number: Int(seed % 100_000), profile: .en16931)
    var document = making.document()
    document.seller.vatIdentifier = "ESB12345674"
    if document.isCreditNote, document.precedingInvoices.isEmpty { document.precedingInvoices = [PrecedingInvoice(number: "F-2025-1")] }
    let spanish = TradeAddress(line1: "Gran Vía 2", city: "A Coruña", postcode: "15001", subdivision: "C", country: "ES")
    switch making.seed.number(0...2) {
    case 0:
      document.buyer.vatIdentifier = "ESA58818501"
      document.buyer.address = spanish
    case 1:
      document.buyer.vatIdentifier = nil
      document.buyer.legalRegistration = SchemedIdentifier("12345678Z")
      document.buyer.name = "Ana García López"
      document.buyer.address = spanish
    default: document.buyer.legalRegistration = document.buyer.legalRegistration ?? SchemedIdentifier("HRB 1")
    }
    return document
  }
}
