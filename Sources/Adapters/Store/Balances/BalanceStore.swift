import Accounting
public import Balances
import Charging
public import Operations
public import Primitives

extension Store: BalanceStore {
  public func open(
    _ balance: CustomerBalance, for subscriptions: [SubscriptionID], command: BalanceCommand, at: Instant
  ) throws -> StoredBalance {
    try write { c in
      let rows = BalanceRows(c)
      if try CommandRows.answer(key: command.storedKey, fingerprint: command.fingerprint, c) == nil {
        if try rows.id(of: balance.reference) != nil {
          throw Rejection(
            Problem(
              .balanceReferenceTaken, path: "reference", "there is a balance \"\(balance.reference)\" already",
              remedy: "give the new one another reference, or repeat the key under which the first was opened"))
        }
        try rows.insert(balance, for: subscriptions, at: at)
        try CommandRows.remember(StoredCommand(key: command.storedKey, fingerprint: command.fingerprint, answer: balance.reference), c)
      }
      return try rows.known(balance.reference)
    }
  }

  public func change(
    _ references: [String], command: BalanceCommand, at: Instant, decide: ([StoredBalance]) throws -> [BalanceBooking]
  ) throws -> ChangedBalances {
    try changing(references, command, at) { stored, _ in try decide(stored) }
  }

  public func expire(
    _ reference: String, command: BalanceCommand, at: Instant, decide: (StoredBalance, [Int: Int64]) throws -> BalanceBooking
  ) throws -> ChangedBalances {
    try changing([reference], command, at) { stored, rows in
      try stored.map { try decide($0, rows.wentOn(of: $0.balance, at: at)) }
    }
  }

  private func changing(
    _ references: [String], _ command: BalanceCommand, _ at: Instant, decide: ([StoredBalance], BalanceRows) throws -> [BalanceBooking]
  ) throws -> ChangedBalances {
    try write { c in
      let rows = BalanceRows(c)
      let stored = try references.map { try rows.known($0) }
      if let answer = try CommandRows.answer(key: command.storedKey, fingerprint: command.fingerprint, c) {
        let first = answer.split(separator: ",").compactMap { Int64($0) }
        return ChangedBalances(balances: stored, movements: try first.compactMap { try rows.movement($0) }, repeated: true)
      }
      var written: [Int64] = []
      for (before, booking) in zip(stored, try decide(stored, rows)) {
        written += try rows.write(booking, before: before.balance, command, at: at)
        try tellLow(before.balance, booking.change, at, c)
      }
      try CommandRows.remember(
        StoredCommand(key: command.storedKey, fingerprint: command.fingerprint, answer: written.map(String.init).joined(separator: ",")), c)
      return ChangedBalances(
        balances: try references.map { try rows.known($0) }, movements: try written.compactMap { try rows.movement($0) }, repeated: false)
    }
  }

  /// Tells whoever is to be told when less is left now than a control of the customer balance says.
  private func tellLow(_ before: CustomerBalance, _ change: BalanceChange, _ at: Instant, _ c: Connection) throws {
    if change.movements.allSatisfy({ $0.amount > 0 }) { return }
    let rows = ControlRows(c: c)
    for stored in try rows.inForce(for: (id: before.id, reference: before.reference)) {
      guard case .low(let low)? = stored.control?.rule, let notice = low.notice(stored.code, before: before, change: change, at: at) else { continue }
      // What ended some time ago may have been missed, and told of, since.
      let ended = change.movements.filter { $0.amount < 0 }.compactMap { before[$0.bucket]?.terms.validTo }.filter { $0 <= at }.min()
      if let ended, low.isBelow(in: before, at: at), try rows.hasTold(stored.code, of: before.id, since: ended) { continue }
      try rows.insert(notice, of: nil, before.id, at: at)
    }
  }

  public func isAlone(_ fault: any Error) -> Bool {
    switch fault {
    case let fault as StoreFault: fault.kind == .constraint || fault.kind == .other
    case is DamagedRow, is Rejection: true
    default: false
    }
  }

  public func balancesOver(at: Instant, after: String, limit: Int) throws -> [String] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT DISTINCT b.reference FROM balance_bucket k JOIN customer_balance b ON b.id = k.balance_id
        WHERE k.valid_to IS NOT NULL AND k.has_left = 1 AND k.valid_to <= ? AND b.reference > ? ORDER BY b.reference LIMIT ?
        """)
      rows.bind(1, at)
      rows.bind(2, after)
      rows.bind(3, limit)
      defer { rows.reset() }
      var found: [String] = []
      while try rows.step() { found.append(rows.text(0)) }
      return found
    }
  }

  public func balance(reference: String) throws -> StoredBalance? {
    try read { c in
      let rows = BalanceRows(c)
      return try rows.id(of: reference).map { _ in try rows.known(reference) }
    }
  }

  public func balances(_ filter: BalanceFilter) throws -> [StoredBalance] {
    try read { c in
      var narrowing = Narrowing()
      narrowing.add("account_id = ?", filter.account?.rawValue)
      narrowing.add("account_id IN (SELECT id FROM billing_account WHERE customer_id = ?)", filter.customer?.rawValue)
      narrowing.add("id > ?", filter.after)
      let list = try c.prepare("SELECT reference FROM customer_balance \(narrowing.clause) ORDER BY id LIMIT ?")
      narrowing.bind(to: list, then: filter.limit)
      var references: [String] = []
      while try list.step() { references.append(list.text(0)) }
      list.reset()
      return try references.map { try BalanceRows(c).known($0) }
    }
  }

  public func movements(of balance: CustomerBalanceID, before: Int64?, limit: Int) throws -> [StoredMovement] {
    try read { c in
      guard let start = try before.map({ try BalanceList.movements.start($0, of: balance.rawValue, c) }) ?? BalanceList.movements.end(of: balance.rawValue, c)
      else { return [] }
      let rows = try c.prepare(
        """
        \(BalanceList.movements.back)
        \(BalanceRows.movementColumns) FROM walk w JOIN balance_movement m ON m.id = w.id \(BalanceRows.movementJoins)
        WHERE ?3 IS NULL OR m.id < ?3 ORDER BY m.id DESC LIMIT ?4
        """)
      rows.bind(1, start)
      // As many of them may come before the first that is wanted as there are between two waypoints.
      rows.bind(2, Int64(limit) + (before == nil ? 0 : ListEnd.waypoints))
      rows.bind(3, before)
      rows.bind(4, limit)
      defer { rows.reset() }
      var found: [StoredMovement] = []
      while try rows.step() { if let movement = BalanceRows.movement(rows) { found.append(movement) } }
      return found
    }
  }

  public func heldWhenPaidIn(_ balance: CustomerBalanceID) throws -> [Int: Int64] {
    try read { c in
      let rows = try c.prepare(BalanceRows.heldWhenPaidIn)
      rows.bind(1, balance.rawValue)
      defer { rows.reset() }
      var found: [Int: Int64] = [:]
      while try rows.step() { if let held = rows.optionalInt64(1) { found[rows.int(0)] = held } }
      return found
    }
  }
}

extension BalanceCommand {
  /// Keys of different kinds of commands do not meet.
  var storedKey: String { "balance:\(key)" }
}
