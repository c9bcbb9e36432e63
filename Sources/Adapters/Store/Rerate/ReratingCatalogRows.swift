import Operations
import Primitives
import Rating

/// A re-rating that priced an account's bills by a catalog of its own.
struct ReratingCatalogRows {
  var rerating: ReratingID
  private var period: ServicePeriod
  private var days: ServicePeriod

  /// In the order they were booked.
  static func of(_ payer: BillingAccountID, _ c: Connection) throws -> [ReratingCatalogRows] {
    let rows = try c.prepare(
      """
      SELECT r.id, r.period_start, r.period_end, a.from_day, a.through_day FROM rerating_account a
      JOIN rerating r ON r.id = a.rerating_id WHERE a.account_id = ? AND r.has_catalog = 1 ORDER BY a.id
      """)
    rows.bind(1, payer.rawValue)
    defer { rows.reset() }
    var found: [ReratingCatalogRows] = []
    while try rows.step() {
      found.append(
        ReratingCatalogRows(
          rerating: ReratingID(rows.int64(0)), period: ServicePeriod(start: rows.day(1), end: rows.day(2)),
          days: ServicePeriod(start: rows.day(3), end: rows.day(4))))
    }
    return found
  }

  /// Whether the bill of these days was priced by it.
  func covers(_ from: Day, _ through: Day) -> Bool {
    let bill = ServicePeriod(start: from, end: through)
    return days.start <= from && through <= days.end && period.intersection(bill) != nil
  }
}

extension CorrectionCharge {
  /// As a line of the kind it corrects.
  var billedLine: BilledLine {
    BilledLine(
      usedBy: usedBy, subscription: charge.subscription, price: charge.price, kind: corrects, period: charge.period,
      amountMinor: charge.amount.amountMinor)
  }
}
