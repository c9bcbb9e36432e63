public import Primitives

/// A promised spend per period: what is missing is billed as a true-up.
public struct Commitment: Sendable, Hashable {
  public var amount: Exact
  /// Prorated with the period it covers.
  public var prorated: Bool
  /// Usage beyond the commitment costs this many times its price; 1 when not said.
  public var overageFactor: Exact

  public init(amount: Exact, prorated: Bool = true, overageFactor: Exact = .one) {
    self.amount = amount
    self.prorated = prorated
    self.overageFactor = overageFactor
  }
}
