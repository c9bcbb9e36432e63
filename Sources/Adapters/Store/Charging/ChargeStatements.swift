import Balances
import Charging
public import Operations
public import Primitives

extension Store {
  public func charges(of balance: CustomerBalanceID, from: Instant, until: Instant, after: Int64, limit: Int) throws -> [StoredCharge] {
    try read { c in
      var found: [StoredCharge] = []
      var behind = after
      // As many stretches at once as charges are wanted, for most requests take something.
      let most = max(1, min(limit / Int(ListEnd.waypoints) + 1, 200))
      while found.count < limit, let next = try BalanceList.requests.stretches(of: balance.rawValue, behind: behind, from: from, most: most, c) {
        let rows = try c.prepare(
          """
          \(BalanceList.requests.stretches)
          \(ChargeRows.columns) FROM walk w JOIN charging_request r ON r.id = w.id \(ChargeRows.joins)
          WHERE r.decided_at >= ?6 AND r.decided_at < ?7 ORDER BY r.id
          """)
        rows.bind(1, behind)
        rows.bind(2, balance.rawValue)
        rows.bind(3, next.first)
        rows.bind(4, next.last)
        rows.bind(5, next.end)
        rows.bind(6, from)
        rows.bind(7, until)
        defer { rows.reset() }
        // A request is read as a whole, however much it took.
        while found.count < limit, try rows.step() { found += try ChargeRows.charges(rows, c) }
        guard let last = next.next else { break }
        behind = last
      }
      return found
    }
  }

  public func lastCharges(of balance: CustomerBalanceID, limit: Int) throws -> [StoredCharge] {
    try read { c in
      var found: [StoredCharge] = []
      var start = try BalanceList.requests.end(of: balance.rawValue, c)
      while found.count < limit, let from = start {
        let rows = try c.prepare(
          """
          \(BalanceList.requests.back)
          \(ChargeRows.columns), w.before FROM walk w JOIN charging_request r ON r.id = w.id \(ChargeRows.joins) ORDER BY r.id DESC
          """)
        rows.bind(1, from)
        rows.bind(2, max(Int64(limit), ListEnd.waypoints))
        defer { rows.reset() }
        start = nil
        while try rows.step() {
          found += try ChargeRows.charges(rows, c).reversed()
          start = rows.optionalInt64(8)
        }
      }
      return Array(found.prefix(limit))
    }
  }

  public func chargeSums(of balance: CustomerBalanceID, from: Instant, until: Instant) throws -> [ChargeSum] {
    try read { c in
      let rows = try c.prepare(
        """
        \(BalanceList.requests.since())
        SELECT r.id, r.answer FROM walk w JOIN charging_request r ON r.id = w.id WHERE r.decided_at >= ?4 AND r.decided_at < ?3
        """)
      rows.bind(1, balance.rawValue)
      rows.bind(2, BalanceList.requests.bound(from))
      rows.bind(3, until)
      rows.bind(4, from)
      defer { rows.reset() }
      var sums: [ChargeSum.Key: ChargeSum] = [:]
      while try rows.step() {
        for charged in try ChargeRows.charges(of: rows.int64(0), answer: 1, rows, c, isExplained: false) {
          let key = ChargeSum.Key(service: charged.service, unit: charged.unit)
          var sum = sums[key] ?? ChargeSum(service: charged.service, unit: charged.unit, units: 0, grossMinor: 0, uncollectedMinor: 0)
          sum.units = sum.units.adding(charged.units)
          sum.grossMinor = sum.grossMinor.adding(charged.grossMinor)
          sum.uncollectedMinor = sum.uncollectedMinor.adding(charged.uncollectedMinor)
          sums[key] = sum
        }
      }
      return sums.values.sorted { (-$0.grossMinor, $0.service, $0.unit.text) < (-$1.grossMinor, $1.service, $1.unit.text) }
    }
  }
}

extension ChargeSum {
  fileprivate struct Key: Hashable {
    var service: String
    var unit: BalanceUnit
  }
}
