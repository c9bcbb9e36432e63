import Operations
import Primitives
import Rating
import Usage

/// What an account carries from one bill into the next.
enum CarriedRows {
  /// Of a row `r`: it was in force when the invoice given as the parameter was computed, or is now (`NULL`).
  ///
  /// A closing undone by a cancellation stays readable for the invoices that were computed behind it.
  static func inForce(for parameter: String) -> String {
    """
    r.undone_by = CASE WHEN \(parameter) IS NULL THEN 0 ELSE COALESCE((
      SELECT MIN(u.cancelled_id) FROM undone_closing u JOIN invoice_cancellation x ON x.invoice_id = u.cancelled_id
      WHERE u.account_id = r.account_id AND u.billed_through = r.billed_through AND x.invoices_through >= \(parameter)), 0) END
    """
  }

  /// Saves it in three parts of the fact that closed the accounts, numbered from `firstPart` on.
  static func save(_ members: [MemberClosing], firstPart: UInt8, _ rows: LinkedRows) throws {
    guard members.contains(where: { $0.carried != .none }) else { return }
    let members = members.inOrder(of: \.account)
    try saveAllowances(members, rows.row(firstPart, allowanceInsert))
    try saveMeters(members, rows.row(firstPart + 1, meterInsert))
    try saveFreeUsage(members, rows.row(firstPart + 2, freeUsageInsert))
  }

  private static let allowanceInsert = """
    INSERT INTO carried_allowance(account_id, billed_through, number, code, subscription_id, granted_on, expires_on,
      granted, units_left) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
  private static let meterInsert =
    "INSERT INTO carried_meter(account_id, billed_through, subscription_id, price, value, present) VALUES (?, ?, ?, ?, ?, ?)"
  private static let freeUsageInsert = """
    INSERT INTO billed_free_usage(account_id, billed_through, number, subscription_id, price, period_start, period_end,
      quantity, minimum_top_up) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  private static func saveAllowances(_ members: [MemberClosing], _ row: LinkedRow) throws {
    for member in members {
      for (number, entry) in member.carried.allowances.enumerated() {
        row.begin()
        row.bind(1, member.account.rawValue)
        row.bind(2, member.billedThrough)
        row.bind(3, number)
        row.bind(4, entry.bucket.code)
        row.bind(5, entry.subscription?.rawValue)
        row.bind(6, entry.bucket.grantedOn)
        row.bind(7, entry.bucket.expiresOn)
        row.bind(8, entry.bucket.granted)
        row.bind(9, entry.bucket.left)
        try row.run()
      }
    }
  }

  private static func saveMeters(_ members: [MemberClosing], _ row: LinkedRow) throws {
    for member in members {
      // In the order of the table's key, which compares bytes.
      let meters = member.carried.meters.sorted {
        $0.subscription == $1.subscription
          ? $0.price.text.utf8.lexicographicallyPrecedes($1.price.text.utf8) : $0.subscription < $1.subscription
      }
      for entry in meters {
        row.begin()
        row.bind(1, member.account.rawValue)
        row.bind(2, member.billedThrough)
        row.bind(3, entry.subscription.rawValue)
        row.bind(4, entry.price.text)
        row.bind(5, entry.state.value)
        row.bind(6, try JSONColumn.text(entry.state.present.sorted()))
        try row.run()
      }
    }
  }

  private static func saveFreeUsage(_ members: [MemberClosing], _ row: LinkedRow) throws {
    for member in members {
      for (number, entry) in member.carried.freeUsage.enumerated() {
        row.begin()
        row.bind(1, member.account.rawValue)
        row.bind(2, member.billedThrough)
        row.bind(3, number)
        row.bind(4, entry.subscription.rawValue)
        row.bind(5, entry.price.text)
        row.bind(6, entry.period.start)
        row.bind(7, entry.period.end)
        row.bind(8, entry.quantity)
        row.bind(9, entry.minimumTopUp)
        try row.run()
      }
    }
  }

  private static func freeUsage(
    of account: BillingAccountID, before invoice: InvoiceID?, billedThrough: Day, _ restated: RestatementRows, _ c: Connection
  ) throws -> [BilledUsage] {
    let rows = try c.prepare(
      """
      SELECT subscription_id, price, period_start, period_end, quantity, minimum_top_up, billed_through FROM billed_free_usage r
      WHERE account_id = ?1 AND billed_through <= ?2 AND \(inForce(for: "?3")) ORDER BY billed_through, number
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, billedThrough)
    rows.bind(3, invoice?.rawValue)
    defer { rows.reset() }
    var found: [BilledUsage] = []
    while try rows.step() {
      if restated.replaces(billedThrough: rows.day(6)) { continue }
      found.append(
        BilledUsage(
          subscription: SubscriptionID(rows.int64(0)), price: PriceCode(rows.text(1)),
          period: ServicePeriod(start: rows.day(2), end: rows.day(3)), quantity: rows.exact(4), amount: .zero,
          minimumTopUp: rows.exact(5)))
    }
    return found
  }

  /// What the bill through a day left, as a later re-rating says it when there is one.
  ///
  /// - Parameter hasMeters: whether any account carries a meter on.
  static func state(
    of account: BillingAccountID, before invoice: InvoiceID?, billedThrough: Day, _ restated: RestatementRows,
    hasMeters: Bool = true, _ c: Connection
  ) throws -> CarriedState {
    if let said = restated.ending(on: billedThrough) {
      return CarriedState(allowances: said.allowances.filter { $0.bucket.expiresOn > billedThrough }, meters: said.meters)
    }
    var state = CarriedState.none
    let buckets = try c.prepare(
      """
      SELECT code, subscription_id, granted_on, expires_on, granted, units_left FROM carried_allowance r
      WHERE account_id = ?1 AND billed_through = ?2 AND expires_on > billed_through AND \(inForce(for: "?3")) ORDER BY number
      """)
    buckets.bind(1, account.rawValue)
    buckets.bind(2, billedThrough)
    buckets.bind(3, invoice?.rawValue)
    defer { buckets.reset() }
    while try buckets.step() {
      state.allowances.append(
        CarriedState.Allowance(
          subscription: buckets.optionalInt64(1).map { SubscriptionID($0) },
          bucket: AllowanceBucket(
            code: buckets.text(0), grantedOn: buckets.day(2), expiresOn: buckets.day(3), granted: buckets.exact(4),
            left: buckets.exact(5))))
    }
    guard hasMeters else { return state }
    let meters = try c.prepare(
      """
      SELECT subscription_id, price, value, present FROM carried_meter r
      WHERE account_id = ?1 AND billed_through = ?2 AND \(inForce(for: "?3")) ORDER BY subscription_id, price
      """)
    meters.bind(1, account.rawValue)
    meters.bind(2, billedThrough)
    meters.bind(3, invoice?.rawValue)
    defer { meters.reset() }
    while try meters.step() {
      state.meters.append(
        CarriedState.Meter(
          subscription: SubscriptionID(meters.int64(0)), price: PriceCode(meters.text(1)),
          state: MeterState(value: meters.exact(2), present: Set(try JSONColumn.value([String].self, meters.bytes(3))))))
    }
    return state
  }

  /// Every bucket as the bills before a day last left it, those of closed periods too: what late usage may take.
  static func past(
    of account: BillingAccountID, before invoice: InvoiceID?, billedThrough: Day, _ restated: RestatementRows, _ c: Connection
  ) throws -> [CarriedState.Allowance] {
    if !restated.inForce.isEmpty { return try RestatedPast(account, before: invoice, billedThrough, restated, c).allowances }
    let rows = try c.prepare(
      """
      SELECT code, subscription_id, granted_on, expires_on, granted, units_left FROM (
        SELECT r.*, ROW_NUMBER() OVER (PARTITION BY code, subscription_id, granted_on ORDER BY billed_through DESC, number) place
        FROM carried_allowance r WHERE account_id = ?1 AND billed_through <= ?2 AND \(inForce(for: "?3"))) last
      WHERE place = 1 ORDER BY granted_on, code, COALESCE(subscription_id, 0)
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, billedThrough)
    rows.bind(3, invoice?.rawValue)
    defer { rows.reset() }
    var found: [CarriedState.Allowance] = []
    while try rows.step() {
      found.append(
        CarriedState.Allowance(
          subscription: rows.optionalInt64(1).map { SubscriptionID($0) },
          bucket: AllowanceBucket(
            code: rows.text(0), grantedOn: rows.day(2), expiresOn: rows.day(3), granted: rows.exact(4), left: rows.exact(5))))
    }
    return found
  }

  /// Usage amounts that invoices have billed to an account, by subscription, price and period.
  static func billedUsage(
    of account: BillingAccountID, before invoice: InvoiceID?, billedThrough: Day, _ restated: RestatementRows, _ c: Connection
  ) throws -> [BilledUsage] {
    let rows = try c.prepare(
      """
      SELECT l.subscription_id, t.price, l.period_start, l.period_end, l.quantity, l.amount_minor, i.currency, t.kind, i.id, l.number
      FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id JOIN line_terms t ON t.id = l.terms_id
      WHERE t.kind IN ('usage', 'true-up') AND l.amount_minor <> 0 AND l.subscription_id IN (SELECT subscription_id FROM subscription_payer WHERE account_id = ?1)
        AND i.account_id IN (?1, (SELECT consolidated_into FROM billing_account WHERE id = ?1))
        AND COALESCE(l.used_by, i.account_id) = ?1
        AND (?2 IS NULL OR i.id < ?2)
        AND NOT EXISTS (SELECT 1 FROM invoice_cancellation x WHERE x.invoice_id = i.id AND (?2 IS NULL OR x.invoices_through < ?2))
      ORDER BY l.subscription_id, t.price, l.period_start, i.id
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, invoice?.rawValue)
    defer { rows.reset() }
    var found: [BilledUsage] = []
    var explanations: [Int64: [Explanation]] = [:]
    while try rows.step() {
      if restated.replaces(rows.int64(8)) { continue }
      let digits = Currency(rows.text(6))?.minorDigits ?? 2
      let amount = Exact(unscaled: rows.int64(5), scale: digits)
      let isTrueUp = rows.text(7) == "true-up"
      let filled =
        isTrueUp ? .zero : try explanation(ofLine: rows.int(9), invoice: rows.int64(8), &explanations, c).minimumTopUp
      let entry = BilledUsage(
        subscription: SubscriptionID(rows.int64(0)), price: PriceCode(rows.text(1)),
        period: ServicePeriod(start: rows.day(2), end: rows.day(3)), quantity: isTrueUp ? .zero : rows.exact(4),
        amount: isTrueUp ? .zero : amount, minimumTopUp: filled, trueUp: isTrueUp ? amount : .zero)
      if let last = found.last, last.subscription == entry.subscription, last.price == entry.price, last.period == entry.period {
        found[found.count - 1].quantity += entry.quantity
        found[found.count - 1].amount += entry.amount
        found[found.count - 1].minimumTopUp += entry.minimumTopUp
        found[found.count - 1].trueUp += entry.trueUp
      } else {
        found.append(entry)
      }
    }
    for said in restated.inForce where said.restatement.days.end <= billedThrough { found += said.restatement.usage }
    return try found + freeUsage(of: account, before: invoice, billedThrough: billedThrough, restated, c)
  }

  private static func explanation(
    ofLine number: Int, invoice: Int64, _ known: inout [Int64: [Explanation]], _ c: Connection
  ) throws -> Explanation {
    if known[invoice] == nil { known[invoice] = try InvoiceReading.explanations(of: InvoiceID(invoice), c) }
    guard let all = known[invoice], all.indices.contains(number - 1) else {
      throw DamagedRow(table: "invoice_explanation", row: invoice, what: "line \(number) has no explanation")
    }
    return all[number - 1]
  }
}
