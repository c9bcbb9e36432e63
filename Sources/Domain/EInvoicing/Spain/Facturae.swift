public import Primitives

/// What Spain's format Facturae makes of a document: who is a person, how lines and taxes are told, and what it corrects.
public struct Facturae: Sendable {
  public let document: EInvoice

  public init(_ document: EInvoice) { self.document = document }

  /// A credit note corrects by differences: its amounts are those of the document with the other sign.
  public var isCorrective: Bool { document.isCreditNote }

  public func signed(_ amount: Exact?) -> Exact { isCorrective ? -(amount ?? .zero) : amount ?? .zero }

  /// The tax number: the VAT identifier without its prefix in Spain, with it elsewhere; else the legal registration.
  public static func taxNumber(_ party: TradeParty) -> String? {
    if let vat = party.vatIdentifier, vat.utf8.count > 2 { return vat.hasPrefix("ES") ? String(vat.dropFirst(2)) : vat }
    return party.legalRegistration?.text
  }

  /// Spain's tax numbers of persons begin with a digit or X, Y, Z, K, L, M.
  public static func isPerson(_ party: TradeParty) -> Bool {
    guard party.vatIdentifier == nil || party.address?.country == "ES", let first = taxNumber(party)?.first else { return false }
    return first.isNumber || "XYZKLM".contains(first)
  }

  /// R resident in Spain, U in the European Union, E elsewhere.
  public static func residence(_ party: TradeParty) -> String {
    switch party.address?.country ?? "" {
    case "ES": "R"
    case "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE",
      "SI", "SK":
      "U"
    default: "E"
    }
  }

  /// 01 IVA, 02 IPSI, 03 IGIC.
  public static func taxType(_ rate: VATRate) -> String {
    switch rate.category {
    case .ceutaMelilla: "02"
    case .canaryIslands: "03"
    default: "01"
    }
  }

  /// A line as Facturae tells it.
  public struct Line: Sendable, Equatable {
    public var text: String
    public var quantity: Exact
    /// Facturae's own code of the unit.
    public var unit: String
    public var price: Exact
    public var total: Exact
    public var rate: VATRate
    public var period: TradePeriod?
    public var code: String?
    /// 01 not subject to the tax, 02 exempt.
    public var special: String?
  }

  public var lines: [Line] { document.lines.map(line) }

  private func line(_ line: TradeLine) -> Line {
    let total = signed(line.net)
    let quantity = (line.quantity ?? .one).magnitude
    let rate = line.vat ?? VATRate(.standard)
    var text = line.item.name ?? ""
    if let more = line.item.description { text += " – " + more }
    var result = Line(
      text: text, quantity: 1, unit: "01", price: total, total: total, rate: rate, period: line.period, code: line.item.sellerIdentifier,
      special: Facturae.special(rate.category))
    guard !quantity.isZero, quantity.isDecimal else { return result }
    let single = (total / quantity).rounded(8, .halfEven).reduced
    if single * quantity == total {
      (result.quantity, result.unit, result.price) = (quantity.reduced, Facturae.unit(line.unit), single)
    } else if quantity != .one {
      result.text += " (\(quantity.decimalText(maximumDigits: 8)) \(line.unit ?? ""))"
    }
    return result
  }

  private static func special(_ category: VATCategory) -> String? {
    switch category {
    case .exempt, .intraCommunity, .export: "02"
    case .outsideScope, .reverseCharge: "01"
    default: nil
    }
  }

  private static func unit(_ code: String?) -> String {
    switch code {
    case "C62", "H87": "01"
    case "HUR": "02"
    case "KGM": "03"
    case "LTR": "04"
    case "KMT": "22"
    case "MTR": "25"
    case "MTQ": "33"
    case "SEC": "34"
    case "KWH": "36"
    default: "05"
    }
  }
}
