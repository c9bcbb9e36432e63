public import Primitives

/// By destination: the longest matching prefix of a rate deck prices the call.
public struct ByPrefix: Sendable, Hashable {
  public var deck: RateDeckCode
  /// The attribute that holds the dialled number.
  public var field: String
  public var perCallRounding: Rounding?
  public var maximumCost: Exact?

  public init(deck: RateDeckCode, field: String = "destination", perCallRounding: Rounding? = nil, maximumCost: Exact? = nil) {
    self.deck = deck
    self.field = field
    self.perCallRounding = perCallRounding
    self.maximumCost = maximumCost
  }
}
