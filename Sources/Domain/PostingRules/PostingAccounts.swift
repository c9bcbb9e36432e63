public import Primitives

/// Which ledger accounts the rules post to; revenue accounts come with the lines.
public struct PostingAccounts: Sendable, Hashable {
  public var receivable: LedgerAccountCode
  public var taxPayable: LedgerAccountCode
  public var deferredRevenue: LedgerAccountCode
  public var unbilledReceivable: LedgerAccountCode
  public var thirdPartyPayable: LedgerAccountCode

  public init(
    receivable: LedgerAccountCode = "1400", taxPayable: LedgerAccountCode = "1776",
    deferredRevenue: LedgerAccountCode = "3900", unbilledReceivable: LedgerAccountCode = "1410",
    thirdPartyPayable: LedgerAccountCode = "3700"
  ) {
    self.receivable = receivable
    self.taxPayable = taxPayable
    self.deferredRevenue = deferredRevenue
    self.unbilledReceivable = unbilledReceivable
    self.thirdPartyPayable = thirdPartyPayable
  }

  public static let standard = PostingAccounts()
}
