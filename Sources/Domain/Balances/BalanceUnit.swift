public import Primitives

/// What a bucket holds, and what is asked of it: money of a currency, or units of a service. Always counted in whole
/// smallest units.
public enum BalanceUnit: Sendable, Hashable {
  case money(Currency)
  case octets, seconds, messages, events
  /// Units of the operator's own, such as `ride` or `kilowatt-hour`.
  case other(String)

  private static let known: [BalanceUnit] = [.octets, .seconds, .messages, .events]

  /// Reads `EUR`, `octets` or a name of the operator's own: small letters, digits and hyphens, at most 40.
  public init?(_ text: String) {
    if let currency = Currency(text) {
      self = .money(currency)
    } else if let unit = BalanceUnit.known.first(where: { $0.text == text }) {
      self = unit
    } else {
      let isName = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
      guard isName, (1...40).contains(text.utf8.count), let first = text.utf8.first, (0x61...0x7A).contains(first) else { return nil }
      self = .other(text)
    }
  }

  public var text: String {
    switch self {
    case .money(let currency): currency.code
    case .octets: "octets"
    case .seconds: "seconds"
    case .messages: "messages"
    case .events: "events"
    case .other(let name): name
    }
  }

  public var isMoney: Bool { if case .money = self { true } else { false } }

  /// Decimals of the smallest unit: those of the currency, none for units of a service.
  public var digits: Int { if case .money(let currency) = self { currency.minorDigits } else { 0 } }

  /// So many smallest units as a number that people read: 1234 cents are 12.34.
  public func exact(_ amount: Int64) -> Exact { Exact(unscaled: amount, scale: digits) }

  /// The smallest units of a number; `nil` when it has more decimals than the unit, or does not fit.
  public func amount(_ exact: Exact) -> Int64? {
    guard let amount = exact.minorUnits(digits: digits, mode: .down), self.exact(amount) == exact else { return nil }
    return amount
  }
}
