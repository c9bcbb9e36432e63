import Accounting
import Balances
import Charging
import Operations
import Primitives

/// Writing what was decided.
extension StoredChargingRows {
  func write(_ group: DecidedGroup, at: Instant) throws {
    if c.isOnServer {
      // In one order, as everything that locks rows.
      try write(group.counters.sorted { $0.key < $1.key }.map(\.value))
      // A server works at what it has, while more is made.
      try c.beginSent()
    }
    let balances = try MovedBalances(group, known, c)
    var entries: [(books: DecidedGroup.BooksKey, id: Int64)] = []
    let bulk = c.writesBulk ? BulkRows(c) : nil
    let ends = known.ends
    for stream in GroupEnds.streams { _ = try c.chain(stream, after: ends?.heads.first { $0.stream == stream.id }?.head) }
    if let posting = ends?.nextPosting { c.nextNumbers["posting"] = posting }
    let requests = try RequestFact(c, bulk: bulk, next: ends?.nextRequest)
    var nextEntry = try ends?.nextEntry ?? c.nextNumber(of: "journal_entry")
    for (books, entry) in group.entries.sorted(by: { ($0.key.seller, $0.key.currency) < ($1.key.seller, $1.key.currency) }) {
      entries.append((books, nextEntry))
      try EntryFact.append(entry, id: nextEntry, subject: "charging \(requests.next)", invoice: nil, c)
      nextEntry += 1
    }
    let movements = try MovementFact(c, bulk: bulk, next: ends?.nextMovement)
    let first = requests.next
    let listed = try balances.list(group.requests, from: first, movementsFrom: movements.next, at: at)
    try balances.save()
    try c.beginSent()
    var sessions: [String: (request: Int64, session: ChargingSession)] = [:]
    for (request, listed) in zip(group.requests, listed) {
      let place = listed.balance
      let id = requests.next
      // Of debits it was asked; what moves a session is numbered by it.
      if let names, request.after != nil, let other = try names.find(request.session, request.number, c, { try isNamed(request, $0) ? $0 : nil }) {
        throw DamagedRow(table: "charging_request", row: other, what: "has the name of a request that is new to its session")
      }
      try requests.append(request, at: at, of: balances.all[place].balance, listed.request)
      names?.wrote(request.session, request.number, id)
      if let after = request.after { sessions[request.session] = (id, after) }
      for notice in request.notices { try ControlRows(c: c).insert(notice, of: id, request.balance, at: at) }
      if request.movements.isEmpty { continue }
      let entry = request.books.flatMap { books in entries.first { $0.books == books }?.id }
      let cause = "\(request.session)#\(request.number)"
      for (index, movement) in request.movements.enumerated() {
        let bucket = try balances.bucket(movement.bucket, at: place)
        _ = try movements.append(
          movement, bucket: bucket.id.rawValue, at: at, cause: cause, reason: request.kind,
          // Units of a service stand in no book.
          entry: bucket.terms.unit.isMoney ? entry : nil, charging: id) { _ in listed.movements[index] }
      }
    }
    try bulk?.finish()
    try write(sessions)
    if !c.isOnServer { try LateCounters(c: c, known: known).write(group.counters, first: first, last: requests.next - 1) }
    if let names { try NameGrowth(names, c).goOn(requests.next - first) }
    if !group.counts.isEmpty { try ControlRows(c: c).write(group.counts) }
    for (key, count) in group.counts { known.counts.keep(count, for: key) }
    for (balance, told) in group.lows { known.keep(told, of: balance) }
    known.wrote(
      GroupEnds(
        nextRequest: requests.next, nextMovement: movements.next, nextEntry: nextEntry, nextPosting: c.nextNumbers["posting"],
        heads: try GroupEnds.streams.map { ($0.id, try c.chain($0).head) }))
  }

  private func isNamed(_ request: DecidedRequest, _ id: Int64) throws -> Bool {
    let row = try c.prepare("SELECT 1 FROM charging_request WHERE id = ? AND session = ? AND number = ?")
    row.bind(1, id)
    row.bind(2, request.session)
    row.bind(3, request.number)
    defer { row.reset() }
    return try row.step()
  }

  private func write(_ sessions: [String: (request: Int64, session: ChargingSession)]) throws {
    let row = try c.prepare(
      """
      INSERT INTO charging_session(reference, request_id, state, valid_until) VALUES (?, ?, ?, ?)
      ON CONFLICT (reference) DO UPDATE SET request_id = excluded.request_id, state = excluded.state, valid_until = excluded.valid_until
      """)
    for (reference, (request, session)) in sessions.sorted(by: { $0.key < $1.key }) {
      row.bind(1, reference)
      row.bind(2, request)
      row.bind(3, session.state.rawValue)
      row.bind(4, session.validUntil)
      try row.run()
      if session.state == .open { known.sessions.keep(session, for: reference) } else { known.sessions.forget(reference) }
    }
  }

  /// Writes counters in the order of their rows.
  ///
  /// - Parameter request: up to which request they have charges counted in, when the cursor does not say so.
  func write(_ counters: [ChargingCounter], through request: Int64 = 0) throws {
    if c.isOnServer {
      for counter in counters { known.keep(counter, for: counter.key) }
      return try writeAtOnce(counters)
    }
    let change = try c.prepare(
      """
      UPDATE charging_counter SET units = ?4, exact = ?5, net_minor = ?6, tax_minor = ?7, allowance_taken = ?8, through = ?9, uncollected_minor = ?10
      WHERE subscription_id = ?1 AND price = ?2 AND period_start = ?3
      """)
    let insert = try c.prepare(
      """
      INSERT INTO charging_counter(subscription_id, price, period_start, units, exact, net_minor, tax_minor, allowance_taken, through, uncollected_minor)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for counter in counters {
      // Most are there, and are found at once.
      try run(change, counter, request)
      if try c.changes() == 0 { try run(insert, counter, request) }
    }
  }

  private func run(_ row: Statement, _ counter: ChargingCounter, _ through: Int64) throws {
    row.bind(1, counter.subscription.rawValue)
    row.bind(2, counter.price.text)
    row.bind(3, counter.periodStart)
    row.bind(4, counter.units)
    row.bind(5, counter.exact)
    row.bind(6, counter.netMinor)
    row.bind(7, counter.taxMinor)
    row.bind(8, counter.allowanceTaken)
    row.bind(9, through)
    row.bind(10, counter.uncollectedMinor)
    try row.run()
  }

  /// In one statement: on a server, many of them cost more than what they do.
  private func writeAtOnce(_ counters: [ChargingCounter]) throws {
    if counters.isEmpty { return }
    var numbers = Array(repeating: PostgresArray(), count: 6)
    var texts = Array(repeating: PostgresArray(PostgresParameters.Types.text), count: 3)
    for counter in counters {
      numbers[0].append(counter.subscription.rawValue)
      numbers[1].append(Int64(counter.periodStart.number))
      numbers[2].append(counter.units)
      numbers[3].append(counter.netMinor)
      numbers[4].append(counter.taxMinor)
      numbers[5].append(counter.uncollectedMinor)
      texts[0].append(counter.price.text)
      texts[1].append(counter.exact.description)
      texts[2].append(counter.allowanceTaken.description)
    }
    let row = try c.prepare(
      """
      INSERT INTO charging_counter(subscription_id, period_start, units, net_minor, tax_minor, uncollected_minor, price, exact, allowance_taken)
      SELECT * FROM unnest(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) v WHERE true ON CONFLICT (subscription_id, price, period_start) DO UPDATE SET
        units = excluded.units, exact = excluded.exact, net_minor = excluded.net_minor, tax_minor = excluded.tax_minor,
        allowance_taken = excluded.allowance_taken, uncollected_minor = excluded.uncollected_minor
      """)
    for (index, column) in (numbers + texts).enumerated() { row.bind(Int32(index + 1), column) }
    try row.run()
  }
}
