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
  /// Those that were read before.
  private let found: [ChargingMemory.Remembered]
  /// `nil`: none are to be read.
  private let rows: Statement?

  /// - Parameter found: balances that were read before in this transaction, without their controls.
  init(
    _ ids: [CustomerBalanceID], found: [CustomerBalanceID: ChargingMemory.Remembered] = [:], _ c: Connection, _ known: ChargingMemory, _ memory: ControlMemory
  ) throws {
    self.c = c
    self.known = known
    self.memory = memory
    self.found = ids.compactMap { found[$0] }
    if ids.isEmpty {
      (own, forAll, rows) = ([:], [], nil)
      return
    }
    let controls = ControlRows(c: c)
    own = try BalancesOfGroup.hasOwnControls(known, c) ? controls.history(ofAll: NumberList(ids.lazy.map(\.rawValue)), memory) : [:]
    forAll = try known.controlsOfAll ?? controls.history(of: nil, memory)
    known.controlsOfAll = forAll
    let unread = ids.filter { found[$0] == nil }
    rows = try unread.isEmpty
      ? nil
      : NumberList(unread.lazy.map(\.rawValue)).ahead(
        """
        SELECT \(FoundBalances.columns)
        FROM \(NumberList.rows(c)) CROSS JOIN customer_balance b ON b.id = CAST(v.value AS BIGINT) CROSS JOIN billing_account a ON a.id = b.account_id
        CROSS JOIN balance_bucket k ON k.balance_id = b.id ORDER BY b.id, k.number
        """, c)
  }

  /// Those that there are, with their controls.
  func read() throws -> [ChargingMemory.Remembered] {
    var read = FoundBalances()
    if let rows {
      defer { rows.reset() }
      while try rows.step() { _ = try read.add(rows) }
    }
    return (found + read.all).map { one in
      var one = one
      one.charged.controls = StoredControl.inForce(all: forAll, own: own[one.charged.balance.id.rawValue] ?? []).compactMap(\.control)
      return one
    }
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
