import Invoicing
import Operations
import Primitives

/// Puts the accounts of a cancelled invoice back to where they stood before it: days, usage, subscriptions, what they
/// carry along, charges of others. Nothing of what the invoice was computed from is lost: `florin verify` still
/// computes it again.
struct Reopening {
  private let c: Connection

  init(_ c: Connection) { self.c = c }

  /// - Parameter note: the credit note that gave back the rest, when there was a rest.
  func undo(_ issued: IssuedInvoice, _ cancellation: Correction.Cancellation, note: Int64?, at: Instant) throws {
    let id = issued.id.rawValue
    let row = try c.prepare(
      """
      INSERT INTO invoice_cancellation(invoice_id, credit_note_id, cancelled_on, recorded_at, reason, invoices_through)
      VALUES (?, ?, ?, ?, ?, (SELECT MAX(id) FROM invoice))
      """)
    row.bind(1, id)
    row.bind(2, note)
    row.bind(3, cancellation.on)
    row.bind(4, at)
    row.bind(5, cancellation.reason)
    try row.run()
    let members = try members(of: id)
    guard let payer = members.first(where: { $0.account == issued.invoice.account.rawValue }) else {
      throw DamagedRow(table: "invoice_member", row: id, what: "the paying account's row is missing")
    }
    try undoDecisions(of: payer, id)
    for member in try members + joinedLater(payer, id) {
      try undoClosings(of: member, payer: payer, id)
      try reopen(member)
    }
    try giveBackThirdParty(id)
  }

  /// Where an account stood before the invoice.
  private struct Member {
    var account: Int64
    var billedFrom: Day
    var sinceCutOff: Int64?
    var sinceRound: Int64
    var openFrom: Int64
  }

  private func members(of invoice: Int64) throws -> [Member] {
    let rows = try c.prepare(
      """
      SELECT account_id, billed_from, usage_since_cut_off, usage_since_round, usage_open_from FROM invoice_member
      WHERE invoice_id = ? ORDER BY account_id
      """)
    rows.bind(1, invoice)
    defer { rows.reset() }
    var found: [Member] = []
    while try rows.step() {
      found.append(
        Member(
          account: rows.int64(0), billedFrom: rows.day(1), sinceCutOff: rows.optionalInt64(2), sinceRound: rows.int64(3),
          openFrom: rows.int64(4)))
    }
    return found
  }

  /// Who joined the payer's invoice after this one was closed by none but the runs that are undone with it, and stands
  /// where it was opened again.
  private func joinedLater(_ payer: Member, _ invoice: Int64) throws -> [Member] {
    let rows = try c.prepare(
      """
      SELECT a.id, p.opened_on FROM billing_account a JOIN account_position p ON p.account_id = a.id
      WHERE a.consolidated_into = ?1 AND NOT EXISTS (SELECT 1 FROM invoice_member m WHERE m.invoice_id = ?2 AND m.account_id = a.id)
      ORDER BY a.id
      """)
    rows.bind(1, payer.account)
    rows.bind(2, invoice)
    defer { rows.reset() }
    var found: [Member] = []
    while try rows.step() { found.append(Member(account: rows.int64(0), billedFrom: rows.day(1), sinceCutOff: nil, sinceRound: 0, openFrom: 0)) }
    return found
  }

  /// The decision that issued the invoice, and those of later runs that found nothing due.
  private func undoDecisions(of payer: Member, _ invoice: Int64) throws {
    let row = try c.prepare(
      """
      INSERT INTO bill_run_undone(run_id, ordinal, cancellation_id)
      SELECT r.run_id, r.ordinal, (SELECT id FROM invoice_cancellation WHERE invoice_id = ?1) FROM bill_run_account r
      WHERE r.account_id = ?2 AND r.state IN ('issued', 'nothing') AND r.bill_through > ?3
        AND NOT EXISTS (SELECT 1 FROM bill_run_undone u WHERE u.run_id = r.run_id AND u.ordinal = r.ordinal)
      """)
    row.bind(1, invoice)
    row.bind(2, payer.account)
    row.bind(3, payer.billedFrom)
    try row.run()
  }

  private func undoClosings(of member: Member, payer: Member, _ invoice: Int64) throws {
    let days = try c.prepare(
      """
      INSERT INTO undone_closing(account_id, billed_through, cancelled_id)
      SELECT ?1, r.bill_through, ?2 FROM bill_run_undone u JOIN bill_run_account r ON r.run_id = u.run_id AND r.ordinal = u.ordinal
      WHERE u.cancellation_id = (SELECT id FROM invoice_cancellation WHERE invoice_id = ?2) ON CONFLICT DO NOTHING
      """)
    days.bind(1, member.account)
    days.bind(2, invoice)
    try days.run()
    for table in ["carried_allowance", "carried_meter", "billed_free_usage"] {
      let row = try c.prepare("UPDATE \(table) SET undone_by = ? WHERE account_id = ? AND billed_through > ? AND undone_by = 0")
      row.bind(1, invoice)
      row.bind(2, member.account)
      row.bind(3, member.billedFrom)
      try row.run()
    }
  }

  private func reopen(_ member: Member) throws {
    let position = try c.prepare(
      """
      UPDATE account_position SET billed_through = ?, usage_cut_off = ?, usage_through_round = ?, usage_open_from = ?
      WHERE account_id = ?
      """)
    position.bind(1, member.billedFrom)
    position.bind(2, member.sinceCutOff)
    position.bind(3, member.sinceRound)
    position.bind(4, member.openFrom)
    position.bind(5, member.account)
    try position.run()
    // What is settled of a subscription is worked out anew from what stands billed of it.
    let settled = try c.prepare("UPDATE subscription_payer SET settled_before = NULL WHERE account_id = ?")
    settled.bind(1, member.account)
    try settled.run()
    try LateRows.reopen(account: member.account, cutOff: member.sinceCutOff, throughRound: member.sinceRound, c)
  }

  private func giveBackThirdParty(_ invoice: Int64) throws {
    let keep = try c.prepare(
      "INSERT INTO third_party_unbilled(charge_id, invoice_id) SELECT charge_id, invoice_id FROM third_party_billed WHERE invoice_id = ?")
    keep.bind(1, invoice)
    try keep.run()
    let open = try c.prepare("DELETE FROM third_party_billed WHERE invoice_id = ?")
    open.bind(1, invoice)
    try open.run()
  }
}
