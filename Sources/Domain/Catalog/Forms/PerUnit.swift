public import Primitives

/// The same price for every unit.
public struct PerUnit: Sendable, Hashable {
  public var unit: Exact
  public init(unit: Exact) { self.unit = unit }
}
