import Primitives
import Usage

/// Usage of billed days that no bill has covered yet.
struct LateUsageRows {
  private let unbilled: UnbilledUsageRows
  let lastRound: Int64

  /// Made once per snapshot.
  init(_ c: Connection) throws {
    unbilled = try UnbilledUsageRows(c)
    lastRound = try unbilled.lastRound()
  }

  /// The day of the earliest such event of an account.
  ///
  /// - Parameter since: how far the account is billed.
  func firstDay(of account: BillingAccountID, since: UsageClosing, _ zone: Zone) throws -> Day? {
    if since.throughRound >= lastRound { return nil }
    let found = try unbilled.read(account: account, cutOff: since.cutOff, since: since, throughRound: lastRound, rule: .nextInvoice)
    return (found.usage + found.awaitingCorrection).compactMap { $0.events.first?.at }.min().map { zone.day(of: $0) }
  }
}
