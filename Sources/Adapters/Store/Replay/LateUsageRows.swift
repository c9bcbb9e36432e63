import Primitives
import Usage

/// Usage of billed days that no bill has covered yet.
struct LateUsageRows {
  private let c: Connection
  let lastRound: Int64
  private let hasRestatements: Bool

  /// Made once per snapshot.
  init(_ c: Connection) throws {
    self.c = c
    let row = try c.prepare("SELECT COALESCE(MAX(round), 0), EXISTS (SELECT 1 FROM rerating_account) FROM usage_round")
    defer { row.reset() }
    _ = try row.step()
    lastRound = row.int64(0)
    hasRestatements = row.int(1) != 0
  }

  /// The day of the earliest such event of an account.
  func firstDay(of account: BillingAccountID, zones: [String: Zone]) throws -> Day? {
    let row = try c.prepare(
      """
      SELECT p.usage_cut_off, p.usage_through_round, p.usage_open_from, a.zone, p.billed_through
      FROM account_position p JOIN billing_account a ON a.id = p.account_id WHERE p.account_id = ?
      """)
    row.bind(1, account.rawValue)
    defer { row.reset() }
    guard try row.step(), !row.isNull(0), row.int64(1) < lastRound, let zone = zones[row.text(3)] else { return nil }
    var since = UsageClosing(cutOff: row.instant(0), throughRound: row.int64(1), openFromRound: row.int64(2))
    if hasRestatements { since = try RestatementRows.of(account, before: nil, c).since(since, row.day(4)) }
    if since.throughRound >= lastRound { return nil }
    let unbilled = try UnbilledUsageRows(c).read(
      account: account, cutOff: since.cutOff, since: since, throughRound: lastRound, rule: .nextInvoice)
    return unbilled.usage.compactMap { $0.events.first?.at }.min().map { zone.day(of: $0) }
  }
}
