public import Balances
public import Primitives
import Usage

/// Something being used, with what is set aside for it. A value: requests move it, and say what is to be written.
public struct ChargingSession: Sendable, Hashable {
  /// Whether it goes on.
  public enum State: String, Sendable, CaseIterable {
    case open
    case ended
    /// Nothing was heard of it for so long that what was set aside was let go. A late request opens it again.
    case reclaimed
  }

  /// The network's name.
  public var reference: String
  public var subject: String
  public var subscription: SubscriptionID
  public var balance: CustomerBalanceID
  public var state: State
  /// The highest number of a request so far.
  public var lastNumber: Int64
  /// The number of its first request; `nil` in sessions from before that was written down, and where counters do not run.
  public var firstNumber: Int64?
  public var begunAt: Instant
  /// Whoever is not heard of by then is taken for gone.
  public var validUntil: Instant
  /// By the network's own clock, when it began; `nil` where the network does not say, or counters do not run.
  public var countedFrom: Instant?
  /// By the network's own clock, when it last said what was used so far; `nil` where counters do not run.
  public var saidAt: Instant?
  /// The same two by this house's clock; `nil` in sessions from before that was written down, and where counters do not run.
  public var heardFrom: Instant?
  public var heardAt: Instant?
  public var services: [SessionService]

  public init(
    reference: String, subject: String, subscription: SubscriptionID, balance: CustomerBalanceID, state: State = .open, lastNumber: Int64 = 0,
    firstNumber: Int64? = nil, begunAt: Instant, validUntil: Instant, countedFrom: Instant? = nil, saidAt: Instant? = nil, heardFrom: Instant? = nil,
    heardAt: Instant? = nil, services: [SessionService] = []
  ) {
    self.reference = reference
    self.subject = subject
    self.subscription = subscription
    self.balance = balance
    self.state = state
    self.lastNumber = lastNumber
    self.firstNumber = firstNumber
    self.begunAt = begunAt
    self.validUntil = validUntil
    self.countedFrom = countedFrom
    self.saidAt = saidAt
    self.heardFrom = heardFrom
    self.heardAt = heardAt
    self.services = services
  }

  /// Units of a service that were used since the session began, where counters run.
  public func total(like asked: ServiceUnits) -> Int64 { service(like: asked).map { services[$0].total } ?? 0 }

  func service(like asked: ServiceUnits) -> Int? {
    services.firstIndex { $0.ratingGroup == asked.ratingGroup && $0.service == asked.service && $0.destination == asked.destination }
  }
}

/// One service of a session.
public struct SessionService: Sendable, Hashable {
  public var ratingGroup: Int64
  public var service: String
  public var destination: String?
  public var attributes: [String: String]
  /// Units used that the bill was not told of.
  public var used: Int64
  /// Units used since the session began, where counters run.
  public var total: Int64
  /// When the first of them was used.
  public var since: Instant?
  /// How many of them are one unit of the meter.
  public var perMeterUnit: Int64
  /// Units granted and not yet accounted for.
  public var granted: Int64
  /// What units are; `nil` in sessions from before that was written down.
  public var unit: BalanceUnit?
  /// Until when they may be used.
  public var grantedUntil: Instant
  /// Nothing more will be granted after them.
  public var isFinal: Bool
  /// What is set aside: of units, then of money.
  public var unitParts: [Consumption.Part]
  public var moneyParts: [Consumption.Part]
  /// What limits keep for what is granted.
  public var countParts: [CountPart]
  /// Up to when what was used is told: what is told next was used from then on. `nil` in sessions from before that was written down.
  public var countedUntil: Instant?
  /// The highest number of a request about it; `nil` in sessions from before that was written down.
  public var lastNumber: Int64?
  /// The price it is metered by, and how far; `nil` before anything was used.
  public var price: PriceCode?
  public var periodStart: Day?
  public var metering: Metering?

  public init(
    ratingGroup: Int64, service: String, destination: String? = nil, attributes: [String: String] = [:], used: Int64 = 0, total: Int64 = 0, since: Instant? = nil, perMeterUnit: Int64 = 1, granted: Int64 = 0, unit: BalanceUnit? = nil,
    grantedUntil: Instant, isFinal: Bool = false, unitParts: [Consumption.Part] = [], moneyParts: [Consumption.Part] = [], countParts: [CountPart] = [],
    countedUntil: Instant? = nil, lastNumber: Int64? = nil, price: PriceCode? = nil,
    periodStart: Day? = nil, metering: Metering? = nil
  ) {
    self.ratingGroup = ratingGroup
    self.service = service
    self.destination = destination
    self.attributes = attributes
    self.used = used
    self.total = total
    self.since = since
    self.perMeterUnit = perMeterUnit
    self.granted = granted
    self.unit = unit
    self.grantedUntil = grantedUntil
    self.isFinal = isFinal
    self.unitParts = unitParts
    self.moneyParts = moneyParts
    self.countParts = countParts
    self.countedUntil = countedUntil
    self.lastNumber = lastNumber
    self.price = price
    self.periodStart = periodStart
    self.metering = metering
  }
}

/// What the bill is to price: a usage event on its way.
public struct UsageForBill: Sendable, Hashable {
  /// Unique among all that charging hands on.
  public var id: String
  public var subject: String
  public var type: String
  public var at: Instant
  /// In units of the meter.
  public var quantity: Exact
  public var attributes: [String: String]

  public init(id: String, subject: String, type: String, at: Instant, quantity: Exact, attributes: [String: String]) {
    self.id = id
    self.subject = subject
    self.type = type
    self.at = at
    self.quantity = quantity
    self.attributes = attributes
  }
}

extension [UsageForBill] {
  /// Adds what was used, under a name of its own: one request may tell of the same service several times.
  mutating func add(_ used: UsageForBill) {
    var (used, place) = (used, 1)
    let id = used.id
    while contains(where: { $0.id == used.id }) {
      place += 1
      used.id = "\(id)~\(place)"
    }
    append(used)
  }
}

extension SessionService {
  /// What was used and the bill was not told of; `nil` when that is nothing.
  ///
  /// - Parameter isFilled: whether a last decimal more opens nothing; asked only where decimals have to be cut off.
  func forBill(of subject: String, session: String, number: Int64, isFilled: () -> Bool) -> UsageForBill? {
    guard used > 0, let since else { return nil }
    var attributes = attributes
    if let destination { attributes["destination"] = destination }
    let quantity = Exact(unscaled: used, scale: 0) / Exact(unscaled: perMeterUnit, scale: 0)
    let down = UsageQuantity.fitting(quantity)
    return UsageForBill(
      id: "\(session)#\(number)/\(ratingGroup)/\(service)\(destination.map { "/" + $0 } ?? "")", subject: subject, type: service, at: since,
      quantity: down != quantity && isFilled() ? UsageQuantity.fitting(quantity, isFilled: true) : down, attributes: attributes)
  }

  /// What is asked to know what it costs.
  var asked: ServiceUnits { ServiceUnits(ratingGroup: ratingGroup, service: service, destination: destination, attributes: attributes) }
}
