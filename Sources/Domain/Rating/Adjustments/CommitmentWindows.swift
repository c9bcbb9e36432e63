public import Catalog
public import Primitives

/// A commitment settled window by window: within it the price, beyond it the price times the overage factor, and,
/// where a true-up is agreed, what a window leaves unused.
public struct CommitmentWindows: Sendable, Equatable {
  /// Spend within the commitments.
  public var utilized = Exact.zero
  /// Spend beyond them, times the factor.
  public var overage = Exact.zero
  /// Unused commitment that is billed.
  public var trueUp = Exact.zero

  public var amount: Exact { utilized + overage + trueUp }

  /// Nothing settled yet.
  public init() {}

  /// `costs` are the windows' amounts at the plain price; a window without a commitment is utilized as a whole.
  public init(_ costs: [Exact], _ commitment: Commitment?) {
    for cost in costs { add(cost, commitment) }
  }

  /// Settles one window and gives what it costs in the end.
  @discardableResult
  public mutating func add(_ cost: Exact, _ commitment: Commitment?) -> Exact {
    guard let commitment else {
      utilized += cost
      return cost
    }
    let within = min(cost, commitment.amount)
    let beyond = (cost - within) * commitment.overageFactor
    let missing = commitment.trueUp ? commitment.amount - within : .zero
    utilized += within
    overage += beyond
    trueUp += missing
    return within + beyond + missing
  }
}
