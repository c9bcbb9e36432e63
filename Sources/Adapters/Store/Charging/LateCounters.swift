import Charging
import Primitives

/// Counters that are written late: on SQLite, where a group would write a page for nearly each of them, they stay in memory for some groups.
///
/// A cursor says up to which request all rows have charges counted in, and a row says so itself where it is further. Whoever does not
/// remember the rest counts it in anew, from the requests, before anything else is asked of counters; so a counter is the same whenever its
/// process ends.
///
/// They are written in sweeps: those that wait, in the order of their rows, so that several share a page, and a few with each group, so that
/// no group takes much longer than others.
struct LateCounters {
  /// A sweep begins when so many requests wait to be counted in, and ends within as many more: reading both again takes a few milliseconds.
  private static let stretch: Int64 = 2_048

  let c: Connection
  let known: ChargingMemory

  /// Up to which request rows have charges counted in; `nil`: all of them.
  static func through(_ c: Connection) throws -> Int64? {
    if c.isOnServer { return nil }
    let row = try c.prepare("SELECT through FROM charging_counter_cursor WHERE place = 1")
    defer { row.reset() }
    return try row.step() ? row.int64(0) : nil
  }

  /// The last request that there is.
  static func last(_ c: Connection) throws -> Int64 {
    let row = try c.prepare("SELECT COALESCE(MAX(id), 0) FROM charging_request")
    defer { row.reset() }
    return try row.step() ? row.int64(0) : 0
  }

  static func move(to request: Int64, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO charging_counter_cursor(place, through) VALUES (1, ?) ON CONFLICT (place) DO UPDATE SET through = excluded.through")
    row.bind(1, request)
    try row.run()
  }

  /// Counts in what the rows have not, when it is not remembered.
  func catchUp() throws {
    if c.isOnServer || known.countedThrough != nil { return }
    guard let through = try LateCounters.through(c) else { return known.countedThrough = .max }
    known.countedThrough = through
    var late: [ChargingWork.CounterKey: LateCounter] = [:]
    let requests = try c.prepare("SELECT id, subscription_id, answer FROM charging_request WHERE id > ? ORDER BY id")
    requests.bind(1, through)
    defer { requests.reset() }
    let rows = StoredChargingRows(c: c, known: known)
    while try requests.step() {
      let id = requests.int64(0)
      for charged in try ChargeRows.charges(of: id, answer: 2, requests, c, isExplained: false) {
        let key = ChargingWork.CounterKey(subscription: SubscriptionID(requests.int64(1)), price: charged.price, periodStart: charged.periodStart)
        var counter = try late[key] ?? LateCounter(row: rows.readCounter(key), of: key)
        counter.add(charged, of: id)
        late[key] = counter
      }
    }
    for (key, late) in late where late.isLate {
      known.keep(late.counter, for: key)
      known.lateCounters[key] = late.counter
    }
  }

  /// Writes counters, or leaves them for later.
  ///
  /// - Parameters:
  ///   - first: the first request of the group.
  ///   - last: its last.
  func write(_ counters: [ChargingWork.CounterKey: ChargingCounter], first: Int64, last: Int64) throws {
    try catchUp()
    for (key, counter) in counters { known.keep(counter, for: key) }
    known.lateCounters.merge(counters) { $1 }
    if known.countedThrough == .max {
      // Until now everything was counted in.
      try move(to: first - 1)
    }
    // Somebody else may go on from here, who is to have little to read.
    if !known.follows { return try end(sweep(at: last), last) }
    if let sweep = known.sweep { return try go(on: sweep, last - first + 1, last) }
    if last - (known.countedThrough ?? 0) >= LateCounters.stretch { known.sweep = sweep(at: last) }
  }

  private func sweep(at last: Int64) -> CounterSweep {
    CounterSweep(through: last, keys: known.lateCounters.keys.sorted())
  }

  /// Writes as many of a sweep as are due for so many requests.
  private func go(on sweep: CounterSweep, _ requests: Int64, _ last: Int64) throws {
    let (stretch, all) = (LateCounters.stretch, Int64(sweep.keys.count))
    let due = requests >= stretch ? all : (all * requests + stretch - 1) / stretch
    let next = min(all, Int64(sweep.written) + due)
    if next == all { return try end(sweep, last) }
    try write(sweep.keys[sweep.written..<Int(next)], last)
    known.sweep?.written = Int(next)
  }

  /// Writes what is left of a sweep: from then on, everything up to where it began is counted in.
  private func end(_ sweep: CounterSweep, _ last: Int64) throws {
    try write(sweep.keys[sweep.written...], last)
    try move(to: sweep.through)
    known.sweep = nil
  }

  private func write(_ keys: ArraySlice<ChargingWork.CounterKey>, _ last: Int64) throws {
    try StoredChargingRows(c: c, known: known).write(keys.compactMap { known.lateCounters.removeValue(forKey: $0) }, through: last)
  }

  private func move(to request: Int64) throws {
    try LateCounters.move(to: request, c)
    known.countedThrough = request
  }
}

/// Counters on their way into their rows.
struct CounterSweep {
  /// The last request when it began.
  var through: Int64
  /// In the order of their rows.
  var keys: [ChargingWork.CounterKey]
  var written = 0
}

/// A counter that its row may be behind.
private struct LateCounter {
  var counter: ChargingCounter
  /// Up to which request the row has charges counted in.
  let through: Int64
  private(set) var isLate = false

  init(row: (counter: ChargingCounter, through: Int64)?, of key: ChargingWork.CounterKey) {
    counter = row?.counter ?? ChargingCounter(subscription: key.subscription, price: key.price, periodStart: key.periodStart)
    through = row?.through ?? 0
  }

  /// Counts in what a request was charged, unless the row has it.
  mutating func add(_ charged: ChargedService, of request: Int64) {
    if request <= through { return }
    counter.add(charged)
    isLate = true
  }
}

extension ChargingCounter {
  var key: ChargingWork.CounterKey { .init(subscription: subscription, price: price, periodStart: periodStart) }

  /// Counts in what was charged.
  mutating func add(_ charged: ChargedService) {
    units = units.adding(charged.pricedUnits)
    exact = (exact + charged.exact).reduced
    netMinor += charged.netMinor
    taxMinor += charged.taxMinor
    allowanceTaken = (allowanceTaken + charged.allowanceTaken).reduced
    uncollectedMinor = uncollectedMinor.map { $0 + charged.uncollectedMinor }
  }
}
