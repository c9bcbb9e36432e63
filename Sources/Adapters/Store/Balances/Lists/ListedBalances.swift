import Primitives

/// Where the lists of customer balances end, moved on by whoever writes movements beside charging.
final class ListedBalances {
  private let c: Connection
  private var tails: [CustomerBalanceID: BalanceTail] = [:]

  init(_ c: Connection) { self.c = c }

  func append(movement id: Int64, of balance: CustomerBalanceID, at: Int64) throws -> ListPlace {
    var tail = try tails[balance] ?? ListedBalances.read(balance, c)
    defer { tails[balance] = tail }
    return tail.movements.append(id, of: balance.rawValue, at: at)
  }

  static func read(_ balance: CustomerBalanceID, _ c: Connection) throws -> BalanceTail {
    let row = try c.prepare("SELECT \(BalanceTail.columns) FROM balance_bucket WHERE balance_id = ? AND number = 1")
    row.bind(1, balance.rawValue)
    defer { row.reset() }
    guard try row.step() else {
      throw DamagedRow(table: "customer_balance", row: balance.rawValue, what: "it has no main bucket")
    }
    return BalanceTail.read(row, from: 0)
  }

  func save() throws {
    for (balance, tail) in tails.sorted(by: { $0.key < $1.key }) { try ListedBalances.write(tail, of: balance, c) }
    tails.removeAll()
  }

  static func write(_ tail: BalanceTail, of balance: CustomerBalanceID, _ c: Connection) throws {
    let row = try c.prepare(
      """
      UPDATE balance_bucket SET last_request = ?, request_count = ?, requests_through = ?, last_movement = ?, movement_count = ?,
        movements_through = ? WHERE balance_id = ? AND number = 1
      """)
    tail.bind(to: row, from: 1)
    row.bind(7, balance.rawValue)
    try row.run()
  }
}
