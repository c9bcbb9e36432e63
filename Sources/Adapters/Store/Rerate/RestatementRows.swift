import Operations
import Primitives
import Rating
import Subscriptions
import Usage

/// What re-ratings say anew of an account, as far as it is in force: later ones take the place of earlier ones for the
/// days they share.
struct RestatementRows {
  /// Apart from each other, ascending.
  let inForce: [Stated]

  struct Stated {
    var restatement: Restatement
    /// The first invoice priced again; `nil` when nothing was due.
    var firstInvoice: Int64?
    /// The last invoice there was when it was booked.
    var invoicesThrough: Int64
  }

  static let none = RestatementRows(inForce: [])

  /// - Parameter invoice: only what was booked before this invoice was issued; `nil`: everything.
  static func of(_ account: BillingAccountID, before invoice: InvoiceID?, _ c: Connection) throws -> RestatementRows {
    let rows = try c.prepare(
      """
      SELECT from_day, through_day, first_invoice, invoices_through, usage_through_round, usage_open_from, state
      FROM rerating_account WHERE account_id = ?1 AND (?2 IS NULL OR invoices_through < ?2) ORDER BY id DESC
      """)
    rows.bind(1, account.rawValue)
    rows.bind(2, invoice?.rawValue)
    defer { rows.reset() }
    var found: [Stated] = []
    while try rows.step() {
      let days = ServicePeriod(start: rows.day(0), end: rows.day(1))
      if found.contains(where: { $0.restatement.days.intersection(days) != nil }) { continue }
      let state = try JSONColumn.value(StoredState.self, rows.bytes(6))
      found.insert(
        Stated(
          restatement: state.restatement(account, days, throughRound: rows.int64(4), openFrom: rows.int64(5)),
          firstInvoice: rows.optionalInt64(2), invoicesThrough: rows.int64(3)), at: 0)
    }
    return RestatementRows(inForce: found.sorted { $0.restatement.days.start < $1.restatement.days.start })
  }

  /// The last re-rating that priced again days of an invoice, or later ones: a run that found nothing due may have closed
  /// days after the last invoice.
  static func rerating(of invoice: InvoiceID, _ c: Connection) throws -> ReratingID? {
    let row = try c.prepare(
      """
      SELECT MAX(a.rerating_id) FROM invoice_member m JOIN rerating_account a ON a.account_id = m.account_id
      WHERE m.invoice_id = ? AND m.billed_from < a.through_day
      """)
    row.bind(1, invoice.rawValue)
    defer { row.reset() }
    return try row.step() ? row.optionalInt64(0).map { ReratingID($0) } : nil
  }

  /// The one that ends on a day.
  func ending(on day: Day) -> Restatement? { inForce.first { $0.restatement.days.end == day }?.restatement }

  /// How far usage is settled, where the last bill was priced again.
  func since(_ since: UsageClosing, _ billedThrough: Day) -> UsageClosing {
    guard let said = ending(on: billedThrough), since != .none else { return since }
    return UsageClosing(cutOff: since.cutOff, throughRound: said.usageThroughRound, openFromRound: said.usageOpenFrom)
  }

  /// Whether the bill that closed on this day was priced again.
  func replaces(billedThrough day: Day) -> Bool {
    inForce.contains { $0.restatement.days.start < day && day <= $0.restatement.days.end }
  }

  /// Those of days before a day.
  func before(_ day: Day) -> RestatementRows { RestatementRows(inForce: inForce.filter { $0.restatement.days.end <= day }) }

  /// Whether this invoice was priced again.
  func replaces(_ invoice: Int64) -> Bool {
    inForce.contains { said in said.firstInvoice.map { $0 <= invoice && invoice <= said.invoicesThrough } ?? false }
  }

  /// Days billed as written by invoices, with those said anew in the place of the invoices they come from: a credit stays
  /// behind the charge it gives back.
  func merged(with written: [(invoice: Int64, billed: BilledPeriod)]) -> [BilledPeriod] {
    let said = inForce.flatMap { said in said.restatement.billed.map { (said.firstInvoice ?? said.invoicesThrough, $0) } }
    return (written + said).enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      return (x.1.subscription, x.0, a.offset) < (y.1.subscription, y.0, b.offset)
    }.map(\.element.1)
  }

  static func insert(
    _ restatement: Restatement, of rerating: ReratingID, payer: BillingAccountID, firstInvoice: InvoiceID?, invoicesThrough: Int64,
    _ c: Connection
  ) throws {
    let row = try c.prepare(
      """
      INSERT INTO rerating_account(rerating_id, account_id, payer_id, from_day, through_day, first_invoice, invoices_through,
        usage_through_round, usage_open_from, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, rerating.rawValue)
    row.bind(2, restatement.account.rawValue)
    row.bind(3, payer.rawValue)
    row.bind(4, restatement.days.start)
    row.bind(5, restatement.days.end)
    row.bind(6, firstInvoice?.rawValue)
    row.bind(7, invoicesThrough)
    row.bind(8, restatement.usageThroughRound)
    row.bind(9, restatement.usageOpenFrom)
    row.bind(10, try JSONColumn.text(StoredState(restatement)))
    try row.run()
  }
}

/// A restatement's counters as JSON: days as their numbers, decimals as text.
private struct StoredState: Codable {
  struct Allowance: Codable {
    var subscription: Int64?
    var code: String
    var grantedOn: Int32
    var expiresOn: Int32
    var granted: Exact
    var left: Exact
  }

  struct Meter: Codable {
    var subscription: Int64
    var price: String
    var value: Exact
    var present: [String]
  }

  struct Used: Codable {
    var subscription: Int64
    var price: String
    var days: [Int32]
    var quantity: Exact
    var amount: Exact
    var minimumTopUp: Exact
    var trueUp: Exact
  }

  struct Billed: Codable {
    var subscription: Int64
    var item: Int
    var price: String
    var kind: String
    var days: [Int32]
    var full: [Int32]
    var quantity: Exact
    var amountMinor: Int64
  }

  var allowances: [Allowance]
  var meters: [Meter]
  var usage: [Used]
  var billed: [Billed]

  init(_ restatement: Restatement) {
    func days(_ period: ServicePeriod) -> [Int32] { [period.start.number, period.end.number] }
    allowances = restatement.allowances.map {
      Allowance(
        subscription: $0.subscription?.rawValue, code: $0.bucket.code, grantedOn: $0.bucket.grantedOn.number,
        expiresOn: $0.bucket.expiresOn.number, granted: $0.bucket.granted, left: $0.bucket.left)
    }
    meters = restatement.meters.map {
      Meter(subscription: $0.subscription.rawValue, price: $0.price.text, value: $0.state.value, present: $0.state.present.sorted())
    }
    usage = restatement.usage.map {
      Used(
        subscription: $0.subscription.rawValue, price: $0.price.text, days: days($0.period), quantity: $0.quantity, amount: $0.amount,
        minimumTopUp: $0.minimumTopUp, trueUp: $0.trueUp)
    }
    billed = restatement.billed.map {
      Billed(
        subscription: $0.subscription.rawValue, item: $0.item, price: $0.price.text, kind: $0.kind.rawValue, days: days($0.period),
        full: days($0.fullPeriod), quantity: $0.quantity, amountMinor: $0.amountMinor)
    }
  }

  func restatement(_ account: BillingAccountID, _ days: ServicePeriod, throughRound: Int64, openFrom: Int64) -> Restatement {
    func period(_ days: [Int32]) -> ServicePeriod {
      ServicePeriod(start: Day(number: days.first ?? 0), end: Day(number: days.last ?? 0))
    }
    return Restatement(
      account: account, days: days, usageThroughRound: throughRound, usageOpenFrom: openFrom,
      allowances: allowances.map {
        CarriedState.Allowance(
          subscription: $0.subscription.map { SubscriptionID($0) },
          bucket: AllowanceBucket(
            code: $0.code, grantedOn: Day(number: $0.grantedOn), expiresOn: Day(number: $0.expiresOn), granted: $0.granted, left: $0.left))
      },
      meters: meters.map {
        CarriedState.Meter(
          subscription: SubscriptionID($0.subscription), price: PriceCode($0.price),
          state: MeterState(value: $0.value, present: Set($0.present)))
      },
      usage: usage.map {
        BilledUsage(
          subscription: SubscriptionID($0.subscription), price: PriceCode($0.price), period: period($0.days), quantity: $0.quantity,
          amount: $0.amount, minimumTopUp: $0.minimumTopUp, trueUp: $0.trueUp)
      },
      billed: billed.map {
        BilledPeriod(
          account: account, subscription: SubscriptionID($0.subscription), item: $0.item, price: PriceCode($0.price),
          kind: BilledPeriod.Kind(rawValue: $0.kind) ?? .charge, period: period($0.days), fullPeriod: period($0.full),
          quantity: $0.quantity, amountMinor: $0.amountMinor)
      })
  }
}
