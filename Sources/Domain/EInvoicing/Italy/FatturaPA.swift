public import Primitives

/// What Italy's format FatturaPA makes of a document: where it goes, and how its lines and taxes are told there.
///
/// The codes for the receiver are those of the EAS list: `0201` a public office (IPA), `0205` a recipient code, `0202` a
/// certified mailbox (PEC); `0210` is a tax code (codice fiscale).
public struct FatturaPA: Sendable {
  public let document: EInvoice

  public init(_ document: EInvoice) { self.document = document }

  /// Whether it goes to a public office, whose documents have a form of their own.
  public var isToPublicOffice: Bool { document.buyer.electronicAddress?.scheme == "0201" }

  /// Six characters of a public office, seven of anybody else; `0000000` where only a mailbox, or nothing, is known.
  public var recipientCode: String {
    switch document.buyer.electronicAddress?.scheme {
    case "0201", "0205": document.buyer.electronicAddress?.text.uppercased() ?? ""
    default: document.buyer.address?.country == "IT" ? "0000000" : "XXXXXXX"
    }
  }

  public var mailbox: String? { document.buyer.electronicAddress?.scheme == "0202" ? document.buyer.electronicAddress?.text : nil }

  public var documentType: String {
    switch document.typeCode.text {
    case "381", "261", "396": "TD04"
    case "383": "TD05"
    case "386": "TD02"
    default: "TD01"
    }
  }

  /// The seller's tax regime: BT-32 of an Italian seller says it (RF01 to RF20).
  public var regime: String {
    guard let text = document.seller.taxRegistration, text.utf8.count == 4, text.hasPrefix("RF") else { return "RF01" }
    return text
  }

  /// Two letters and the number of a VAT identifier.
  public static func vat(_ identifier: String?) -> (country: String, number: String)? {
    guard let identifier, identifier.utf8.count > 2 else { return nil }
    let prefix = String(identifier.prefix(2))
    return (prefix == "EL" ? "GR" : prefix, String(identifier.dropFirst(2)))
  }

  /// The tax code among a party's registrations.
  public static func taxCode(_ party: TradeParty) -> String? {
    let all = [party.legalRegistration].compactMap(\.self) + party.identifiers
    return all.first { $0.scheme == "0210" }?.text
  }

  /// Why a rate is 0: N1 to N7.
  public func nature(_ rate: VATRate) -> String? {
    guard rate.percent?.isZero ?? true else { return nil }
    return switch rate.category {
    case .exempt: "N4"
    case .intraCommunity: "N3.2"
    case .export: "N3.1"
    case .zeroRated: "N3.6"
    case .outsideScope: "N2.2"
    // Services to a business of another member state lie outside by articles 7 to 7-septies; at home the buyer pays.
    case .reverseCharge: document.buyer.address?.country == "IT" ? "N6.9" : "N2.1"
    default: "N2.2"
    }
  }

  /// A line as FatturaPA tells it: the quantity is positive, and the price carries the sign.
  public struct Line: Sendable, Equatable {
    /// `SC` a discount of the whole document, `AC` a charge.
    public var kind: String?
    public var text: String
    /// `nil` where no price of eight decimals multiplies to the line; the text says the quantity then.
    public var quantity: Exact?
    public var unit: String?
    public var period: TradePeriod?
    public var price: Exact
    public var total: Exact
    public var rate: VATRate
  }

  public var lines: [Line] {
    var lines = document.lines.map(line)
    for each in document.allowances { lines.append(spread(each, "SC", -(each.amount ?? .zero))) }
    for each in document.charges { lines.append(spread(each, "AC", each.amount ?? .zero)) }
    return lines
  }

  private func spread(_ each: AllowanceCharge, _ kind: String, _ amount: Exact) -> Line {
    Line(
      kind: kind, text: each.reason ?? each.reasonCode ?? kind, quantity: nil, unit: nil, period: nil, price: amount, total: amount,
      rate: each.vat ?? VATRate(.standard))
  }

  private func line(_ line: TradeLine) -> Line {
    let total = line.net ?? .zero
    let quantity = (line.quantity ?? .one).magnitude
    var text = line.item.name ?? ""
    if let more = line.item.description { text += " – " + more }
    var result = Line(
      kind: nil, text: text, quantity: nil, unit: nil, period: line.period, price: total, total: total,
      rate: line.vat ?? VATRate(.standard))
    if quantity.isZero { return result }
    let single = (total / quantity).rounded(8, .halfEven)
    let isShort = quantity.isDecimal && quantity.reduced.fractionDigits <= 8
    // The authority lets quantity times price be a cent off (error 00423).
    if isShort, (single * quantity - total).magnitude < Exact(unscaled: 5, scale: 3) {
      (result.quantity, result.unit, result.price) = (quantity.reduced, line.unit, single.reduced)
    } else {
      result.text += " (\(quantity.decimalText(maximumDigits: 8)) \(line.unit ?? ""))"
    }
    return result
  }
}
