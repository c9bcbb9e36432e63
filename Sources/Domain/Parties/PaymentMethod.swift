/// How an account pays, from the words it was registered with.
public enum PaymentMethod: Sendable, Hashable {
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

  /// From `direct-debit`, `transfer`, `card`, `check`, their longer forms (`Bank transfer (automatic)`,
  /// `Credit card (automatic)`, `Mailed check`) or any other words.
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
