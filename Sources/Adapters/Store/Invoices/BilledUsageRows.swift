import Operations
public import Primitives
public import Usage

extension Store {
  /// The usage that an issued invoice was computed from, the payer's own first.
  ///
  /// - Parameters:
  ///   - group: nothing but this; `nil`: everything.
  ///   - zone: the zone of an account by its name.
  public func usage(
    asBilledBy invoice: InvoiceID, paidBy payer: BillingAccountID, only group: UsageGroup? = nil, zone: @escaping (String) -> Zone?, lateRule: LateEventRule
  ) throws -> [AssignedUsage] {
    try read { c in
      // Usage is settled by rounds, whatever became of subscriptions since.
      let issued = try IssuedMembers(invoice, factsThrough: .max, c)
      guard let pending = issued.pending(payer) else {
        throw DamagedRow(table: "invoice_member", row: invoice.rawValue, what: "the paying account's row is missing")
      }
      let rows = try DueUsageRows(c, zone: zone, lateRule: lateRule)
      let members = issued.members.filter { $0.account == payer } + issued.members.filter { $0.account != payer }
      return try members.flatMap { member in
        guard let zoneName = try AccountRows.zoneName(of: member.account, c) else {
          throw DamagedRow(table: "billing_account", row: member.account.rawValue, what: "billed, but not there")
        }
        return try rows.read(
          member.account, zoneName: zoneName, through: pending.billThrough, since: member.since,
          throughRound: member.usageThroughRound, for: invoice, only: group
        ).usage
      }
    }
  }
}
