public import Primitives

/// Bands of value with a percentage and a flat fee each.
public struct GraduatedPercentage: Sendable, Hashable {
  /// A band of the amount, the percentage taken of it, and a flat fee once it is entered.
  public struct Tier: Sendable, Hashable {
    public var upTo: Exact?
    public var percent: Exact
    public var flat: Exact

    public init(upTo: Exact?, percent: Exact, flat: Exact = .zero) {
      self.upTo = upTo
      self.percent = percent
      self.flat = flat
    }
  }

  public var tiers: [Tier]
  public init(tiers: [Tier]) { self.tiers = tiers }
}
