import Charging
import Primitives

/// Counters that are written late: on SQLite, where a group would write a page for nearly each of them, they stay in memory for some groups.
///
/// A cursor says up to which request the rows have charges counted in. Whoever does not remember the rest counts it in anew, from the
/// requests, before anything else is asked of counters; so a counter is the same whenever its process ends.
struct LateCounters {
  /// So many requests may wait to be counted in: reading them again takes a few milliseconds.
  private static let most: Int64 = 2_048

  let c: Connection
  let known: ChargingMemory

  /// Up to which request rows have charges counted in; `nil`: all of them.
  static func through(_ c: Connection) throws -> Int64? {
    if c.isOnServer { return nil }
    let row = try c.prepare("SELECT through FROM charging_counter_cursor WHERE place = 1")
    defer { row.reset() }
    return try row.step() ? row.int64(0) : nil
  }

  /// Counts in what the rows have not, when it is not remembered.
  func catchUp() throws {
    if c.isOnServer || known.countedThrough != nil { return }
    guard let through = try LateCounters.through(c) else { return known.countedThrough = .max }
    known.countedThrough = through
    var late: [ChargingWork.CounterKey: ChargingCounter] = [:]
    let requests = try c.prepare("SELECT id, subscription_id, answer FROM charging_request WHERE id > ? ORDER BY id")
    requests.bind(1, through)
    defer { requests.reset() }
    let rows = StoredChargingRows(c: c, known: known)
    while try requests.step() {
      for charged in try ChargeRows.charges(of: requests.int64(0), answer: 2, requests, c, isExplained: false) {
        let key = ChargingWork.CounterKey(subscription: SubscriptionID(requests.int64(1)), price: charged.price, periodStart: charged.periodStart)
        var counter = try late[key] ?? rows.readCounter(key) ?? ChargingCounter(subscription: key.subscription, price: key.price, periodStart: key.periodStart)
        counter.add(charged)
        late[key] = counter
      }
    }
    for (key, counter) in late { known.counters.keep(counter, for: key) }
    known.lateCounters = late
  }

  /// Writes counters, or leaves them for later.
  ///
  /// - Parameters:
  ///   - first: the first request of the group.
  ///   - last: its last.
  func write(_ counters: [ChargingWork.CounterKey: ChargingCounter], first: Int64, last: Int64) throws {
    try catchUp()
    for (key, counter) in counters { known.counters.keep(counter, for: key) }
    known.lateCounters.merge(counters) { $1 }
    if known.countedThrough == .max {
      // Until now everything was counted in.
      try move(to: first - 1)
      known.countedThrough = first - 1
    }
    // Somebody else may go on from here, who is to have little to read.
    guard !known.follows || last - (known.countedThrough ?? 0) >= LateCounters.most else { return }
    try StoredChargingRows(c: c, known: known).write(known.lateCounters)
    try move(to: last)
    known.lateCounters.removeAll(keepingCapacity: true)
    known.countedThrough = last
  }

  func move(to request: Int64) throws {
    let row = try c.prepare("INSERT INTO charging_counter_cursor(place, through) VALUES (1, ?) ON CONFLICT (place) DO UPDATE SET through = excluded.through")
    row.bind(1, request)
    try row.run()
  }
}

extension ChargingCounter {
  /// Counts in what was charged.
  mutating func add(_ charged: ChargedService) {
    units = units.adding(charged.pricedUnits)
    exact = (exact + charged.exact).reduced
    netMinor += charged.netMinor
    taxMinor += charged.taxMinor
    allowanceTaken = (allowanceTaken + charged.allowanceTaken).reduced
  }
}
