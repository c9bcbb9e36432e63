/// How this invoice is paid.
public struct PaymentDetails: Sendable, Hashable {
  public enum Method: Sendable, Hashable {
    /// The customer sends the money.
    case transfer
    /// The seller collects it from the customer's bank account.
    case directDebit
    /// The seller charges the customer's card.
    case card
    case check
    /// The customer's own word for it, when it is none of the above.
    case other(String)
    case unknown
  }

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

extension PaymentDetails.Method {
  /// From an account's payment method as stored: `direct-debit`, `transfer`, `card`, `check`, their longer forms
  /// (`Bank transfer (automatic)`, `Credit card (automatic)`, `Mailed check`) or any other words.
  public init(_ text: String?) {
    guard let text, !text.isEmpty else {
      self = .unknown
      return
    }
    let words = text.lowercased()
    if words.contains("card") {
      self = .card
    } else if words.contains("debit") || (words.contains("transfer") && words.contains("automatic")) {
      self = .directDebit
    } else if words.contains("transfer") {
      self = .transfer
    } else if words.contains("check") || words.contains("cheque") {
      self = .check
    } else {
      self = .other(text)
    }
  }
}
