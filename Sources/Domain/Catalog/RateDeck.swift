public import Primitives

/// Destination prefixes with their prices; the longest prefix of a dialled number decides.
public struct RateDeck: Sendable {
  /// One prefix with its destination and price.
  public struct Entry: Sendable, Hashable {
    public var prefix: String
    public var destination: String
    /// Price of one `perSeconds` of conversation.
    public var pricePerUnit: Exact
    public var connectFee: Exact
    public var perSeconds: Int
    public var firstIncrementSeconds: Int
    public var incrementSeconds: Int
    /// Calls there are not allowed; a record for it is rejected, never priced at zero.
    public var blocked: Bool

    public init(
      prefix: String, destination: String, pricePerUnit: Exact, connectFee: Exact = .zero, perSeconds: Int = 60,
      firstIncrementSeconds: Int = 60, incrementSeconds: Int = 60, blocked: Bool = false
    ) {
      self.prefix = prefix
      self.destination = destination
      self.pricePerUnit = pricePerUnit
      self.connectFee = connectFee
      self.perSeconds = perSeconds
      self.firstIncrementSeconds = firstIncrementSeconds
      self.incrementSeconds = incrementSeconds
      self.blocked = blocked
    }
  }

  public var code: RateDeckCode
  public var entries: [Entry]

  public init(code: RateDeckCode, entries: [Entry]) {
    self.code = code
    self.entries = entries
  }
}
