public import Primitives
public import Usage

/// The answer to a `RatingRequest`: an amount with its reason, what is left, and what could not be priced.
public struct RatedPrice: Sendable {
  /// The quantity that was priced, before allowances.
  public var quantity: Exact
  /// Rounded; equals the sum of the explanation.
  public var amount: Money
  /// May be empty when none was asked for.
  public var explanation: Explanation
  /// What is missing to the commitment, a charge of its own; `nil` when nothing is.
  public var trueUp: TrueUp?
  /// Allowance buckets after this period's use, in the order they came in.
  public var allowances: [AllowanceBucket]
  /// Events no rule could price; they belong into the bill run's report and hold the invoice.
  public var unrated: [UnratedUsage]
  /// One entry per event when the price works event by event; empty otherwise.
  public var events: [RatedEvent]
  /// The meter at the end of the period, to carry into the next.
  public var carriedOut: MeterState

  /// What is missing to a commitment, with its reason.
  public struct TrueUp: Sendable {
    public var amount: Money
    public var explanation: Explanation

    public init(amount: Money, explanation: Explanation) {
      self.amount = amount
      self.explanation = explanation
    }
  }
}

/// One event with its exact price.
public struct RatedEvent: Sendable, Equatable {
  public var event: Int64
  public var amount: Exact

  public init(event: Int64, amount: Exact) {
    self.event = event
    self.amount = amount
  }
}

/// A price worked out to its last digit, before the currency rounds it.
public struct ExactPrice: Sendable {
  public var quantity: Exact
  public var explanation: Explanation
  public var allowances: [AllowanceBucket]
  public var unrated: [UnratedUsage]
  public var events: [RatedEvent]

  public var amount: Exact { explanation.amount }
}
