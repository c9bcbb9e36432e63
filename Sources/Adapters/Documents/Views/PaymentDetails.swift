public import Parties

/// How this invoice is paid.
public struct PaymentDetails: Sendable, Hashable {
  public typealias Method = PaymentMethod

  public var method: Method
  /// The tail of the account or card to be charged, already masked: `•••• 4821`.
  public var instrument: String?
  public var iban: String?
  public var bic: String?
  /// What to quote; the invoice's number when not said.
  public var reference: String?

  public init(
    method: Method = .unknown, instrument: String? = nil, iban: String? = nil, bic: String? = nil, reference: String? = nil
  ) {
    self.method = method
    self.instrument = instrument
    self.iban = iban
    self.bic = bic
    self.reference = reference
  }
}
