import Operations
import Primitives
import Rating

/// Every bucket as it was last left before a day, by bills and by re-ratings of them.
struct RestatedPast {
  private(set) var allowances: [CarriedState.Allowance] = []

  init(
    _ account: BillingAccountID, before invoice: InvoiceID?, _ billedThrough: Day, _ restated: RestatementRows, _ c: Connection
  ) throws {
    var written: [(through: Day, bucket: CarriedState.Allowance)] = []
    let rows = try c.prepare(
      """
      SELECT code, subscription_id, granted_on, expires_on, granted, units_left, billed_through FROM carried_allowance r
      WHERE account_id = ?1 AND billed_through <= ?2 AND \(CarriedRows.inForce(for: "?3")) ORDER BY billed_through, number
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, billedThrough)
    rows.bind(3, invoice?.rawValue)
    defer { rows.reset() }
    while try rows.step() {
      let through = rows.day(6)
      if restated.replaces(billedThrough: through) { continue }
      written.append(
        (
          through,
          CarriedState.Allowance(
            subscription: rows.optionalInt64(1).map { SubscriptionID($0) },
            bucket: AllowanceBucket(
              code: rows.text(0), grantedOn: rows.day(2), expiresOn: rows.day(3), granted: rows.exact(4), left: rows.exact(5)))
        ))
    }
    for said in restated.inForce where said.restatement.days.end <= billedThrough {
      written += said.restatement.allowances.map { (said.restatement.days.end, $0) }
    }
    for entry in written.sorted(by: { $0.through < $1.through }) { keep(entry.bucket) }
    allowances.sort {
      ($0.bucket.grantedOn, $0.bucket.code, $0.subscription?.rawValue ?? 0) < ($1.bucket.grantedOn, $1.bucket.code, $1.subscription?.rawValue ?? 0)
    }
  }

  private mutating func keep(_ entry: CarriedState.Allowance) {
    let known = allowances.firstIndex {
      $0.bucket.code == entry.bucket.code && $0.subscription == entry.subscription && $0.bucket.grantedOn == entry.bucket.grantedOn
    }
    if let known { allowances[known] = entry } else { allowances.append(entry) }
  }
}
