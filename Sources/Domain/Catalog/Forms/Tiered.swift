public import Primitives

/// Bands of quantity with a price per unit and a flat fee each; used by `graduated` (each unit at the price of its
/// own band) and `volume` (all units at the price of the band reached).
public struct Tiered: Sendable, Hashable {
  /// One band: up to which quantity, at which price per unit, with which flat fee.
  public struct Tier: Sendable, Hashable {
    /// The last quantity of the band; `nil` in the last one.
    public var upTo: Exact?
    public var unit: Exact
    /// Due once the band is entered.
    public var flat: Exact

    public init(upTo: Exact?, unit: Exact = .zero, flat: Exact = .zero) {
      self.upTo = upTo
      self.unit = unit
      self.flat = flat
    }
  }

  public var tiers: [Tier]
  /// Full units choose the tier, units weighted by the part of the period they were held are priced.
  public var prorated: Bool

  public init(tiers: [Tier], prorated: Bool = false) {
    self.tiers = tiers
    self.prorated = prorated
  }
}
