public import Primitives

/// Each event brings its own amount in an attribute.
public struct Dynamic: Sendable, Hashable {
  public var amountField: String
  /// The amount is multiplied by this: 1 when the field is in whole currency units, 0.01 for cents.
  public var factor: Exact

  public init(amountField: String = "amount", factor: Exact = .one) {
    self.amountField = amountField
    self.factor = factor
  }
}
