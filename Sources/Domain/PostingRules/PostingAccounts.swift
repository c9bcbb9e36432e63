public import Primitives

/// Which ledger accounts the rules post to; revenue accounts come with the lines.
public struct PostingAccounts: Sendable, Hashable {
  public var receivable: LedgerAccountCode
  public var taxPayable: LedgerAccountCode
  public var deferredRevenue: LedgerAccountCode
  public var unbilledReceivable: LedgerAccountCode
  public var thirdPartyPayable: LedgerAccountCode
  /// Payments on their way to the bank.
  public var paymentClearing: LedgerAccountCode
  /// What customers have paid before and not yet used.
  public var prepaidBalance: LedgerAccountCode
  /// Between two customer balances; zero when both sides are booked.
  public var transferClearing: LedgerAccountCode
  /// What the operator gives away.
  public var goodwill: LedgerAccountCode
  /// What customers paid and let expire.
  public var expiredBalances: LedgerAccountCode

  public init(
    receivable: LedgerAccountCode = "1400", taxPayable: LedgerAccountCode = "1776",
    deferredRevenue: LedgerAccountCode = "3900", unbilledReceivable: LedgerAccountCode = "1410",
    thirdPartyPayable: LedgerAccountCode = "3700",
    paymentClearing: LedgerAccountCode = "1360", prepaidBalance: LedgerAccountCode = "1710", transferClearing: LedgerAccountCode = "1361",
    goodwill: LedgerAccountCode = "8700", expiredBalances: LedgerAccountCode = "8410"
  ) {
    self.receivable = receivable
    self.taxPayable = taxPayable
    self.deferredRevenue = deferredRevenue
    self.unbilledReceivable = unbilledReceivable
    self.thirdPartyPayable = thirdPartyPayable
    self.paymentClearing = paymentClearing
    self.prepaidBalance = prepaidBalance
    self.transferClearing = transferClearing
    self.goodwill = goodwill
    self.expiredBalances = expiredBalances
  }

  public static let standard = PostingAccounts()
}
