public import Balances
public import Charging
public import Primitives

/// Where what was charged is read.
public protocol StatementStore: Sendable {
  /// What a customer balance was charged, booked between two instants, in the order in which it was decided, behind a request: so many charges,
  /// and what else the last of their requests took.
  func charges(of balance: CustomerBalanceID, from: Instant, until: Instant, after: Int64, limit: Int) throws -> [StoredCharge]
  /// What a customer balance was charged, booked between two instants, service by service.
  func chargeSums(of balance: CustomerBalanceID, from: Instant, until: Instant) throws -> [ChargeSum]
  /// What came and went of a customer balance between two instants, in each unit and for each reason.
  func movementSums(of balance: CustomerBalanceID, from: Instant, until: Instant) throws -> [MovementSum]
  /// What came and went between two instants without being used, the newest first.
  func movementsBesideUse(of balance: CustomerBalanceID, from: Instant, until: Instant, limit: Int) throws -> [StoredMovement]
  /// The last that a customer balance was charged, the newest first.
  func lastCharges(of balance: CustomerBalanceID, limit: Int) throws -> [StoredCharge]
  /// Sessions that draw on a customer balance now, in the order of their names.
  func openSessions(of balance: CustomerBalanceID, limit: Int) throws -> [LiveSession]
  /// Sessions going on, those that end first first.
  func openSessions(limit: Int) throws -> [LiveSession]
  /// Those of some names whose sessions go on.
  func openSessions(among names: [String]) throws -> Set<String>
  /// How many sessions are going on.
  func openSessionCount() throws -> Int
  /// What could not be charged and waits, in the order of sessions.
  func uncharged(limit: Int) throws -> [UnchargedUse]
  func unchargedCount() throws -> Int
  /// What could not be charged and was given up, the newest first, before a number.
  func givenUp(before: Int64?, limit: Int) throws -> [GivenUpUse]
  /// What the bill is to price, behind a request; and up to which request that is.
  func usageForBill(after: Int64, limit: Int) throws -> (usage: [ChargedUse], through: Int64)
  /// Whether the bill was not told yet of something that an account pays for, or paid once, or one that is billed with it.
  func isUsageWaiting(for account: BillingAccountID) throws -> Bool
  /// Up to which request usage was handed on.
  func usageHandedThrough() throws -> Int64
  func usageHanded(through: Int64) throws
  /// How many uses that were handed on are on no bill: usage rejected them, and nobody has corrected or dismissed them yet.
  func rejectedForBill() throws -> Int
}

/// What the bill is to price, and whose it is.
public struct ChargedUse: Sendable, Hashable {
  /// The source of its usage events; their ids name the session and the request.
  public static let source = "florin:charging"
  /// What the names of batches begin with that hand it on.
  public static let batches = "charging requests"

  public var used: UsageForBill
  public var subscription: SubscriptionID

  public init(used: UsageForBill, subscription: SubscriptionID) {
    self.used = used
    self.subscription = subscription
  }
}

extension StatementStore {
  /// A page of what a customer balance was charged: whole requests, one of them at least, with so many charges at most where that is possible.
  ///
  /// - Returns: the charges, and behind which request the next page begins; `nil` when there is nothing more.
  public func chargePage(
    of balance: CustomerBalanceID, from: Instant, until: Instant, after: Int64, limit: Int
  ) throws -> (charges: [StoredCharge], next: Int64?) {
    let read = try charges(of: balance, from: from, until: until, after: after, limit: limit + 1)
    guard read.count > limit, let last = read.last?.request else { return (read, nil) }
    let page = read.filter { $0.request != last }
    if let next = page.last?.request { return (page, next) }
    let isMore = try !charges(of: balance, from: from, until: until, after: last, limit: 1).isEmpty
    return (read, isMore ? last : nil)
  }
}

/// A charge as kept.
public struct StoredCharge: Sendable, Equatable {
  /// The number of the request that took it.
  public var request: Int64
  public var session: String
  public var number: Int64
  public var kind: String
  /// When it was used.
  public var at: Instant
  /// When it was decided, which is when the balance moved.
  public var bookedAt: Instant
  /// The subscription's reference.
  public var subscription: String
  public var charged: ChargedService

  public init(
    request: Int64, session: String, number: Int64, kind: String, at: Instant, bookedAt: Instant, subscription: String, charged: ChargedService
  ) {
    self.request = request
    self.session = session
    self.number = number
    self.kind = kind
    self.at = at
    self.bookedAt = bookedAt
    self.subscription = subscription
    self.charged = charged
  }
}

/// A session going on.
public struct LiveSession: Sendable, Hashable {
  public var session: ChargingSession
  public var balanceReference: String
  public var subscriptionReference: String

  public init(session: ChargingSession, balanceReference: String, subscriptionReference: String) {
    self.session = session
    self.balanceReference = balanceReference
    self.subscriptionReference = subscriptionReference
  }
}

/// All charges of one service and unit.
public struct ChargeSum: Sendable, Hashable {
  public var service: String
  public var unit: BalanceUnit
  public var units: Int64
  public var grossMinor: Int64
  /// What of that nothing was left to pay with.
  public var uncollectedMinor: Int64

  public init(service: String, unit: BalanceUnit, units: Int64, grossMinor: Int64, uncollectedMinor: Int64) {
    self.service = service
    self.unit = unit
    self.units = units
    self.grossMinor = grossMinor
    self.uncollectedMinor = uncollectedMinor
  }
}

/// All movements of one unit and reason.
public struct MovementSum: Sendable, Hashable {
  public var unit: BalanceUnit
  public var kind: BalanceMovement.Kind
  /// In smallest units.
  public var amount: Int64

  public init(unit: BalanceUnit, kind: BalanceMovement.Kind, amount: Int64) {
    self.unit = unit
    self.kind = kind
    self.amount = amount
  }
}
