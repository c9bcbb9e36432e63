public import Primitives

/// Telephony: a connect fee, then steps that charge per started interval.
public struct SteppedIntervals: Sendable, Hashable {
  /// A stretch of the call, and the price of each interval in it.
  public struct Step: Sendable, Hashable {
    /// How many units the step takes of what is left; `nil` for the rest.
    public var width: Exact?
    /// Price of one interval.
    public var price: Exact
    /// Units of one interval; a started one is charged in full.
    public var interval: Exact

    public init(width: Exact? = nil, price: Exact, interval: Exact) {
      self.width = width
      self.price = price
      self.interval = interval
    }
  }

  public var connectFee: Exact
  public var steps: [Step]
  /// Rounding of each call's cost.
  public var perCallRounding: Rounding?
  /// A call never costs more; what is beyond is free.
  public var maximumCost: Exact?

  public init(connectFee: Exact = .zero, steps: [Step], perCallRounding: Rounding? = nil, maximumCost: Exact? = nil) {
    self.connectFee = connectFee
    self.steps = steps
    self.perCallRounding = perCallRounding
    self.maximumCost = maximumCost
  }
}
