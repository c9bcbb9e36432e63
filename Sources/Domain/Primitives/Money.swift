/// A booked amount: whole smallest units of one currency. Never a price (prices keep more digits: `Exact`).
public struct Money: Sendable, Hashable {
  public var amountMinor: Int64
  public var currency: Currency

  @inlinable public init(amountMinor: Int64, currency: Currency) {
    self.amountMinor = amountMinor
    self.currency = currency
  }

  @inlinable public static func zero(_ currency: Currency) -> Money { Money(amountMinor: 0, currency: currency) }

  /// The amount as an exact decimal: 12345 EUR cents are 123.45.
  @inlinable public var exact: Exact { Exact(unscaled: amountMinor, scale: currency.minorDigits) }

  /// Rounds an exact amount to the currency's smallest unit; `nil` when it does not fit 64 bits.
  public init?(rounding amount: Exact, to currency: Currency, mode: RoundingMode = .halfUp) {
    guard let minor = amount.minorUnits(digits: currency.minorDigits, mode: mode) else { return nil }
    self.init(amountMinor: minor, currency: currency)
  }
}

extension Money: CustomStringConvertible {
  /// `123.45 EUR`, for logs, tables and problems; documents use the reader's locale instead.
  public var description: String { "\(exact) \(currency)" }
}
