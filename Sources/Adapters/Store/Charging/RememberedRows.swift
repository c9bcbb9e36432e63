import Charging
import Operations
import Primitives

/// What is remembered of earlier transactions, while a server is asked whether it still holds. Nothing is asked of the server.
struct RememberedRows: ChargingRows {
  let known: ChargingMemory

  var state: SeenState { known.state }
  var isAnyAnswered: Bool { false }

  /// Names that were answered before are looked at once they are there (`isAnyAnswered`).
  func answered(_ session: String, _ number: Int64) -> (asked: String, answer: ChargingAnswer)? { nil }

  func balance(_ id: CustomerBalanceID) throws -> ChargedBalance? { try remembered(known.balances[id]).charged }

  func counter(_ key: ChargingWork.CounterKey) throws -> ChargingCounter? { try remembered(known.counter(key)) }

  func count(_ key: CountKey) throws -> SpendingCount? { try remembered(known.counts[key]) }

  func low(_ code: String, _ low: LowBalance, of balance: CustomerBalanceID, at now: Instant) throws -> LowTold { try remembered(known.lows[balance]?[code]) }

  private func remembered<T>(_ value: T?) throws -> T {
    guard let value else { throw NotRemembered() }
    return value
  }

  // MARK: what is not remembered, or not known to be all

  func expect(_ requests: [ChargingRequest], paidBy payers: [(subscription: SubscriptionID, balance: CustomerBalanceID)], at now: Instant) throws {
    throw NotRemembered()
  }
  func session(_ reference: String) throws -> ChargingSession? { throw NotRemembered() }
  func taken(by debit: String, _ number: Int64) throws -> TakenByDebit? { throw NotRemembered() }
  func abandoned(at: Instant, limit: Int) throws -> [ChargingSession] { throw NotRemembered() }
  func open(under prefix: String, after: String, limit: Int) throws -> [ChargingSession] { throw NotRemembered() }
  func standing(_ session: String, _ number: Int64) throws -> ChargingSession? { throw NotRemembered() }
  func isOfNoSession(_ session: String, _ number: Int64) throws -> Bool { throw NotRemembered() }
  func sessions(between names: ClosedRange<String>) throws -> [ChargingSession] { throw NotRemembered() }
  func uncharged(after: Int64, limit: Int) throws -> [UnchargedUse] { throw NotRemembered() }
  func uncharged(_ session: String) throws -> [UnchargedUse] { throw NotRemembered() }
  func givenUp(_ session: String) throws -> [GivenUpUse] { throw NotRemembered() }
  func givenUp(by command: BalanceCommand) throws -> GivenUpUse? { throw NotRemembered() }
  func write(_ use: GivenUpUse, waiting number: Int64, _ command: BalanceCommand) throws -> Int64 { throw NotRemembered() }
  func write(uncharged: [UnchargedUse], charged numbers: [Int64]) throws { throw NotRemembered() }
  func write(_ group: DecidedGroup, at: Instant) throws { throw NotRemembered() }
}
