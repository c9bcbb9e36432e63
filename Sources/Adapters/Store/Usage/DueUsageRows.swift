import Primitives
import Usage

/// What an account used and a bill is made from, cut by the days of the account.
struct DueUsageRows {
  private let c: Connection
  private let zone: (String) -> Zone?
  private let lateRule: LateEventRule
  private let rows: UnbilledUsageRows

  init(_ c: Connection, zone: @escaping (String) -> Zone?, lateRule: LateEventRule) throws {
    self.c = c
    self.zone = zone
    self.lateRule = lateRule
    rows = try UnbilledUsageRows(c)
  }

  /// - Parameters:
  ///   - through: the first day that is not billed.
  ///   - since: how far the account was billed before.
  ///   - invoice: the bill that was made from it; `nil`: one that is to be made.
  ///   - group: read nothing but this; `nil`: everything.
  func read(
    _ account: BillingAccountID, zoneName: String, through: Day, since: UsageClosing, throughRound: Int64, for invoice: InvoiceID?, only group: UsageGroup? = nil
  ) throws -> UnbilledUsage {
    // An unknown zone is told by billing, which holds the account; its usage is then not cut by a guess.
    guard let zone = zone(zoneName) else {
      return UnbilledUsage(account: account, usage: [], awaitingCorrection: [], lateCount: 0, closing: since)
    }
    return try rows.read(
      account: account, cutOff: zone.start(of: through), since: since, throughRound: throughRound, rule: lateRule,
      correctableFrom: lateRule == .correction || rows.hasCorrections
        ? try firstInvoiced(account, before: invoice).map(zone.start(of:)) ?? Instant(microseconds: .max) : Instant(microseconds: .min),
      only: group)
  }

  /// The first day that a standing invoice covers; `nil` when there is none.
  private func firstInvoiced(_ account: BillingAccountID, before invoice: InvoiceID?) throws -> Day? {
    let row = try c.prepare(
      """
      SELECT MIN(m.billed_from) FROM invoice_member m WHERE m.account_id = ?1 AND (?2 IS NULL OR m.invoice_id < ?2)
        AND NOT EXISTS (SELECT 1 FROM invoice_cancellation x WHERE x.invoice_id = m.invoice_id AND (?2 IS NULL OR x.invoices_through < ?2))
      """)
    row.bind(1, account.rawValue)
    row.bind(2, invoice?.rawValue)
    defer { row.reset() }
    return try row.step() ? row.optionalDay(0) : nil
  }
}
