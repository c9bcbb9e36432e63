import Charging
import Operations
import Primitives

/// Counters beside the charges that they add up.
struct CounterProof {
  static let law = "charging-counters"

  private let c: Connection

  init(_ c: Connection) { self.c = c }

  /// A counter, and up to which request it has charges counted in, where that is further than all have.
  private struct Standing {
    var counter: ChargingCounter
    var through: Int64
  }

  /// What the charges come to, up to where each counter has them counted in.
  private func expected(_ standing: [ChargingWork.CounterKey: Standing]) throws -> [ChargingWork.CounterKey: ChargingCounter] {
    let through = try LateCounters.through(c)
    var found: [ChargingWork.CounterKey: ChargingCounter] = [:]
    func add(_ charged: ChargedService, of subscription: SubscriptionID, _ request: Int64) {
      let key = ChargingWork.CounterKey(subscription: subscription, price: charged.price, periodStart: charged.periodStart)
      if let through, request > through, request > standing[key]?.through ?? 0 { return }
      var counter = found[key] ?? ChargingCounter(subscription: key.subscription, price: key.price, periodStart: key.periodStart)
      counter.add(charged)
      found[key] = counter
    }
    let rows = try c.scan(
      """
      \(ChargeRows.rowColumns), x.request_id, r.subscription_id FROM charging_charge x JOIN charging_request r ON r.id = x.request_id
      ORDER BY x.request_id, x.number
      """)
    // What cannot be read is told of by `charging-charges`.
    while try rows.step() {
      if let charged = try? ChargeRows.charged(rows, rows.int64(16), isExplained: false) {
        add(charged, of: SubscriptionID(rows.int64(17)), rows.int64(16))
      }
    }
    let requests = try c.scan("SELECT id, subscription_id, answer FROM charging_request ORDER BY id")
    while try requests.step() {
      if !AnswerText.isOne(requests.stored(2)) { continue }
      guard let charges = try? AnswerText.charges(requests.text(2), request: requests.int64(0), isExplained: false) else { continue }
      for charged in charges { add(charged, of: SubscriptionID(requests.int64(1)), requests.int64(0)) }
    }
    // Only units that buckets paid for: nothing was priced, so nothing is counted.
    return found.filter { $0.value != ChargingCounter(subscription: $0.key.subscription, price: $0.key.price, periodStart: $0.key.periodStart) }
  }

  private func standing() throws -> [ChargingWork.CounterKey: Standing] {
    let rows = try c.scan("SELECT subscription_id, price, period_start, units, exact, net_minor, tax_minor, allowance_taken, uncollected_minor, through FROM charging_counter")
    var found: [ChargingWork.CounterKey: Standing] = [:]
    while try rows.step() {
      let counter = StoredChargingRows.counter(rows)
      found[counter.key] = Standing(counter: counter, through: rows.int64(9))
    }
    return found
  }

  /// Counters that are other than their charges or say that they have more counted in than there is, in order, and how many there should be.
  private func differing() throws -> (counters: [(says: Standing?, is: Standing)], expected: Int) {
    let standing = try standing()
    let expected = try expected(standing)
    let last = try LateCounters.last(c)
    let keys = Set(expected.keys).union(standing.keys).sorted()
    var differing: [(Standing?, Standing)] = []
    for key in keys {
      let nothing = ChargingCounter(subscription: key.subscription, price: key.price, periodStart: key.periodStart)
      let says = standing[key]
      var should = Standing(counter: expected[key] ?? nothing, through: min(says?.through ?? 0, last))
      // From before that was counted.
      if let says, says.counter.uncollectedMinor == nil { should.counter.uncollectedMinor = nil }
      if says?.counter ?? nothing != should.counter || says?.through ?? 0 != should.through { differing.append((says, should)) }
    }
    return (differing, expected.count)
  }

  /// - Returns: how many counters were looked at.
  func run(_ report: (Finding) -> Void) throws -> Int {
    let (differing, count) = try differing()
    for (says, should) in differing {
      let counter = should.counter
      let beyond = says.map { $0.through > should.through } ?? false
      report(
        Finding(
          CounterProof.law, "subscription \(counter.subscription) \(counter.price) \(counter.periodStart)",
          beyond
            ? "has charges counted in up to request \(says?.through ?? 0), the last one is \(should.through)"
            : "counts \(says?.counter.units ?? 0) units for \(says?.counter.netMinor ?? 0), its charges come to \(counter.units) for \(counter.netMinor)"))
    }
    if let through = try LateCounters.through(c), try through > LateCounters.last(c) {
      report(Finding(CounterProof.law, "all", "have charges counted in up to request \(through), the last one is \(try LateCounters.last(c))"))
    }
    return count
  }

  /// Writes counters anew where they differ.
  func rebuild() throws -> Rebuild.Outcome {
    let differing = try differing().counters
    for (_, should) in differing { try StoredChargingRows(c: c).write([should.counter], through: should.through) }
    let last = try LateCounters.last(c)
    if let through = try LateCounters.through(c), through > last { try LateCounters.move(to: last, c) }
    return Rebuild.Outcome("what was charged of prices", differing.count)
  }
}
