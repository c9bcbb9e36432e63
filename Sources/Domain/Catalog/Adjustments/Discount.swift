public import Primitives

/// A lasting reduction written into the price itself; campaigns and coupons are `Promotion`s.
public struct Discount: Sendable, Hashable {
  /// What is taken off: a share of the amount, or a fixed amount of it.
  public enum Reduction: Sendable, Hashable {
    case percent(Exact)
    case amount(Exact)
  }

  public var name: String
  public var reduction: Reduction

  public init(name: String, reduction: Reduction) {
    self.name = name
    self.reduction = reduction
  }
}
