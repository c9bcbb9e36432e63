public import Primitives

/// The first tier whose every limit holds sets the flat amount of the period.
public struct Capacity: Sendable, Hashable {
  /// Up to which limits the amount holds.
  public struct Tier: Sendable, Hashable {
    /// Limit by unit or dimension value, inclusive. Empty: no limit.
    public var limits: [String: Exact]
    public var amount: Exact

    public init(limits: [String: Exact] = [:], amount: Exact) {
      self.limits = limits
      self.amount = amount
    }
  }

  public var tiers: [Tier]
  /// The attribute whose values the limits name; `nil` when there is one unit only, then limits name the meter's unit.
  public var dimension: String?

  public init(tiers: [Tier], dimension: String? = nil) {
    self.tiers = tiers
    self.dimension = dimension
  }
}
