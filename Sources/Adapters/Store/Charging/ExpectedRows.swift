import Balances
import Charging
import Operations
import Primitives

/// What a group of requests will ask for, read in a few questions: on a server each of them is a journey there and back.
///
/// What charging itself fills is looked up row by row (`LATERAL`, with an `OFFSET` that keeps it apart): a plan that was made when there was
/// little of it would read all of it, again and again.
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
  private var sessions: [String: ChargingSession] = [:]
  private var givenUp: [String: [GivenUpUse]] = [:]
  private var uncharged: [String: [UnchargedUse]] = [:]
  /// Of sessions, which numbers behind their latest request are of requests that moved none.
  private var others: [String: (after: Int64, numbers: Set<Int64>)] = [:]
  private var namesOnTheirWay: Statement?
  private var othersOnTheirWay: Statement?
  private var givenUpOnTheirWay: Statement?
  private var unchargedOnTheirWay: Statement?
  private var sessionsOnTheirWay: Statement?
  private var countersOnTheirWay: AskedCounters?
  private var newcomersOnTheirWay: Newcomers?
  /// What those had to spend.
  private var found: [CustomerBalanceID: ChargingMemory.Remembered] = [:]

  private struct AskedCounters {
    var rows: Statement
    var of: Set<SubscriptionID>
    var since: Day
  }

  init(_ c: Connection, _ known: ChargingMemory, _ memory: ControlMemory) {
    self.c = c
    self.memory = memory
    self.known = known
  }

  /// Bill cycle periods are shorter than this: older counters are asked for one by one.
  private static let longestPeriodDays = 400

  private func oldest(_ now: Instant) -> Day { now.utcDay.adding(days: -ExpectedRows.longestPeriodDays) }

  /// Asks for what is known to be needed, together with whatever is asked first.
  func ask(_ coming: ComingRequests) throws {
    if c.isOnServer {
      try askForNames(coming.requests)
      let running = Set(coming.requests.lazy.filter { $0.running != nil }.map(\.session))
      if !running.isEmpty {
        try askForOthers(running)
        try askForGivenUp(running)
        try askForUncharged(running)
      }
      try askForSessions(coming.requests)
    }
    if coming.newcomers.isEmpty { return }
    newcomersOnTheirWay = try Newcomers(coming.newcomers, c)
    // One after the other, they are asked for where they are used: there nothing is on its way.
    if c.isOnServer { try askForCounters(coming.newcomers, since: oldest(coming.at)) }
  }

  /// Those that were asked for ahead, when it is just them.
  func newcomers(_ ids: [SubscriptionID]) -> Newcomers? {
    defer { newcomersOnTheirWay = nil }
    return newcomersOnTheirWay.flatMap { $0.ids == ids ? $0 : nil }
  }

  /// Remembers what newcomers have to spend until somebody asks for it.
  func keep(_ newcomers: Newcomers) { found.merge(newcomers.balances) { $1 } }

  func read(_ requests: [ChargingRequest], paidBy payers: [(subscription: SubscriptionID, balance: CustomerBalanceID)], at now: Instant) throws {
    try readSessions()
    try readCounters()
    let balances = Set(payers.lazy.map(\.balance).filter { self.known.balances[$0] == nil })
    let group = try BalancesOfGroup(balances.sorted(), found: found, c, known, memory)
    if c.isOnServer {
      // Nearly always everything was asked for by now.
      try askForSessions(requests)
      try askForCounters(payers.lazy.map(\.subscription), since: oldest(now))
    }
    for balance in try group.read() { known.balances.keep(balance, for: balance.charged.balance.id) }
    try readSessions()
    try readCounters()
  }

  // MARK: what was found

  /// `nil`: it was not asked for ahead.
  func answered(_ session: String, _ number: Int64) throws -> (asked: String, answer: [UInt8], id: Int64)?? {
    if namesRead.isEmpty { return nil }
    try readNames()
    let name = Name(session: session, number: number)
    return namesRead.contains(name) ? .some(names[name]) : nil
  }

  /// Whether there is such a request and it moved no session; `nil`: it was not asked for ahead.
  func isOfNoSession(_ session: String, _ number: Int64) throws -> Bool? {
    try readOthers()
    return others[session].flatMap { number > $0.after ? $0.numbers.contains(number) : nil }
  }

  /// What was given up under a session's name; `nil`: it was not asked for ahead.
  func givenUp(_ session: String) throws -> [GivenUpUse]? {
    try readGivenUp()
    return givenUp[session]
  }

  /// What waits under a session's name; `nil`: it was not asked for ahead.
  func uncharged(_ session: String) throws -> [UnchargedUse]? {
    try readUncharged()
    return uncharged[session]
  }

  /// A session that was asked for ahead, or that there is none of the name; `nil`: it was not asked for.
  func session(_ reference: String) -> ChargingSession?? { sessionsRead.contains(reference) ? .some(sessions[reference]) : nil }

  /// Whether any of the names that were asked for has an answer.
  var isAnyAnswered: Bool {
    get throws {
      try readNames()
      return !names.isEmpty
    }
  }

  // MARK: reading

  /// Where counters run, requests have no number before they are decided.
  private func askForNames(_ requests: [ChargingRequest]) throws {
    var sessions = PostgresArray(PostgresParameters.Types.text)
    var numbers = PostgresArray()
    for request in requests where request.running == nil {
      sessions.append(request.session)
      numbers.append(request.number)
      namesRead.insert(Name(session: request.session, number: request.number))
    }
    if namesRead.isEmpty { return }
    let rows = try c.prepare(
      """
      SELECT v.session, v.number, r.asked, r.answer, r.id FROM unnest(?1, ?2) v(session, number)
      JOIN LATERAL (SELECT asked, answer, id FROM charging_request WHERE session = v.session AND number = v.number OFFSET 0) r ON true
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

  /// What a session whose counters run must count past.
  private func askForOthers(_ sessions: Set<String>) throws {
    let rows = try c.prepare(
      """
      SELECT v.session, COALESCE(l.number, -1), r.number FROM unnest(?1) v(session)
      LEFT JOIN LATERAL (
        SELECT q.number FROM charging_session s JOIN charging_request q ON q.id = s.request_id WHERE s.reference = v.session OFFSET 0) l ON true
      LEFT JOIN LATERAL (
        SELECT number FROM charging_request WHERE session = v.session AND number > COALESCE(l.number, -1) AND state IS NULL OFFSET 0) r ON true
      """)
    rows.bind(1, list(sessions))
    try rows.sendAhead()
    othersOnTheirWay = rows
  }

  private func readOthers() throws {
    guard let rows = othersOnTheirWay else { return }
    othersOnTheirWay = nil
    defer { rows.reset() }
    while try rows.step() {
      others[rows.text(0), default: (rows.int64(1), [])].numbers.formUnion(rows.optionalInt64(2).map { [$0] } ?? [])
    }
  }

  private func askForSessions(_ requests: [ChargingRequest]) throws {
    let references = Set(
      requests.lazy.filter { $0.kind.isOfSession && self.known.sessions[$0.session] == nil && !self.sessionsRead.contains($0.session) }.map(\.session))
    if references.isEmpty { return }
    var list = PostgresArray(PostgresParameters.Types.text)
    for reference in references { list.append(reference) }
    let rows = try c.prepare(
      """
      SELECT s.id, s.state, s.valid_until, s.standing, v.reference FROM unnest(?1) v(reference)
      JOIN LATERAL (
        SELECT r.id, s.state, s.valid_until, r.standing FROM charging_session s JOIN charging_request r ON r.id = s.request_id
        WHERE s.reference = v.reference OFFSET 0) s ON true
      """)
    rows.bind(1, list)
    try rows.sendAhead()
    sessionsOnTheirWay = rows
    sessionsRead.formUnion(references)
  }

  private func readSessions() throws {
    guard let rows = sessionsOnTheirWay else { return }
    sessionsOnTheirWay = nil
    defer { rows.reset() }
    while try rows.step() {
      let session = try StoredChargingRows.session(rows, rows.text(4))
      sessions[session.reference] = session
      known.sessions.keep(session, for: session.reference)
    }
  }

  /// Only counters that run go on behind what was given up.
  private func askForGivenUp(_ sessions: Set<String>) throws {
    for session in sessions { givenUp[session] = [] }
    let rows = try c.prepare("SELECT \(GivenUpRows.columns) FROM charging_given_up WHERE session = ANY(?1) ORDER BY id")
    rows.bind(1, list(sessions))
    try rows.sendAhead()
    givenUpOnTheirWay = rows
  }

  /// What is told of a session may be what waits of it.
  private func askForUncharged(_ sessions: Set<String>) throws {
    for session in sessions { uncharged[session] = [] }
    let rows = try c.prepare("SELECT \(UnchargedRows.columns) FROM charging_uncharged WHERE session = ANY(?1) ORDER BY id")
    rows.bind(1, list(sessions))
    try rows.sendAhead()
    unchargedOnTheirWay = rows
  }

  private func readUncharged() throws {
    guard let rows = unchargedOnTheirWay else { return }
    unchargedOnTheirWay = nil
    for use in try UnchargedRows.all(rows) { uncharged[use.request.session, default: []].append(use) }
  }

  private func list(_ sessions: Set<String>) -> PostgresArray {
    var list = PostgresArray(PostgresParameters.Types.text)
    for session in sessions { list.append(session) }
    return list
  }

  private func readGivenUp() throws {
    guard let rows = givenUpOnTheirWay else { return }
    givenUpOnTheirWay = nil
    for use in try GivenUpRows.all(rows) { givenUp[use.session, default: []].append(use) }
  }

  private func askForCounters(_ subscriptions: some Sequence<SubscriptionID>, since: Day) throws {
    let new = Set(subscriptions.filter { known.countersRead(of: $0).map { $0 > since } ?? true })
    if new.isEmpty { return }
    let rows = try c.prepare(
      """
      SELECT k.* FROM \(NumberList.rows(c)) JOIN LATERAL (
        SELECT subscription_id, price, period_start, units, exact, net_minor, tax_minor, allowance_taken, uncollected_minor FROM charging_counter
        WHERE subscription_id = v.value AND period_start >= ?2 OFFSET 0) k ON true
      """)
    NumberList(new.lazy.map(\.rawValue)).bind(to: rows, c)
    rows.bind(2, since)
    try rows.sendAhead()
    countersOnTheirWay = AskedCounters(rows: rows, of: new, since: since)
  }

  private func readCounters() throws {
    guard let counters = countersOnTheirWay else { return }
    countersOnTheirWay = nil
    let rows = counters.rows
    defer { rows.reset() }
    var read: [SubscriptionID: [ChargingCounter]] = [:]
    while try rows.step() {
      let counter = StoredChargingRows.counter(rows)
      read[counter.subscription, default: []].append(counter)
    }
    for subscription in counters.of { known.keep(read[subscription] ?? [], since: counters.since, of: subscription) }
  }
}
