public import Primitives

/// One amount, whatever the quantity.
public struct Flat: Sendable, Hashable {
  public var amount: Exact
  public init(amount: Exact) { self.amount = amount }
}
