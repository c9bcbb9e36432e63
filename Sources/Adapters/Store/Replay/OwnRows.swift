import Parties
import Primitives
import Subscriptions
import Usage

/// What accounts have of their own, read along a stretch of them in ascending order.
final class OwnRows {
  let usage: UsageWithinRows
  private let accounts: AccountStream
  private let subscriptions: AccountStream
  private let c: Connection

  init(_ usage: UsageWithinRows, _ c: Connection) throws {
    self.c = c
    self.usage = usage
    accounts = try AccountStream(OwnRows.accountQuery, account: 0, c)
    subscriptions = try AccountStream(SubscriptionRows.paidByStretch, account: SubscriptionRows.accountOfPaid, c)
  }

  private static let accountQuery = """
    SELECT \(AccountRows.columns), p.opened_on, p.billed_through, p.usage_cut_off, p.usage_through_round, p.usage_open_from
    FROM billing_account a JOIN account_position p ON p.account_id = a.id WHERE a.id BETWEEN ? AND ? ORDER BY a.id
    """

  func begin(_ stretch: ClosedRange<Int64>) throws {
    accounts.begin(stretch)
    subscriptions.begin(stretch)
    try usage.begin(stretch)
  }

  /// An account as it stands now.
  struct Position {
    var account: BillingAccount
    var openedOn: Day
    var billedThrough: Day
    /// How far its usage is billed; `nil` before the first bill.
    var closing: UsageClosing?
  }

  func position(of account: BillingAccountID) throws -> Position {
    guard try accounts.next(of: account.rawValue) else {
      throw DamagedRow(table: "billing_account", row: account.rawValue, what: "was billed, but is not there")
    }
    let row = accounts.rows
    return Position(
      account: try AccountRows.account(row), openedOn: row.day(18), billedThrough: row.day(19),
      closing: row.isNull(20)
        ? nil : UsageClosing(cutOff: row.instant(20), throughRound: row.int64(21), openFromRound: row.int64(22)))
  }

  /// Everything the account pays, or once paid, as it is now.
  func subscriptions(paidBy account: BillingAccountID) throws -> [Subscription] {
    try SubscriptionRows.paid(by: account, subscriptions.rows, { try subscriptions.next(of: account.rawValue) }, c).map(\.subscription)
  }
}
