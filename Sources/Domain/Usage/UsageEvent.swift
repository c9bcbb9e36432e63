public import Primitives

/// One thing that was used: a fact, never edited. Identified by `source` and `id` together (CloudEvents 1.0.2).
public struct UsageEvent: Sendable, Hashable {
  public var source: String
  public var id: String
  /// Who used it: the key a subscription was activated with (a telephone number, a SIM, a meter point).
  public var subject: String
  /// Which meters count it, by their `eventType`.
  public var type: String
  public var at: Instant
  /// The event's own quantity (seconds of a call, octets, 1 for a message).
  public var quantity: Exact
  public var attributes: [String: String]

  public init(
    source: String, id: String, subject: String, type: String, at: Instant, quantity: Exact,
    attributes: [String: String] = [:]
  ) {
    self.source = source
    self.id = id
    self.subject = subject
    self.type = type
    self.at = at
    self.quantity = quantity
    self.attributes = attributes
  }
}

/// What rating needs of an event that has been assigned to a subscription: when, how much, and its dimensions.
public struct MeteredUsage: Sendable, Hashable {
  /// The stored event's sequence number, for the explanation's way back.
  public var event: Int64
  public var at: Instant
  public var quantity: Exact
  public var attributes: [String: String]

  public init(event: Int64 = 0, at: Instant, quantity: Exact, attributes: [String: String] = [:]) {
    self.event = event
    self.at = at
    self.quantity = quantity
    self.attributes = attributes
  }
}
