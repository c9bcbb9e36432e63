import Balances
import Charging
import Operations
import Primitives

/// What a group of requests will ask for, read in a few questions: on a server each of them is a journey there and back.
final class ExpectedRows {
  private struct Name: Hashable {
    var session: String
    var number: Int64
  }

  private let c: Connection
  private let known: ChargingMemory
  private let memory: ControlMemory
  private var names: [Name: (asked: String, answer: [UInt8], id: Int64)] = [:]
  private var namesRead: Set<Name> = []
  private var sessionsRead: Set<String> = []
  private var namesOnTheirWay: Statement?

  init(_ c: Connection, _ known: ChargingMemory, _ memory: ControlMemory) {
    self.c = c
    self.memory = memory
    self.known = known
  }

  /// Bill cycle periods are shorter than this: older counters are asked for one by one.
  private static let longestPeriodDays = 400

  func read(_ requests: [ChargingRequest], paidBy payers: [(subscription: SubscriptionID, balance: CustomerBalanceID)], at now: Instant) throws {
    let balances = Set(payers.lazy.map(\.balance).filter { self.known.balances[$0] == nil })
    for balance in try BalancesOfGroup(c, known, memory).read(balances.sorted()) { known.balances.keep(balance, for: balance.charged.balance.id) }
    // One after the other, the rest is asked for where it is used: there nothing is on its way.
    if !c.isOnServer { return }
    let sessions = Set(requests.lazy.filter { $0.kind.isOfSession && self.known.sessions[$0.session] == nil }.map(\.session))
    if !sessions.isEmpty { try readSessions(sessions) }
    let since = now.utcDay.adding(days: -ExpectedRows.longestPeriodDays)
    let subscriptions = Set(payers.lazy.map(\.subscription).filter { self.known.countersRead[$0].map { $0 > since } ?? true })
    if !subscriptions.isEmpty { try readCounters(subscriptions.sorted(), since: since) }
  }

  // MARK: what was found

  /// `nil`: it was not asked for ahead.
  func answered(_ session: String, _ number: Int64) throws -> (asked: String, answer: [UInt8], id: Int64)?? {
    if namesRead.isEmpty { return nil }
    try readNames()
    let name = Name(session: session, number: number)
    return namesRead.contains(name) ? .some(names[name]) : nil
  }

  /// Whether there is no session of the name unless it is remembered.
  func hasRead(session reference: String) -> Bool { sessionsRead.contains(reference) }

  /// Whether there is no such counter unless it is remembered.
  func hasRead(_ key: ChargingWork.CounterKey) -> Bool { known.countersRead[key.subscription].map { key.periodStart >= $0 } ?? false }

  // MARK: reading

  /// Asks for the names of requests together with whatever is asked first. Only of a server.
  func ask(_ requests: [ChargingRequest]) throws {
    if requests.isEmpty { return }
    var sessions = PostgresArray(PostgresParameters.Types.text)
    var numbers = PostgresArray()
    for request in requests {
      sessions.append(request.session)
      numbers.append(request.number)
      namesRead.insert(Name(session: request.session, number: request.number))
    }
    let rows = try c.prepare(
      """
      SELECT r.session, r.number, r.asked, r.answer, r.id FROM unnest(?1, ?2) v(session, number)
      JOIN charging_request r ON r.session = v.session AND r.number = v.number
      """)
    rows.bind(1, sessions)
    rows.bind(2, numbers)
    try rows.sendAhead()
    namesOnTheirWay = rows
  }

  private func readNames() throws {
    guard let rows = namesOnTheirWay else { return }
    namesOnTheirWay = nil
    defer { rows.reset() }
    while try rows.step() { names[Name(session: rows.text(0), number: rows.int64(1))] = (rows.text(2), rows.bytes(3), rows.int64(4)) }
  }

  private func readSessions(_ references: Set<String>) throws {
    var list = JSONText(reservingCapacity: 64 * references.count)
    list.array { list in for reference in references { list.object { $0.field("s", reference) } } }
    let rows = try c.prepare(
      """
      SELECT r.id, s.state, s.valid_until, r.standing, s.reference FROM charging_session s JOIN charging_request r ON r.id = s.request_id
      WHERE s.reference IN (SELECT json_extract(v.value, '$.s') FROM json_each(?) v)
      """)
    rows.bind(1, list.string)
    defer { rows.reset() }
    while try rows.step() { known.sessions.keep(try StoredChargingRows.session(rows, rows.text(4)), for: rows.text(4)) }
    sessionsRead = references
  }

  private func readCounters(_ subscriptions: [SubscriptionID], since: Day) throws {
    let rows = try c.prepare(
      """
      SELECT subscription_id, price, period_start, units, exact, net_minor, tax_minor, allowance_taken FROM charging_counter
      WHERE subscription_id IN (SELECT CAST(v.value AS BIGINT) FROM json_each(?1) v) AND period_start >= ?2
      """)
    rows.bind(1, NumberList.json(subscriptions.lazy.map(\.rawValue)))
    rows.bind(2, since)
    defer { rows.reset() }
    while try rows.step() {
      let counter = StoredChargingRows.counter(rows)
      known.counters.keep(counter, for: .init(subscription: counter.subscription, price: counter.price, periodStart: counter.periodStart))
    }
    for subscription in subscriptions { known.countersRead.keep(since, for: subscription) }
  }
}
