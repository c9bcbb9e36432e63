import Charging
import Operations
import Primitives

/// Counters beside the charges that they add up.
struct CounterProof {
  static let law = "charging-counters"

  private let c: Connection

  init(_ c: Connection) { self.c = c }

  /// What the charges come to, up to a request.
  private func expected(through: Int64?) throws -> [ChargingWork.CounterKey: ChargingCounter] {
    var found: [ChargingWork.CounterKey: ChargingCounter] = [:]
    func add(_ charged: ChargedService, of subscription: SubscriptionID) {
      let key = ChargingWork.CounterKey(subscription: subscription, price: charged.price, periodStart: charged.periodStart)
      var counter = found[key] ?? ChargingCounter(subscription: key.subscription, price: key.price, periodStart: key.periodStart)
      counter.add(charged)
      found[key] = counter
    }
    let rows = try c.scan(
      """
      \(ChargeRows.rowColumns), x.request_id, r.subscription_id FROM charging_charge x JOIN charging_request r ON r.id = x.request_id
      WHERE ?1 IS NULL OR r.id <= ?1 ORDER BY x.request_id, x.number
      """)
    rows.bind(1, through)
    // What cannot be read is told of by `charging-charges`.
    while try rows.step() {
      if let charged = try? ChargeRows.charged(rows, rows.int64(16), isExplained: false) { add(charged, of: SubscriptionID(rows.int64(17))) }
    }
    let requests = try c.scan("SELECT id, subscription_id, answer FROM charging_request WHERE ?1 IS NULL OR id <= ?1 ORDER BY id")
    requests.bind(1, through)
    while try requests.step() {
      if !AnswerText.isOne(requests.stored(2)) { continue }
      guard let charges = try? AnswerText.charges(requests.text(2), request: requests.int64(0), isExplained: false) else { continue }
      for charged in charges { add(charged, of: SubscriptionID(requests.int64(1))) }
    }
    // Only units that buckets paid for: nothing was priced, so nothing is counted.
    return found.filter { $0.value != ChargingCounter(subscription: $0.key.subscription, price: $0.key.price, periodStart: $0.key.periodStart) }
  }

  private func standing() throws -> [ChargingWork.CounterKey: ChargingCounter] {
    let rows = try c.scan("SELECT subscription_id, price, period_start, units, exact, net_minor, tax_minor, allowance_taken FROM charging_counter")
    var found: [ChargingWork.CounterKey: ChargingCounter] = [:]
    while try rows.step() {
      let key = ChargingWork.CounterKey(subscription: SubscriptionID(rows.int64(0)), price: PriceCode(rows.text(1)), periodStart: rows.day(2))
      found[key] = ChargingCounter(
        subscription: key.subscription, price: key.price, periodStart: key.periodStart, units: rows.int64(3), exact: rows.exact(4), netMinor: rows.int64(5),
        taxMinor: rows.int64(6), allowanceTaken: rows.exact(7))
    }
    return found.filter { $0.value != ChargingCounter(subscription: $0.key.subscription, price: $0.key.price, periodStart: $0.key.periodStart) }
  }

  /// - Returns: how many counters were looked at.
  func run(_ report: (Finding) -> Void) throws -> Int {
    let (expected, standing) = (try expected(through: LateCounters.through(c)), try standing())
    for key in Set(expected.keys).union(standing.keys).sorted(by: { ($0.subscription, $0.price, $0.periodStart) < ($1.subscription, $1.price, $1.periodStart) })
    where expected[key] != standing[key] {
      report(
        Finding(
          CounterProof.law, "subscription \(key.subscription) \(key.price) \(key.periodStart)",
          "counts \(standing[key]?.units ?? 0) units for \(standing[key]?.netMinor ?? 0), its charges come to \(expected[key]?.units ?? 0) for \(expected[key]?.netMinor ?? 0)"))
    }
    return expected.count
  }

  /// Writes counters anew where they differ.
  func rebuild() throws -> Rebuild.Outcome {
    let (expected, standing) = (try expected(through: LateCounters.through(c)), try standing())
    var differing: [ChargingWork.CounterKey: ChargingCounter] = [:]
    for (key, counter) in expected where standing[key] != counter { differing[key] = counter }
    for key in standing.keys where expected[key] == nil {
      differing[key] = ChargingCounter(subscription: key.subscription, price: key.price, periodStart: key.periodStart)
    }
    try StoredChargingRows(c: c).write(differing)
    return Rebuild.Outcome("what was charged of prices", differing.count)
  }
}
