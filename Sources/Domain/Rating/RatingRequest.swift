public import Primitives
public import Usage

/// What is to be priced, with everything the decision may depend on. Times and state come in, nothing is fetched.
public struct RatingRequest: Sendable {
  /// Units held (recurring, one-time), or the usage already aggregated when `usage` is empty.
  public var quantity: Exact
  /// Events in order of time; the meter's aggregation turns them into the quantity.
  public var usage: [MeteredUsage]
  /// What the meter stood at when the period began.
  public var carriedIn: MeterState
  public var period: ServicePeriod
  /// The account's zone: it places the period on the UTC line, and events on days.
  public var zone: Zone
  /// The part of the full period that is owed. Usage itself is never prorated, only its commitment is.
  public var share: Share
  /// The part of the full period that the commitment is for, when this is only a part of it; `nil`: `share`.
  public var commitmentShare: Share?
  public var agreement: AgreedPrice?
  /// What earlier parts of the same period billed; `nil` for the first part.
  public var alreadyBilled: AlreadyBilled?
  /// Minimum spend and commitments are settled with the last part of a period only.
  public var isLastPart: Bool
  /// Spend of other prices that counts towards this price's commitment.
  public var countedSpend: Exact
  /// Units that cost nothing, oldest first; what is left comes back in `RatedPrice.allowances`.
  public var allowances: [AllowanceBucket]
  /// When the subscription started, for trials.
  public var subscribedOn: Day?
  /// Whether the answer has to say why; without, a price may be worked out in whole numbers and come without steps.
  public var isExplained = true

  public init(
    quantity: Exact = .one, usage: [MeteredUsage] = [], carriedIn: MeterState = .empty, period: ServicePeriod,
    zone: Zone = .utc, share: Share = .whole, agreement: AgreedPrice? = nil,
    alreadyBilled: AlreadyBilled? = nil, isLastPart: Bool = true, countedSpend: Exact = .zero,
    allowances: [AllowanceBucket] = [], subscribedOn: Day? = nil
  ) {
    self.quantity = quantity
    self.usage = usage
    self.carriedIn = carriedIn
    self.period = period
    self.zone = zone
    self.share = share
    self.agreement = agreement
    self.alreadyBilled = alreadyBilled
    self.isLastPart = isLastPart
    self.countedSpend = countedSpend
    self.allowances = allowances
    self.subscribedOn = subscribedOn
  }
}

extension RatingRequest {
  /// The period on the UTC line.
  public var range: InstantRange { InstantRange(start: zone.start(of: period.start), end: zone.start(of: period.end)) }
}

/// A part of a whole, such as 14 of 31 days.
public struct Share: Sendable, Hashable {
  public var numerator: Int
  public var denominator: Int

  public init(_ numerator: Int, _ denominator: Int) {
    self.numerator = numerator
    self.denominator = denominator
  }

  public static let whole = Share(1, 1)
  public var isWhole: Bool { numerator == denominator }
  public var exact: Exact { isWhole ? .one : .ratio(numerator, denominator) }
}

/// What a customer pays for a price instead of its list amount, stated for a full period.
public enum AgreedPrice: Sendable, Hashable {
  /// The amount for one unit and one full period.
  case replace(Exact)
  /// Added to the list amount (negative: taken off).
  case add(Exact)
  case percentOff(Exact)
}

/// What earlier parts of the same period have billed under the same price.
public struct AlreadyBilled: Sendable, Hashable {
  public var quantity: Exact
  public var amount: Exact
  /// The part of `amount` that only filled up a minimum spend; what is used later uses it up.
  public var minimumTopUp: Exact
  /// What was billed beside `amount` because a commitment was not reached; given back as far as later usage reaches it.
  public var trueUp: Exact

  public init(quantity: Exact, amount: Exact = .zero, minimumTopUp: Exact = .zero, trueUp: Exact = .zero) {
    self.quantity = quantity
    self.amount = amount
    self.minimumTopUp = minimumTopUp
    self.trueUp = trueUp
  }
}
