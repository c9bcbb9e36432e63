import Operations
import Primitives
import Usage

/// An invoice with the accounts it covers, as it was issued: what billing knew when it was computed.
struct IssuedMembers {
  let invoice: InvoiceID
  /// The last subscription fact it took into account.
  let factsThrough: Int64
  /// In the order of their numbers.
  let members: [Member]

  struct Member {
    var account: BillingAccountID
    var billedFrom: Day
    var billedThrough: Day
    /// How far usage had been billed before.
    var since: UsageClosing
    var usageThroughRound: Int64
  }

  init(_ invoice: InvoiceID, factsThrough: Int64, _ c: Connection) throws {
    self.invoice = invoice
    self.factsThrough = factsThrough
    let rows = try c.prepare(
      """
      SELECT account_id, billed_from, billed_through, usage_through_round, usage_since_cut_off, usage_since_round, usage_open_from
      FROM invoice_member WHERE invoice_id = ? ORDER BY account_id
      """)
    rows.bind(1, invoice.rawValue)
    defer { rows.reset() }
    var found: [Member] = []
    while try rows.step() {
      found.append(
        Member(
          account: BillingAccountID(rows.int64(0)), billedFrom: rows.day(1), billedThrough: rows.day(2),
          since: UsageClosing(rows, firstColumn: 4), usageThroughRound: rows.int64(3)))
    }
    members = found
  }

  func member(_ account: BillingAccountID) -> Member? { members.first { $0.account == account } }

  /// The bill of one of them as it was pending; `nil` when the invoice does not cover it.
  func pending(_ account: BillingAccountID) -> PendingAccount? {
    member(account).map {
      PendingAccount(ordinal: 0, account: account, billThrough: $0.billedThrough, usageThroughRound: $0.usageThroughRound)
    }
  }
}

extension UsageClosing {
  /// From three columns: cut-off (`NULL` before the first bill), last round, first open round.
  init(_ row: Statement, firstColumn: Int32) {
    self =
      row.isNull(firstColumn)
      ? .none
      : UsageClosing(
        cutOff: row.instant(firstColumn), throughRound: row.int64(firstColumn + 1), openFromRound: row.int64(firstColumn + 2))
  }
}
