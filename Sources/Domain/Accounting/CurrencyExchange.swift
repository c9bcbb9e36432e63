public import Primitives

/// An amount given in one currency for an amount in another.
public struct CurrencyExchange: Sendable, Hashable {
  public var given: Money
  public var received: Money
  /// What the exchange itself costs, in the currency given.
  public var spread: Money

  /// `rate` is units of the received currency for one unit of the given; the amount received is rounded once to its
  /// smallest unit. `nil` when it does not fit 64 bits or the spread is in another currency.
  public init?(_ given: Money, at rate: Exact, to currency: Currency, spread: Money? = nil, mode: RoundingMode = .halfUp) {
    let spread = spread ?? .zero(given.currency)
    guard spread.currency == given.currency, let received = Money(rounding: given.exact * rate, to: currency, mode: mode) else { return nil }
    self.given = given
    self.received = received
    self.spread = spread
  }

  /// What leaves the source account: the amount and the spread, as separate debits.
  public var debitsMinor: [Int64] { spread.amountMinor == 0 ? [given.amountMinor] : [given.amountMinor, spread.amountMinor] }
}
