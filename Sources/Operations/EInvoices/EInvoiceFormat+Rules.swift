public import EInvoicing
public import Parties

extension EInvoiceFormat {
  /// `nil` for a format that is no profile of EN 16931.
  public var profile: EInvoiceProfile? {
    switch self {
    case .ubl, .cii: .en16931
    case .facturX: .facturX
    case .peppol: .peppol
    case .xRechnung, .xRechnungCII: .xRechnung
    case .roCIUS: .roCIUS
    case .fatturaPA, .facturae, .kec: nil
    }
  }

  /// Everything that its rules find wrong with a document; empty when it may be sent.
  public func findings(_ document: EInvoice) -> [RuleFinding] {
    switch self {
    case .fatturaPA: document.fatturaPAFindings()
    case .facturae: document.facturaeFindings()
    case .kec: document.koreanFindings()
    case .ubl, .cii, .facturX, .peppol, .xRechnung, .xRechnungCII, .roCIUS:
      profile.map { document.promising($0).findings($0) } ?? []
    }
  }
}
