import Balances
import Charging
import Operations
import Primitives

/// What requests took: in the text of their answer, or in rows of their own where earlier versions wrote them.
enum ChargeRows {
  /// The columns of `charges`, in their order.
  static let columns = "SELECT r.id, r.session, r.number, r.kind, r.asked_at, u.reference, r.answer, r.decided_at"
  static let joins = "JOIN subscription u ON u.id = r.subscription_id"

  /// What the request in a row took, with who used it.
  static func charges(_ row: Statement, _ c: Connection) throws -> [StoredCharge] {
    let id = row.int64(0)
    let taken = try charges(of: id, answer: 6, row, c)
    if taken.isEmpty { return [] }
    let (session, number, kind, at, subscription) = (row.text(1), row.int64(2), row.text(3), row.instant(4), row.text(5))
    let bookedAt = row.instant(7)
    return taken.map { StoredCharge(request: id, session: session, number: number, kind: kind, at: at, bookedAt: bookedAt, subscription: subscription, charged: $0) }
  }

  /// What a request took.
  ///
  /// - Parameter answer: the column of `row` that has its answer.
  static func charges(of request: Int64, answer: Int32, _ row: Statement, _ c: Connection, isExplained: Bool = true) throws -> [ChargedService] {
    if AnswerText.isOne(row.stored(answer)) { return try AnswerText.charges(row.text(answer), request: request, isExplained: isExplained) }
    return try rows(of: request, c)
  }

  static let rowColumns = """
    SELECT x.rating_group, x.service, x.destination, x.price, x.period_start, x.revenue_account, x.unit, x.units, x.units_from_buckets, x.net_minor,
      x.tax_minor, x.uncollected_minor, x.exact, x.allowance_taken, x.explanation, x.parts
    """

  /// Charges in rows of their own.
  static func rows(of request: Int64, _ c: Connection) throws -> [ChargedService] {
    let rows = try c.prepare("\(rowColumns) FROM charging_charge x WHERE x.request_id = ? ORDER BY x.number")
    rows.bind(1, request)
    defer { rows.reset() }
    var found: [ChargedService] = []
    while try rows.step() { found.append(try charged(rows, request, isExplained: true)) }
    return found
  }

  /// The columns of `rowColumns`, in their order.
  static func charged(_ row: Statement, _ request: Int64, isExplained: Bool) throws -> ChargedService {
    guard let unit = BalanceUnit(row.text(6)), let parts = SessionText.parts(row.text(15)) else {
      throw DamagedRow(table: "charging_charge", row: request, what: "its unit or its parts cannot be read")
    }
    return ChargedService(
      ratingGroup: row.int64(0), service: row.text(1), destination: row.optionalText(2), price: PriceCode(row.text(3)), periodStart: row.day(4),
      revenueAccount: LedgerAccountCode(row.text(5)), unit: unit, units: row.int64(7), unitsFromBuckets: row.int64(8), netMinor: row.int64(9),
      taxMinor: row.int64(10), uncollectedMinor: row.int64(11), exact: row.exact(12), allowanceTaken: row.exact(13),
      explanation: isExplained ? Explanation(try JSONColumn.value([ExplanationStep].self, row.bytes(14))) : Explanation(), parts: parts)
  }
}
