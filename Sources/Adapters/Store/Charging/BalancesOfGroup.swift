import Balances
import Charging
import Operations
import Primitives

/// Customer balances as charging sees them, several of them in a few questions: asked for ahead.
struct BalancesOfGroup {
  private let c: Connection
  private let known: ChargingMemory
  private let memory: ControlMemory
  private let own: [Int64: [StoredControl]]
  private let forAll: [StoredControl]
  /// `nil`: none are wanted.
  private let rows: Statement?

  init(_ ids: [CustomerBalanceID], _ c: Connection, _ known: ChargingMemory, _ memory: ControlMemory) throws {
    self.c = c
    self.known = known
    self.memory = memory
    if ids.isEmpty {
      (own, forAll, rows) = ([:], [], nil)
      return
    }
    let list = NumberList(ids.lazy.map(\.rawValue))
    let controls = ControlRows(c: c)
    own = try BalancesOfGroup.hasOwnControls(known, c) ? controls.history(ofAll: list, memory) : [:]
    forAll = try known.controlsOfAll ?? controls.history(of: nil, memory)
    known.controlsOfAll = forAll
    rows = try list.ahead(
      """
      SELECT \(BalanceRows.bucketColumns), b.reference, b.account_id, a.seller, a.currency, b.kind, b.credit_limit_minor, b.id, \(BalanceTail.columns)
      FROM \(NumberList.rows(c)) CROSS JOIN customer_balance b ON b.id = CAST(v.value AS BIGINT) CROSS JOIN billing_account a ON a.id = b.account_id
      CROSS JOIN balance_bucket k ON k.balance_id = b.id ORDER BY b.id, k.number
      """, c)
  }

  /// Those that there are, in the order of their numbers.
  func read() throws -> [ChargingMemory.Remembered] {
    guard let rows else { return [] }
    defer { rows.reset() }
    var found: [ChargingMemory.Remembered] = []
    while try rows.step() {
      let bucket = try BalanceRows.bucket(rows)
      let id = CustomerBalanceID(rows.int64(19))
      if let last = found.indices.last, found[last].charged.balance.id == id {
        found[last].charged.balance.buckets.append(bucket)
      } else {
        found.append(try balance(rows, id, bucket, StoredControl.inForce(all: forAll, own: own[id.rawValue] ?? []).compactMap(\.control)))
      }
    }
    return found
  }

  /// The first of its buckets is the main one, which says where the lists end.
  private func balance(
    _ row: Statement, _ id: CustomerBalanceID, _ main: BalanceBucket, _ controls: [SpendingControl]
  ) throws -> ChargingMemory.Remembered {
    guard let currency = Currency(row.text(16)), let kind = CustomerBalance.Kind(rawValue: row.text(17)) else {
      throw DamagedRow(table: "customer_balance", row: id.rawValue, what: "its kind or the account's currency is none")
    }
    let balance = CustomerBalance(
      id: id, reference: row.text(13), account: BillingAccountID(row.int64(14)), currency: currency, kind: kind, creditLimitMinor: row.int64(18),
      buckets: [main])
    return ChargingMemory.Remembered(
      charged: ChargedBalance(balance: balance, seller: SellerCode(row.text(15)), controls: controls), tail: BalanceTail.read(row, from: 20))
  }

  private static func hasOwnControls(_ known: ChargingMemory, _ c: Connection) throws -> Bool {
    if let known = known.hasOwnControls { return known }
    let row = try c.prepare("SELECT 1 FROM spending_control WHERE balance_id IS NOT NULL LIMIT 1")
    defer { row.reset() }
    let has = try row.step()
    known.hasOwnControls = has
    return has
  }
}
