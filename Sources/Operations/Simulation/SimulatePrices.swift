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
  let published: [CatalogVersionID: AccountBilling]
  let draft: AccountBilling
  let replay: @Sendable (SubscriptionID, [String]) throws -> Subscription?
  let workers: Int
  let accountsPerBatch: Int

  /// - Parameters:
  ///   - published: every catalog that a bill run used, ready for billing.
  ///   - replay: builds a subscription from stored facts.
  ///   - workers: how many batches are computed at the same time.
  public init(
    store: any ReplayStore, published: [CatalogVersionID: AccountBilling], draft: AccountBilling,
    replay: @escaping @Sendable (SubscriptionID, [String]) throws -> Subscription?, workers: Int, accountsPerBatch: Int = 200
  ) {
    self.store = store
    self.published = published
    self.draft = draft
    self.replay = replay
    self.workers = max(1, workers)
    self.accountsPerBatch = max(1, accountsPerBatch)
  }

  /// - Parameter progress: called with the number of accounts done, and of all.
  /// - Throws: `Rejection` when nothing was billed in the period or the segment is unknown; the store's fault.
  public func callAsFunction(
    _ scope: AccountScope, over period: ServicePeriod, progress: (Int, Int) -> Void = { _, _ in }
  ) async throws -> SimulationReport {
    let span = BillSpan.closing(in: period)
    var report = SimulationReport()
    let total = try store.billedAccountCount(scope, span)
    var done = 0
    try await withThrowingTaskGroup(of: (Int, SimulationReport).self) { group in
      var last: BillingAccountID?
      var isAtEnd = false
      var running = 0
      func startMore() throws {
        while running < workers, !isAtEnd {
          let page = try store.billedAccounts(scope, span, after: last, limit: accountsPerBatch)
          guard let end = page.last else {
            isAtEnd = true
            return
          }
          last = end
          running += 1
          group.addTask { (page.count, try simulate(page, span)) }
        }
      }
      try startMore()
      while let (count, part) = try await group.next() {
        running -= 1
        try startMore()
        report.add(part)
        done += count
        progress(done, total)
      }
    }
    if report.accounts == 0, report.notPriced.isEmpty { throw Rejection(try nothing(scope, period)) }
    return report
  }

  private func simulate(_ accounts: [BillingAccountID], _ span: BillSpan) throws -> SimulationReport {
    var report = SimulationReport()
    try store.readHistories(accounts, span, zones: draft.context.pricing.zones, replay: replay) { history in
      let account = try SimulatedAccount.simulate(history, published: catalog, draft: draft)
      report.add(account)
    }
    return report
  }

  private func catalog(of bill: PastBill) throws -> AccountBilling {
    guard let billing = published[bill.catalog] else {
      throw Rejection(
        Problem(
          .catalogOfRunMissing, path: "catalog", "bill run \(bill.run) used catalog version \(bill.catalog), which is not there",
          remedy: "restore the database from a backup; published catalogs are never deleted"))
    }
    return billing
  }

  private func nothing(_ scope: AccountScope, _ period: ServicePeriod) throws -> Problem {
    if let segment = scope.segment {
      let known = try store.segments()
      if !known.contains(segment) {
        return Problem(
          .unknownSegment, path: "segment", "no account belongs to the segment \"\(segment)\"",
          remedy: known.isEmpty ? "register accounts first" : "use one of: \(known.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", "))")
      }
    }
    guard let billed = try store.billedDays() else {
      return Problem(
        .nothingBilled, path: "over", "nothing was billed yet, so there is no usage to price again",
        remedy: "import usage and run `florin bill plan` and `florin bill execute` first")
    }
    return Problem(
      .nothingBilled, path: "over", "no bill closed within \(period.start) to \(period.lastDay)",
      remedy: "choose a period within \(billed.start) to \(billed.end.adding(days: -1)), the days that were billed")
  }
}

extension ProblemCode {
  public static let nothingBilled = ProblemCode("replay.nothing-billed")
  public static let unknownSegment = ProblemCode("replay.unknown-segment")
  static let catalogOfRunMissing = ProblemCode("replay.catalog-missing")
}
