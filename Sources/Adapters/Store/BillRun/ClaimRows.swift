public import Operations
public import Primitives

extension Store {
  public var isShared: Bool { if case .server = address { true } else { false } }

  public func claim(
    of run: BillRunID, after ordinal: Int, limit: Int, now: Instant, until: Instant
  ) throws -> [PendingAccount] {
    try claims { c in
      try ClaimRows.giveUp(of: run, now: now, c)
      var found = try ClaimRows.unclaimed(of: run, after: ordinal, limit: limit, c)
      // What somebody else took and did not finish lies behind.
      if found.isEmpty, ordinal >= 0 { found = try ClaimRows.unclaimed(of: run, after: -1, limit: limit, c) }
      guard let first = found.first, let last = found.last else { return [] }
      let claim = try c.prepare("INSERT INTO bill_run_claim(run_id, first_ordinal, last_ordinal, leased_until, owner) VALUES (?, ?, ?, ?, pg_backend_pid())")
      claim.bind(1, run.rawValue)
      claim.bind(2, first.ordinal)
      claim.bind(3, last.ordinal)
      claim.bind(4, until)
      try claim.run()
      return found
    }
  }

  public func giveBack(_ run: BillRunID) throws {
    guard isShared else { return }
    try claims { c in
      let own = try c.prepare("DELETE FROM bill_run_claim WHERE run_id = ? AND owner = pg_backend_pid()")
      own.bind(1, run.rawValue)
      try own.run()
    }
  }
}

/// Who bills which accounts of a run that several processes share.
///
/// A connection that claims holds a lock of its own for as long as it lives, so that others see at once when it is gone;
/// the lease is for one that lives and does nothing any more. These statements are only for servers.
enum ClaimRows {
  /// The class of those locks among the database's advisory locks.
  private static let owners = 0x666C_6F72

  /// Ends the claims of those who are gone or late.
  static func giveUp(of run: BillRunID, now: Instant, _ c: Connection) throws {
    let alive = try c.prepare("SELECT pg_try_advisory_lock(\(owners), pg_backend_pid())")
    _ = try alive.step()
    alive.reset()
    let lapsed = try c.prepare(
      """
      DELETE FROM bill_run_claim WHERE run_id = ?1
        AND (leased_until <= ?2 OR owner <> pg_backend_pid() AND pg_try_advisory_xact_lock(\(owners), owner::int))
      """)
    lapsed.bind(1, run.rawValue)
    lapsed.bind(2, now)
    try lapsed.run()
  }

  static func unclaimed(of run: BillRunID, after ordinal: Int, limit: Int, _ c: Connection) throws -> [PendingAccount] {
    let rows = try c.prepare(
      """
      SELECT a.ordinal, a.account_id, a.bill_through, r.usage_through_round
      FROM bill_run_account a JOIN bill_run r ON r.id = a.run_id
      WHERE a.run_id = ?1 AND a.ordinal > ?2 AND a.state = 'planned' AND NOT EXISTS (
        SELECT 1 FROM bill_run_claim k WHERE k.run_id = a.run_id AND a.ordinal BETWEEN k.first_ordinal AND k.last_ordinal)
      ORDER BY a.ordinal LIMIT ?3
      """)
    rows.bind(1, run.rawValue)
    rows.bind(2, ordinal)
    rows.bind(3, limit)
    return try pending(rows)
  }

  /// Reads ordinal, account, day and round from columns 0 to 3.
  static func pending(_ rows: Statement) throws -> [PendingAccount] {
    defer { rows.reset() }
    var found: [PendingAccount] = []
    while try rows.step() {
      found.append(
        PendingAccount(
          ordinal: rows.int(0), account: BillingAccountID(rows.int64(1)), billThrough: rows.day(2), usageThroughRound: rows.int64(3)))
    }
    return found
  }

  /// Gives a claim back with the outcomes of its accounts.
  static func end(of run: BillRunID, first ordinal: Int, _ c: Connection) throws {
    let row = try c.prepare("DELETE FROM bill_run_claim WHERE run_id = ? AND first_ordinal = ?")
    row.bind(1, run.rawValue)
    row.bind(2, ordinal)
    try row.run()
  }
}
