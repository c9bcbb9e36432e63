public import Primitives

/// A share of the value of events, with a fixed part, bounds per event, and free events or value.
public struct Percentage: Sendable, Hashable {
  public var percent: Exact
  public var fixedPerEvent: Exact
  public var minimumPerEvent: Exact?
  public var maximumPerEvent: Exact?
  public var freeEvents: Int?
  public var freeAmount: Exact?

  public init(
    percent: Exact, fixedPerEvent: Exact = .zero, minimumPerEvent: Exact? = nil, maximumPerEvent: Exact? = nil,
    freeEvents: Int? = nil, freeAmount: Exact? = nil
  ) {
    self.percent = percent
    self.fixedPerEvent = fixedPerEvent
    self.minimumPerEvent = minimumPerEvent
    self.maximumPerEvent = maximumPerEvent
    self.freeEvents = freeEvents
    self.freeAmount = freeAmount
  }
}
