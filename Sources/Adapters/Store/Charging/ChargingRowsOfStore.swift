import Accounting
import Balances
import Charging
import Foundation
public import Operations
import Primitives

/// The tables of charging for whoever decides requests, one user at a time.
public final class ChargingTables: ChargingStore {
  private let store: Store
  private let memory = ControlMemory()
  private let names: RequestNames?
  private let remembering: Int
  /// While requests are decided, the connection that writes what they come to. What else is asked for then is asked of it: its pages are in
  /// memory, where those of another would have to be read again after every write.
  private var writing: Connection?
  /// What was asked for with the beginning of that.
  private(set) var expected: ExpectedRows?

  /// - Parameter remembering: how many accounts are remembered.
  public init(_ store: Store, remembering: Int) {
    self.store = store
    self.remembering = remembering
    names = if case .file = store.address { RequestNames() } else { nil }
  }

  public func charging<T>(
    about coming: ComingRequests, settlesApart: (() -> Bool)?, meanwhile: (any ChargingRows) throws -> Void, _ body: (any ChargingRows) throws -> T
  ) throws -> (T, UnsettledCommit?) {
    do {
      do { return try once(coming, settlesApart, meanwhile, body) } catch where BalanceDiffers.isCause(of: error) {
        names?.failed()
        // By now it is forgotten, and read again.
        return try once(coming, settlesApart, meanwhile, body)
      }
    } catch {
      names?.failed()
      throw error
    }
  }

  private func once<T>(
    _ coming: ComingRequests, _ settlesApart: (() -> Bool)?, _ meanwhile: (any ChargingRows) throws -> Void, _ body: (any ChargingRows) throws -> T
  ) throws -> (T, UnsettledCommit?) {
    try store.writeReferencesTrusted(settlesApart: settlesApart) { c in
      writing = c
      let known = c.keeping(ChargingMemory(most: remembering))
      let expected = ExpectedRows(c, known, memory)
      self.expected = expected
      defer { (writing, self.expected) = (nil, nil) }
      try expected.ask(coming)
      if c.isOnServer {
        try c.askForPlace()
        try meanwhile(RememberedRows(known: known))
      }
      try known.look(c)
      if let names, let place = known.place { try names.look(c, at: place, rebuilt: known.rebuilt) }
      return try body(StoredChargingRows(c: c, memory: memory, known: known, expected: expected, names: names))
    }
  }

  /// Reads what the transaction sees, or else one unchanging snapshot.
  func reading<T>(_ body: (Connection) throws -> T) throws -> T { try writing.map { try body($0) } ?? store.read(body) }

  public func refused(_ error: any Error) -> Bool { (error as? StoreFault)?.isOfWhatIsWritten ?? false }

  public func news(after place: BalanceNews.Place?) throws -> BalanceNews {
    try store.read { c in
      let last = try c.prepare("SELECT (SELECT COALESCE(MAX(id), 0) FROM balance_movement), (SELECT COALESCE(MAX(id), 0) FROM spending_control)")
      _ = try last.step()
      var news = BalanceNews(through: .init(movement: last.int64(0), control: last.int64(1)))
      last.reset()
      guard let place else { return news }
      if place.movement < news.through.movement {
        let rows = try c.prepare(
          """
          SELECT DISTINCT k.balance_id FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id WHERE m.id > ? AND m.id <= ? AND m.amount > 0
          """)
        rows.bind(1, place.movement)
        rows.bind(2, news.through.movement)
        defer { rows.reset() }
        while try rows.step() { news.paidIn.insert(CustomerBalanceID(rows.int64(0))) }
      }
      if place.control < news.through.control {
        let rows = try c.prepare("SELECT DISTINCT balance_id FROM spending_control WHERE id > ? AND id <= ?")
        rows.bind(1, place.control)
        rows.bind(2, news.through.control)
        defer { rows.reset() }
        while try rows.step() {
          if let balance = rows.optionalInt64(0) { news.controlled.insert(CustomerBalanceID(balance)) } else { news.areAllControlled = true }
        }
      }
      return news
    }
  }
}

/// Reads and writes sessions, counters and what was charged, inside one transaction.
struct StoredChargingRows: ChargingRows {
  let c: Connection
  var memory = ControlMemory()
  var known = ChargingMemory(most: 0)
  var expected: ExpectedRows?
  /// `nil` where an index has them.
  var names: RequestNames?

  var state: SeenState { known.state }
  var isAnyAnswered: Bool { get throws { try expected?.isAnyAnswered ?? false } }

  func expect(_ requests: [ChargingRequest], paidBy payers: [(subscription: SubscriptionID, balance: CustomerBalanceID)], at now: Instant) throws {
    try expected?.read(requests, paidBy: payers, at: now)
  }

  func answered(_ session: String, _ number: Int64) throws -> (asked: String, answer: ChargingAnswer)? {
    guard let found = try expected?.answered(session, number) ?? readAnswer(session, number) else { return nil }
    if found.answer.withUnsafeBytes({ AnswerText.isOne($0) }) {
      return (found.asked, try AnswerText.answer(String(decoding: found.answer, as: UTF8.self), request: found.id))
    }
    return (found.asked, try AnswerJSON.answer(found.answer) { try ChargeRows.rows(of: found.id, c) })
  }

  private func readAnswer(_ session: String, _ number: Int64) throws -> (asked: String, answer: [UInt8], id: Int64)? {
    try find(session, number) { which in
      let row = try c.prepare("SELECT asked, answer, id FROM charging_request WHERE session = ?1 AND number = ?2 \(which.condition)")
      row.bind(1, session)
      row.bind(2, number)
      which.bind(row, 3)
      defer { row.reset() }
      return try row.step() ? (row.text(0), row.bytes(1), row.int64(2)) : nil
    }
  }

  /// Looks the request of a name up, by the name alone where an index has it, else among those that may be it.
  private func find<T>(_ session: String, _ number: Int64, _ body: (WhichRequest) throws -> T?) throws -> T? {
    guard let names else { return try body(WhichRequest()) }
    return try names.find(session, number, c) { try body(WhichRequest(id: $0)) }
  }

  /// The request that is looked at, where it is known beside its name.
  private struct WhichRequest {
    var id: Int64?

    var condition: String { id == nil ? "" : "AND id = ?3" }

    func bind(_ row: Statement, _ place: Int32) { if let id { row.bind(place, id) } }
  }

  func session(_ reference: String) throws -> ChargingSession? {
    if let known = known.sessions[reference] { return known }
    if let read = expected?.session(reference) { return read }
    let row = try c.prepare(
      """
      SELECT r.id, s.state, s.valid_until, r.standing FROM charging_session s JOIN charging_request r ON r.id = s.request_id WHERE s.reference = ?
      """)
    row.bind(1, reference)
    defer { row.reset() }
    return try row.step() ? try StoredChargingRows.session(row, reference) : nil
  }

  /// The columns of `session`, in their order.
  static func session(_ row: Statement, _ reference: String) throws -> ChargingSession {
    guard let state = ChargingSession.State(rawValue: row.text(1)),
      let session = SessionText.unpack(row.text(3), reference: reference, state: state, validUntil: row.instant(2))
    else { throw DamagedRow(table: "charging_request", row: row.int64(0), what: "the session in it cannot be read") }
    return session
  }

  func standing(_ session: String, _ number: Int64) throws -> ChargingSession? {
    try find(session, number) { which in
      let row = try c.prepare("SELECT id, state, valid_until, standing FROM charging_request WHERE session = ?1 AND number = ?2 \(which.condition)")
      row.bind(1, session)
      row.bind(2, number)
      which.bind(row, 3)
      defer { row.reset() }
      // What happens once has none.
      return try row.step() && row.optionalText(1) != nil ? StoredChargingRows.session(row, session) : nil
    }
  }

  func isOfNoSession(_ session: String, _ number: Int64) throws -> Bool {
    if let known = try expected?.isOfNoSession(session, number) { return known }
    return try find(session, number) { which in
      let row = try c.prepare("SELECT 1 FROM charging_request WHERE session = ?1 AND number = ?2 AND state IS NULL \(which.condition)")
      row.bind(1, session)
      row.bind(2, number)
      which.bind(row, 3)
      defer { row.reset() }
      return try row.step() ? true : nil
    } ?? false
  }

  func sessions(between names: ClosedRange<String>) throws -> [ChargingSession] {
    let rows = try c.prepare(
      """
      SELECT r.id, s.state, s.valid_until, r.standing, s.reference FROM charging_session s JOIN charging_request r ON r.id = s.request_id
      WHERE s.reference >= ?1 AND s.reference <= ?2 ORDER BY s.reference
      """)
    rows.bind(1, names.lowerBound)
    rows.bind(2, names.upperBound)
    defer { rows.reset() }
    var found: [ChargingSession] = []
    while try rows.step() { found.append(try StoredChargingRows.session(rows, rows.text(4))) }
    return found
  }

  func balance(_ id: CustomerBalanceID) throws -> ChargedBalance? {
    if let known = known.balances[id] { return known.charged }
    let found = try BalancesOfGroup([id], c, known, memory).read()
    if let read = found.first { known.balances.keep(read, for: id) }
    return found.first?.charged
  }

  func counter(_ key: ChargingWork.CounterKey) throws -> ChargingCounter? {
    try LateCounters(c: c, known: known).catchUp()
    if let known = known.counter(key) { return known }
    let read = try readCounter(key)?.counter
    known.keep(read, for: key)
    return read
  }

  /// A counter as its row has it, and up to which request that is.
  func readCounter(_ key: ChargingWork.CounterKey) throws -> (counter: ChargingCounter, through: Int64)? {
    let row = try c.prepare(
      """
      SELECT units, exact, net_minor, tax_minor, allowance_taken, through, uncollected_minor FROM charging_counter WHERE subscription_id = ? AND price = ? AND period_start = ?
      """)
    row.bind(1, key.subscription.rawValue)
    row.bind(2, key.price.text)
    row.bind(3, key.periodStart)
    defer { row.reset() }
    guard try row.step() else { return nil }
    let counter = ChargingCounter(
      subscription: key.subscription, price: key.price, periodStart: key.periodStart, units: row.int64(0), exact: row.exact(1), netMinor: row.int64(2),
      taxMinor: row.int64(3), allowanceTaken: row.exact(4), uncollectedMinor: row.optionalInt64(6))
    return (counter, row.int64(5))
  }

  /// All columns, in their order.
  static func counter(_ row: Statement) -> ChargingCounter {
    ChargingCounter(
      subscription: SubscriptionID(row.int64(0)), price: PriceCode(row.text(1)), periodStart: row.day(2), units: row.int64(3), exact: row.exact(4),
      netMinor: row.int64(5), taxMinor: row.int64(6), allowanceTaken: row.exact(7), uncollectedMinor: row.optionalInt64(8))
  }

  func taken(by debit: String, _ number: Int64) throws -> TakenByDebit? {
    try find(debit, number) { which in
      let row = try c.prepare(
        """
        SELECT id, balance_id, subscription_id, answer, asked, (SELECT COUNT(*) FROM charging_request b WHERE b.refunds = ?1)
        FROM charging_request WHERE session = ?1 AND number = ?2 AND kind = 'debit' \(which.condition)
        """)
      row.bind(1, debit)
      row.bind(2, number)
      which.bind(row, 3)
      defer { row.reset() }
      guard try row.step() else { return nil }
      let taken = try ChargeRows.charges(of: row.int64(0), answer: 3, row, c)
      // With what it counted.
      let counted = try ControlRows(c: c).counted(by: row.int64(0))
      return TakenByDebit(
        asked: row.text(4), balance: CustomerBalanceID(row.int64(1)), subscription: SubscriptionID(row.int64(2)),
        charged: taken.enumerated().map { index, one in
          var charged = one
          charged.counted = counted[index + 1] ?? []
          return charged
        }, isGivenBack: row.int64(5) > 0)
    }
  }

  func count(_ key: CountKey) throws -> SpendingCount? {
    if let known = known.counts[key] { return known }
    let read = try ControlRows(c: c).count(key)
    known.counts.keep(read, for: key)
    return read
  }

  func low(_ code: String, _ low: LowBalance, of balance: CustomerBalanceID, at now: Instant) throws -> LowTold {
    if let known = known.lows[balance]?[code] { return known }
    let read = try self.balance(balance).map { try ToldLows(c: c, memory: memory).isTold(code, low, of: $0.balance, at: now) } ?? false
    let told = LowTold(isTold: read, through: now)
    known.keep([code: told], of: balance)
    return told
  }

  func abandoned(at: Instant, limit: Int) throws -> [ChargingSession] {
    let rows = try c.prepare(
      """
      SELECT r.id, s.state, s.valid_until, r.standing, s.reference FROM charging_session s JOIN charging_request r ON r.id = s.request_id
      WHERE s.state = 'open' AND s.valid_until <= ? ORDER BY s.valid_until LIMIT ?
      """)
    rows.bind(1, at)
    rows.bind(2, limit)
    defer { rows.reset() }
    var found: [ChargingSession] = []
    while try rows.step() { found.append(try StoredChargingRows.session(rows, rows.text(4))) }
    return found
  }

  func open(under prefix: String, after: String, limit: Int) throws -> [ChargingSession] {
    let rows = try c.prepare(
      """
      SELECT r.id, s.state, s.valid_until, r.standing, s.reference FROM charging_session s JOIN charging_request r ON r.id = s.request_id
      WHERE s.reference > ?1 AND s.reference >= ?2 AND s.reference < ?3 AND s.state = 'open' ORDER BY s.reference LIMIT ?4
      """)
    rows.bind(1, after)
    rows.bind(2, prefix)
    // Text is compared byte by byte, and nothing in a name comes behind this.
    rows.bind(3, prefix + "\u{10FFFF}")
    rows.bind(4, limit)
    defer { rows.reset() }
    var found: [ChargingSession] = []
    while try rows.step() { found.append(try StoredChargingRows.session(rows, rows.text(4))) }
    return found
  }

  func uncharged(after: Int64, limit: Int) throws -> [UnchargedUse] { try UnchargedRows(c: c).waiting(after: after, limit: limit) }

  func uncharged(_ session: String) throws -> [UnchargedUse] { try expected?.uncharged(session) ?? UnchargedRows(c: c).of(session) }

  func givenUp(_ session: String) throws -> [GivenUpUse] { try expected?.givenUp(session) ?? GivenUpRows(c: c).of(session) }

  func givenUp(by command: BalanceCommand) throws -> GivenUpUse? {
    guard let answer = try CommandRows.answer(key: command.storedKey, fingerprint: command.fingerprint, c) else { return nil }
    guard let id = Int64(answer), let use = try GivenUpRows(c: c).one(id) else {
      throw DamagedRow(table: "charging_given_up", row: Int64(answer) ?? 0, what: "it is not there")
    }
    return use
  }

  // MARK: writing

  func write(_ use: GivenUpUse, waiting number: Int64, _ command: BalanceCommand) throws -> Int64 {
    let id = try GivenUpRows(c: c).insert(use)
    try UnchargedRows(c: c).remove([number])
    try CommandRows.remember(StoredCommand(key: command.storedKey, fingerprint: command.fingerprint, answer: String(id)), c)
    return id
  }

  func write(uncharged: [UnchargedUse], charged numbers: [Int64]) throws {
    // What joins what waits must not be removed with it.
    try UnchargedRows(c: c).remove(numbers)
    try UnchargedRows(c: c).write(uncharged)
  }
}
