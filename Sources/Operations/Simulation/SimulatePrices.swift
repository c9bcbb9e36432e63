public import Primitives
import Rating
public import Subscriptions

/// Runs a draft catalog over what was billed: every bill of a segment that closed in a period is made twice from the
/// same facts, with the published catalog and with the draft. Writes nothing.
///
/// Accounts are streamed: memory holds as many batches as there are workers, whatever was billed. The report is the
/// same for any number of workers.
public struct SimulatePrices: Sendable {
  let store: any ReplayStore
  let catalogs: PublishedBilling
  let draft: AccountBilling
  let replay: @Sendable (SubscriptionID, [String]) throws -> Subscription?
  let workers: Int
  let accountsPerBatch: Int

  /// - Parameters:
  ///   - replay: builds a subscription from stored facts.
  ///   - workers: how many batches are computed at the same time.
  public init(
    store: any ReplayStore, catalogs: PublishedBilling, draft: AccountBilling,
    replay: @escaping @Sendable (SubscriptionID, [String]) throws -> Subscription?, workers: Int, accountsPerBatch: Int = 200
  ) {
    self.store = store
    self.catalogs = catalogs
    self.draft = draft
    self.replay = replay
    self.workers = max(1, workers)
    self.accountsPerBatch = max(1, accountsPerBatch)
  }

  /// - Parameter progress: called with the number of accounts done, and of all.
  /// - Throws: `Rejection` when nothing was billed in the period or the segment is unknown; the store's fault.
  public func callAsFunction(
    _ scope: AccountScope, over period: ServicePeriod, progress: ((Int, Int) -> Void)? = nil
  ) async throws -> SimulationReport {
    let span = BillSpan.closing(in: period)
    let pages = AccountPages(store: store, scope: scope, limit: accountsPerBatch, workers: workers)
    var report = SimulationReport()
    try await pages.forEach(progress: progress) { try simulate($0, span) } then: { report.add($0) }
    if report.accounts == 0, report.notPriced.accounts == 0 { throw Rejection(try NothingBilled(store: store).problem(scope, period, path: "over")) }
    return report
  }

  private func simulate(_ accounts: [BillingAccountID], _ span: BillSpan) throws -> SimulationReport {
    var report = SimulationReport()
    try store.readHistories(accounts, span, zones: draft.context.pricing.zones, replay: replay) { history in
      let account = try SimulatedAccount.simulate(history, published: { try catalogs.billing(of: $0) }, draft: draft)
      report.add(account)
    }
    return report
  }
}
