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
  private var countersRead: Set<SubscriptionID> = []
  private var countersSince = Day(number: .max)

  init(_ c: Connection, _ known: ChargingMemory, _ memory: ControlMemory) {
    self.c = c
    self.memory = memory
    self.known = known
  }

  /// Bill cycle periods are shorter than this: older counters are asked for one by one.
  private static let longestPeriodDays = 400

  func read(_ requests: [ChargingRequest], paidBy payers: [(subscription: SubscriptionID, balance: CustomerBalanceID)], at now: Instant) throws {
    try readNames(of: requests)
    let balances = Set(payers.map(\.balance)).filter { known.balances[$0] == nil }
    if !balances.isEmpty { try readBalances(balances.sorted()) }
    let since = now.utcDay.adding(days: -ExpectedRows.longestPeriodDays)
    try readCounters(Set(payers.map(\.subscription)).sorted(), since: since)
  }

  // MARK: what was found

  /// `nil`: it was not asked for ahead.
  func answered(_ session: String, _ number: Int64) -> (asked: String, answer: [UInt8], id: Int64)?? {
    let name = Name(session: session, number: number)
    return namesRead.contains(name) ? .some(names[name]) : nil
  }

  /// Whether there is no session of the name unless it is remembered.
  func hasRead(session reference: String) -> Bool { sessionsRead.contains(reference) }

  /// Whether there is no such counter unless it is remembered.
  func hasRead(_ key: ChargingWork.CounterKey) -> Bool { countersRead.contains(key.subscription) && key.periodStart >= countersSince }

  // MARK: reading

  private func readNames(of requests: [ChargingRequest]) throws {
    var list = JSONText(reservingCapacity: 64 * requests.count)
    var sessions: Set<String> = []
    list.array { list in
      for request in requests {
        list.object {
          $0.field("s", request.session)
          $0.field("n", request.number)
        }
        namesRead.insert(Name(session: request.session, number: request.number))
        if request.kind.isOfSession, known.sessions[request.session] == nil { sessions.insert(request.session) }
      }
    }
    let rows = try c.prepare(
      """
      SELECT r.session, r.number, r.asked, r.answer, r.id FROM json_each(?) v
      JOIN charging_request r ON r.session = json_extract(v.value, '$.s') AND r.number = CAST(json_extract(v.value, '$.n') AS BIGINT)
      """)
    rows.bind(1, list.string)
    defer { rows.reset() }
    while try rows.step() { names[Name(session: rows.text(0), number: rows.int64(1))] = (rows.text(2), rows.bytes(3), rows.int64(4)) }
    if !sessions.isEmpty { try readSessions(sessions) }
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

  private func readBalances(_ ids: [CustomerBalanceID]) throws {
    let list = NumberList.json(ids.lazy.map(\.rawValue))
    let buckets = try BalanceRows(c).buckets(ofAll: list)
    for balance in try StoredChargingRows(c: c, memory: memory, known: known).balances(list, buckets) { known.balances.keep(balance, for: balance.balance.id) }
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
    countersRead.formUnion(subscriptions)
    countersSince = since
  }
}
