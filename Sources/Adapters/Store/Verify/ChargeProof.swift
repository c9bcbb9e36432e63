import Charging
import Operations
import Primitives

/// What requests took beside what their charges come to, whether those stand in the answer or in rows of their own.
struct ChargeProof {
  private let c: Connection

  init(_ c: Connection) { self.c = c }

  /// Sums by request, in the order of requests.
  private final class Sums {
    private let rows: Statement
    private var isAtEnd = false

    init(_ sql: String, _ c: Connection) throws {
      rows = try c.scan(sql)
      isAtEnd = try !rows.step()
    }

    func sum(of request: Int64) throws -> Int64 {
      while !isAtEnd, rows.int64(0) < request { isAtEnd = try !rows.step() }
      return !isAtEnd && rows.int64(0) == request ? rows.int64(1) : 0
    }
  }

  /// - Returns: how many requests were looked at.
  func run(_ report: (Finding) -> Void) throws -> Int {
    let inRows = try Sums(
      "SELECT request_id, SUM(net_minor + tax_minor - uncollected_minor) FROM charging_charge GROUP BY request_id ORDER BY request_id", c)
    let moved = try Sums(
      """
      SELECT m.charging_id, -SUM(m.amount) FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id
      JOIN customer_balance b ON b.id = k.balance_id JOIN billing_account a ON a.id = b.account_id
      WHERE m.charging_id IS NOT NULL AND k.unit = a.currency GROUP BY m.charging_id ORDER BY m.charging_id
      """, c)
    let requests = try c.scan("SELECT id, session, number, answer FROM charging_request ORDER BY id")
    var count = 0
    while try requests.step() {
      count += 1
      let id = requests.int64(0)
      var charged = try inRows.sum(of: id)
      do {
        if AnswerText.isOne(requests.stored(3)) {
          for charge in try AnswerText.charges(requests.text(3), request: id, isExplained: false) { charged += charge.collectedMinor }
        }
      } catch let damaged as DamagedRow {
        report(Finding("charging-charges", "\(requests.text(1))#\(requests.int64(2))", damaged.what))
        continue
      }
      let took = try moved.sum(of: id)
      if took != charged {
        report(Finding("charging-charges", "\(requests.text(1))#\(requests.int64(2))", "took \(took), its charges come to \(charged)"))
      }
    }
    let strays = try c.prepare(
      """
      SELECT m.cause, m.id FROM balance_movement m LEFT JOIN charging_request r ON r.id = m.charging_id WHERE m.charging_id IS NOT NULL AND r.id IS NULL
      """)
    defer { strays.reset() }
    while try strays.step() {
      report(Finding("charging-charges", strays.text(0), "movement \(strays.int64(1)) belongs to a charging request that is not there"))
    }
    return count
  }
}
