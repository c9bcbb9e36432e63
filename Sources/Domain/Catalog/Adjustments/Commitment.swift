public import Primitives

/// A promised spend per period (or per window of time): what is missing is billed as a true-up.
public struct Commitment: Sendable, Hashable {
  public var amount: Exact
  /// Prorated with the period it covers.
  public var prorated: Bool
  /// Usage beyond the commitment costs this many times its price; 1 when not said.
  public var overageFactor: Exact
  /// Whether what is missing is billed; without it the commitment only sets where overage begins.
  public var trueUp: Bool
  /// The commitment holds for each window of this length instead of the whole period; windows start with the period.
  public var windowSeconds: Int?

  public init(
    amount: Exact, prorated: Bool = true, overageFactor: Exact = .one, trueUp: Bool = true, windowSeconds: Int? = nil
  ) {
    self.amount = amount
    self.prorated = prorated
    self.overageFactor = overageFactor
    self.trueUp = trueUp
    self.windowSeconds = windowSeconds
  }
}
