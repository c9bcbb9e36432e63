public import Balances
public import Primitives

/// What a request is answered with.
public struct ChargingAnswer: Sendable, Equatable {
  /// Of the request as a whole: that of its services when it has only one result.
  public var result: ChargingResult
  public var services: [ServiceAnswer]
  /// Money that may still be spent, credit included; `nil` where nothing pays.
  public var available: Money?
  /// Why it was refused.
  public var reason: String?
  /// Whether the use itself is denied to its subscription, and not only that somebody can be charged for it: who tells it may be told to end it. Not
  /// written down; what was answered before does not say so.
  public var isUseDenied = false

  public init(_ result: ChargingResult, services: [ServiceAnswer] = [], available: Money? = nil, reason: String? = nil) {
    self.result = result
    self.services = services
    self.available = available
    self.reason = reason
  }

  /// Whether what is used is to end, though there may be money: a bar, a suspension or another payer is against all of it or one of its services.
  public var endsUse: Bool { isUseDenied || services.contains { $0.result == .serviceDenied } }

  /// Why it was refused, for people: the reason of the request, else that of the first service with its result, else what the result
  /// means; `nil` for success.
  public var words: String? {
    if let reason { return reason }
    if result == .success { return nil }
    let own = services.first { $0.result == result && $0.reason != nil }
    return own?.reason ?? result.meaning
  }
}

/// What one service of a request is answered with.
public struct ServiceAnswer: Sendable, Equatable {
  public var ratingGroup: Int64
  public var service: String
  public var result: ChargingResult
  public var unit: BalanceUnit?
  /// Units that may be used now; `nil` when none were asked for.
  public var granted: Int64?
  /// For how long.
  public var validitySeconds: Int64?
  /// Nothing more will be granted after them: the network ends the service then (`FinalUnitIndication`).
  public var isFinal: Bool
  /// What the network does then.
  public var finalAction: FinalUnitAction
  /// What was taken, or would be.
  public var charged: ChargedService?
  public var reason: String?

  public init(
    ratingGroup: Int64, service: String, _ result: ChargingResult, unit: BalanceUnit? = nil, granted: Int64? = nil, validitySeconds: Int64? = nil,
    isFinal: Bool = false, finalAction: FinalUnitAction = .terminate, charged: ChargedService? = nil, reason: String? = nil
  ) {
    self.ratingGroup = ratingGroup
    self.service = service
    self.result = result
    self.unit = unit
    self.granted = granted
    self.validitySeconds = validitySeconds
    self.isFinal = isFinal
    self.finalAction = finalAction
    self.charged = charged
    self.reason = reason
  }
}

/// Units that were used of a service, and what paid for them. A fact.
public struct ChargedService: Sendable, Equatable {
  public var ratingGroup: Int64
  public var service: String
  public var destination: String?
  public var price: PriceCode
  public var periodStart: Day
  public var revenueAccount: LedgerAccountCode
  public var unit: BalanceUnit
  public var units: Int64
  /// Of them, paid by buckets of units.
  public var unitsFromBuckets: Int64
  /// What the others cost.
  public var netMinor: Int64
  public var taxMinor: Int64
  /// What of that nothing was left to pay with.
  public var uncollectedMinor: Int64
  /// What that is to the last digit, as a counter counts it.
  public var exact: Exact
  public var allowanceTaken: Exact
  public var explanation: Explanation
  /// What buckets gave, in order.
  public var parts: [Consumption.Part]
  /// What limits counted; none in an answer.
  public var counted: [CountPart]

  /// Units that had a price.
  public var pricedUnits: Int64 { units - unitsFromBuckets }
  public var grossMinor: Int64 { netMinor + taxMinor }
  /// What of it was paid.
  public var collectedMinor: Int64 { grossMinor - uncollectedMinor }

  public init(
    ratingGroup: Int64, service: String, destination: String?, price: PriceCode, periodStart: Day, revenueAccount: LedgerAccountCode, unit: BalanceUnit,
    units: Int64, unitsFromBuckets: Int64 = 0, netMinor: Int64 = 0, taxMinor: Int64 = 0, uncollectedMinor: Int64 = 0, exact: Exact = .zero,
    allowanceTaken: Exact = .zero, explanation: Explanation = Explanation(), parts: [Consumption.Part] = [], counted: [CountPart] = []
  ) {
    self.ratingGroup = ratingGroup
    self.service = service
    self.destination = destination
    self.price = price
    self.periodStart = periodStart
    self.revenueAccount = revenueAccount
    self.unit = unit
    self.units = units
    self.unitsFromBuckets = unitsFromBuckets
    self.netMinor = netMinor
    self.taxMinor = taxMinor
    self.uncollectedMinor = uncollectedMinor
    self.exact = exact
    self.allowanceTaken = allowanceTaken
    self.explanation = explanation
    self.parts = parts
    self.counted = counted
  }
}

extension ChargedService {
  /// The same taken back: what was not collected is not given back.
  var reversed: ChargedService {
    var back = self
    back.units = 0 - units
    back.unitsFromBuckets = 0 - unitsFromBuckets
    back.netMinor = 0 - netMinor
    back.taxMinor = 0 - taxMinor
    back.uncollectedMinor = 0 - uncollectedMinor
    back.exact = -exact
    back.allowanceTaken = -allowanceTaken
    for index in back.explanation.steps.indices {
      back.explanation.steps[index].amount = -back.explanation.steps[index].amount
      back.explanation.steps[index].quantity = back.explanation.steps[index].quantity.map { -$0 }
    }
    for index in back.parts.indices {
      back.parts[index].taken = 0 - back.parts[index].taken
      back.parts[index].covered = 0 - back.parts[index].covered
    }
    for index in back.counted.indices { back.counted[index].amount = 0 - back.counted[index].amount }
    return back
  }
}
