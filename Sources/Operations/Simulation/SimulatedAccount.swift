public import Invoicing
public import Parties
public import Primitives

/// One account's bills under the published catalogs and under a draft.
public struct SimulatedAccount: Sendable {
  public var account: BillingAccountID
  public var reference: String
  public var name: String
  public var currency: Currency
  public var cycle: BillCycle
  public var result: Result

  /// Amounts in whole smallest units of the account's currency.
  public enum Result: Sendable {
    case priced(before: [Invoice], after: [Invoice])
    /// The draft cannot price what the account holds or used: why, in the words of the first problem.
    case notPriced(NotPriced)
  }

  /// Makes an account's bills twice, from the same facts.
  public static func simulate(
    _ history: AccountHistory, published: (PastBill) throws -> AccountBilling, draft: AccountBilling
  ) rethrows -> SimulatedAccount {
    let replay = AccountReplay(history)
    let before = try replay(with: published)
    let after = replay { _ in draft }
    let account = history.payer.account
    return SimulatedAccount(
      account: account.id, reference: account.reference, name: account.name, currency: account.currency, cycle: account.cycle,
      result: result(before, after))
  }

  private static func result(_ before: [ReplayedBill], _ after: [ReplayedBill]) -> Result {
    for bill in after + before {
      if case .refused(let reasons) = bill.outcome { return .notPriced(NotPriced(reasons)) }
    }
    // What no published price wanted either was looked at and waived when it was billed.
    for (was, now) in zip(before, after) where now.unrated > was.unrated {
      return .notPriced(NotPriced(now.unratedReason.map { [$0] } ?? []))
    }
    return .priced(before: before.compactMap(\.invoice), after: after.compactMap(\.invoice))
  }
}
