public import Primitives

/// An offer to a customer that holds for some days. What it would cost is previewed by pricing the subscriptions
/// that its order would make.
public struct Quote: Sendable, Hashable {
  public var reference: String
  public var customer: String
  public var account: String
  public var channel: String
  public var quotedOn: Day
  /// The first day on which it can no longer be accepted.
  public var validUntil: Day
  public var lines: [OrderLine]

  public init(
    reference: String, customer: String, account: String, channel: String, quotedOn: Day, validUntil: Day,
    lines: [OrderLine]
  ) {
    self.reference = reference
    self.customer = customer
    self.account = account
    self.channel = channel
    self.quotedOn = quotedOn
    self.validUntil = validUntil
    self.lines = lines
  }

  /// What accepting a quote came to.
  public enum Acceptance: Sendable, Hashable {
    case ordered(Order)
    case notYetValid(from: Day)
    case expired(on: Day)
  }

  /// The order that accepts the quote as it stands on `day`, under `key`.
  public func accept(key: String, on day: Day) -> Acceptance {
    if day < quotedOn { return .notYetValid(from: quotedOn) }
    if day >= validUntil { return .expired(on: validUntil) }
    return .ordered(
      Order(key: key, customer: customer, account: account, channel: channel, placedOn: day, lines: lines))
  }
}
