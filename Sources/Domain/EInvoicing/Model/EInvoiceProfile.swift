import Primitives

/// Which set of rules a document promises to keep, and so how it is written and checked.
public enum EInvoiceProfile: String, Sendable, Hashable, CaseIterable {
  /// EN 16931 and nothing else.
  case en16931
  /// Factur-X and ZUGFeRD in their profile EN 16931.
  case facturX = "factur-x"
  /// Peppol BIS Billing 3.0.
  case peppol
  /// XRechnung 3.0 (Germany).
  case xRechnung = "xrechnung"
  /// RO_CIUS (Romania).
  case roCIUS = "ro-cius"

  /// BT-24.
  public var specification: String {
    switch self {
    case .en16931, .facturX: "urn:cen.eu:en16931:2017"
    case .peppol: "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
    case .xRechnung: "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    case .roCIUS: "urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1"
    }
  }

  /// BT-23, where the profile wants one.
  public var businessProcess: String? {
    switch self {
    case .peppol, .xRechnung: "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
    case .en16931, .facturX, .roCIUS: nil
    }
  }

  /// The profile that a document names; plain EN 16931 when it names none that is known.
  public init(specification: String?) {
    let known = EInvoiceProfile.allCases.first { $0 != .facturX && $0.specification == specification }
    self = known ?? .en16931
  }
}

extension EInvoice {
  /// The same document promising to keep the rules of a profile (BT-23, BT-24).
  public func promising(_ profile: EInvoiceProfile) -> EInvoice {
    var copy = self
    copy.specification = profile.specification
    copy.businessProcess = profile.businessProcess ?? businessProcess
    if profile == .peppol { copy.promisePeppol() }
    if profile == .xRechnung || profile == .peppol && seller.address?.country == "DE" && buyer.address?.country == "DE" {
      // BR-DE-14 (DE-R-014) wants a rate in every row, where EN 16931 lets what is outside the scope of VAT have none.
      for index in copy.vatBreakdown.indices where copy.vatBreakdown[index].rate.percent == nil { copy.vatBreakdown[index].rate.percent = .zero }
    }
    if profile == .roCIUS {
      // Reasons of several rates are joined where a row is one for all of them, and BR-RO-L100 counts the whole.
      for index in copy.vatBreakdown.indices { copy.vatBreakdown[index].exemptionReason = copy.vatBreakdown[index].exemptionReason.map { EInvoice.shortened($0, to: 100) } }
    }
    return copy
  }

  private static func shortened(_ text: String, to most: Int) -> String {
    let letters = text.unicodeScalars
    guard letters.count > most else { return text }
    return String(String.UnicodeScalarView(letters.prefix(most - 1))) + "…"
  }

  private mutating func promisePeppol() {
    // Peppol carries nothing to an e-mail address: what stands for a missing address elsewhere is left out, and R020 asks for one.
    if seller.electronicAddress?.scheme == "EM" { seller.electronicAddress = nil }
    // What is set off says so by a means of payment (97) that NL-R-008 does not know; NL-R-007 lets credit notes name none.
    if isCreditNote, seller.address?.country == "NL", payment?.meansCode == "97" { payment = nil }
    // Denmark knows transfers to a bank account by a code of their own (DK-R-005).
    if seller.address?.country == "DK", payment?.meansCode == "30" { payment?.meansCode = "31" }
  }
}
