import Operations
import Primitives

/// The lists of customer balances beside the rows that they lead to: what each names as the one before it, where they may be begun at, and
/// what main buckets say of their ends.
struct ListProof {
  static let law = "balance-lists"

  private let c: Connection

  init(_ c: Connection) { self.c = c }

  private static let requests = "SELECT id, balance_id, asked_at, before, waypoint, through FROM charging_request ORDER BY id"
  private static let movements = """
    SELECT m.id, k.balance_id, m.moved_at, m.before, m.waypoint, m.through FROM balance_movement m JOIN balance_bucket k ON k.id = m.bucket_id ORDER BY m.id
    """

  /// Follows the rows of a list in their order.
  ///
  /// - Parameter differs: called with a row that says something else than its place, and its customer balance.
  /// - Returns: how many rows there are.
  private func follow(
    _ sql: String, _ list: WritableKeyPath<BalanceTail, ListEnd>, _ tails: inout [Int64: BalanceTail],
    differs: (_ row: Int64, _ balance: Int64, _ says: ListPlace, _ is: ListPlace) -> Void
  ) throws -> Int {
    let rows = try c.scan(sql)
    var count = 0
    while try rows.step() {
      count += 1
      let (id, balance) = (rows.int64(0), rows.int64(1))
      let place = tails[balance, default: BalanceTail()][keyPath: list].append(id, of: balance, at: rows.int64(2))
      let says = ListPlace(before: rows.optionalInt64(3), waypoint: rows.optionalInt64(4), through: rows.optionalInt64(5))
      if says != place { differs(id, balance, says, place) }
    }
    return count
  }

  /// Main buckets that say something else than where the lists end.
  private func ends(_ tails: [Int64: BalanceTail], differs: (_ balance: Int64, _ says: BalanceTail, _ is: BalanceTail) -> Void) throws {
    let rows = try c.scan("SELECT balance_id, \(BalanceTail.columns) FROM balance_bucket WHERE number = 1 ORDER BY balance_id")
    while try rows.step() {
      let (balance, says) = (rows.int64(0), BalanceTail.read(rows, from: 1))
      let tail = tails[balance] ?? BalanceTail()
      if says != tail { differs(balance, says, tail) }
    }
  }

  /// - Returns: how many rows were looked at.
  func run(_ report: (Finding) -> Void) throws -> Int {
    var tails: [Int64: BalanceTail] = [:]
    // Of each balance one, for what follows a wrong one is wrong as well.
    var found: [Int64: String] = [:]
    func note(_ what: String) -> (Int64, Int64, ListPlace, ListPlace) -> Void {
      { id, balance, says, place in
        if found[balance] != nil { return }
        found[balance] = says.before == place.before
          ? "\(what) \(id) is a place to begin at, or none, other than its number in the list says"
          : "\(what) \(id) names \(says.before.map { "\($0)" } ?? "none") as the one before it, which is \(place.before.map { "\($0)" } ?? "none")"
      }
    }
    let count = try follow(ListProof.requests, \.requests, &tails, differs: note("request"))
      + follow(ListProof.movements, \.movements, &tails, differs: note("movement"))
    try ends(tails) { balance, says, tail in
      if found[balance] != nil { return }
      found[balance] = """
        its lists end at request \(says.requests.last ?? 0) of \(says.requests.count) and movement \(says.movements.last ?? 0) of \
        \(says.movements.count), there are \(tail.requests.count) up to \(tail.requests.last ?? 0) and \(tail.movements.count) up to \(tail.movements.last ?? 0)
        """
    }
    let name = try c.prepare("SELECT reference FROM customer_balance WHERE id = ?")
    for (balance, words) in found.sorted(by: { $0.key < $1.key }) {
      name.bind(1, balance)
      report(Finding(ListProof.law, try name.step() ? name.text(0) : "customer balance \(balance)", words))
      name.reset()
    }
    return count
  }

  /// Writes the lists anew where they are not what the order of the rows says.
  func rebuild() throws -> Rebuild.Outcome {
    var tails: [Int64: BalanceTail] = [:]
    var count = 0
    for (list, sql, path) in [(BalanceList.requests, ListProof.requests, \BalanceTail.requests), (.movements, ListProof.movements, \.movements)] {
      var differing: [(row: Int64, place: ListPlace)] = []
      _ = try follow(sql, path, &tails) { id, _, _, place in differing.append((id, place)) }
      let row = try c.prepare("UPDATE \(list.table) SET before = ?, waypoint = ?, through = ? WHERE id = ?")
      for (id, place) in differing {
        row.bind(1, place.before)
        row.bind(2, place.waypoint)
        row.bind(3, place.through)
        row.bind(4, id)
        try row.run()
      }
      count += differing.count
    }
    var ended: [(Int64, BalanceTail)] = []
    try ends(tails) { balance, _, tail in ended.append((balance, tail)) }
    for (balance, tail) in ended { try ListedBalances.write(tail, of: CustomerBalanceID(balance), c) }
    return Rebuild.Outcome("lists of customer balances", count + ended.count)
  }
}
