public import Primitives

/// Where offers to customers are kept as they were made.
public protocol QuoteStore: Sendable {
  func save(_ quote: StoredQuote) throws
  func quote(reference: String) throws -> StoredQuote?
  /// In the order they were made; of one account, or of all.
  func quotes(for account: BillingAccountID?) throws -> [StoredQuote]
}

/// An offer as it was made, and what became of it.
public struct StoredQuote: Sendable, Hashable {
  public var reference: String
  public var account: BillingAccountID
  public var accountReference: String
  public var quotedOn: Day
  /// The first day on which it can no longer be accepted.
  public var validUntil: Day
  public var recordedAt: Instant
  /// The quote in the form its document has, as JSON.
  public var document: String
  /// It was ordered.
  public var isAccepted: Bool

  public init(
    reference: String, account: BillingAccountID, accountReference: String, quotedOn: Day, validUntil: Day, recordedAt: Instant,
    document: String, isAccepted: Bool = false
  ) {
    self.reference = reference
    self.account = account
    self.accountReference = accountReference
    self.quotedOn = quotedOn
    self.validUntil = validUntil
    self.recordedAt = recordedAt
    self.document = document
    self.isAccepted = isAccepted
  }

  /// What became of it, on a day: `accepted`, `open` or `expired`.
  public func state(on day: Day) -> String { isAccepted ? "accepted" : day < validUntil ? "open" : "expired" }
}
