import Invoicing
import Parties
public import Primitives
import Rating
import Taxation
public import Subscriptions

/// Prices closed periods again, in the order in which things happened, and tells how that differs from what was billed.
///
/// Accounts are streamed in the order of their numbers, so memory does not grow with them and the answer is the same for
/// any number of workers.
public struct Rerate: Sendable {
  /// Which accounts, which days, and by which catalog.
  public struct Request: Sendable {
    public var scope: AccountScope
    /// Bills that cover one of these days are made again, and every later one, since counters go on; an earlier one, too,
    /// where late usage ties it to them.
    public var period: ServicePeriod
    /// Another catalog for the bills that cover a day of the period; `nil`: the catalog each was made with.
    public var catalog: AccountBilling?

    public init(scope: AccountScope, period: ServicePeriod, catalog: AccountBilling? = nil) {
      self.scope = scope
      self.period = period
      self.catalog = catalog
    }
  }

  let store: any ReplayStore & InvoiceStore & RerateStore
  let catalogs: PublishedBilling
  let replay: @Sendable (SubscriptionID, [String]) throws -> Subscription?
  let workers: Int
  let accountsPerBatch: Int

  /// - Parameters:
  ///   - replay: builds a subscription from stored facts.
  ///   - workers: how many batches are computed at the same time.
  public init(
    store: any ReplayStore & InvoiceStore & RerateStore, catalogs: PublishedBilling,
    replay: @escaping @Sendable (SubscriptionID, [String]) throws -> Subscription?, workers: Int, accountsPerBatch: Int = 200
  ) {
    self.store = store
    self.catalogs = catalogs
    self.replay = replay
    self.workers = max(1, workers)
    self.accountsPerBatch = max(1, accountsPerBatch)
  }

  /// Books nothing.
  ///
  /// - Parameters:
  ///   - body: called for every account that differs or cannot be priced, in the order of their numbers.
  ///   - progress: called with the number of accounts done, and of all.
  /// - Throws: `Rejection` when nothing was billed in the period or the scope names nobody; the store's fault.
  public func differences(
    _ request: Request, progress: ((Int, Int) -> Void)? = nil, _ body: (ReratedAccount) throws -> Void
  ) async throws -> RerateTotals {
    try await walk(request, progress: progress) { for account in $0 { try body(account) } }
  }

  /// What booking came to.
  public struct Booked: Sendable {
    public var totals: RerateTotals
    /// `nil` when nothing differed.
    public var rerating: ReratingID?
    /// Accounts that were billed while they were priced, or booked under the same key before, and so left as they are.
    public var leftOut: [BillingAccountID]
  }

  /// Books every difference as it is found, a batch of accounts in one transaction: charges that stand on the next
  /// invoices, and what the next bills go on from.
  ///
  /// Can be called again after any interruption: what is booked does not differ any more.
  public func book(
    _ request: Request, as rerating: NewRerating, at: Instant, progress: ((Int, Int) -> Void)? = nil,
    _ body: (ReratedAccount) throws -> Void
  ) async throws -> Booked {
    var id: ReratingID?
    var leftOut: [BillingAccountID] = []
    let totals = try await walk(request, progress: progress) { batch in
      let differing = batch.filter { if case .differs = $0.result { true } else { false } }
      if !differing.isEmpty {
        let known = try id ?? store.begin(rerating, at: at)
        id = known
        leftOut += try store.book(differing, of: known)
      }
      for account in batch { try body(account) }
    }
    return Booked(totals: totals, rerating: id, leftOut: leftOut)
  }

  /// - Parameter take: called for batches of accounts that differ or cannot be priced.
  private func walk(
    _ request: Request, progress: ((Int, Int) -> Void)?, _ take: ([ReratedAccount]) throws -> Void
  ) async throws -> RerateTotals {
    let span = BillSpan.from(request.period)
    let pages = AccountPages(store: store, scope: request.scope, limit: accountsPerBatch, workers: workers)
    var totals = RerateTotals()
    try await pages.forEach(progress: progress) { try rerated($0, request, span) } then: { part in
      for account in part { totals.add(account) }
      try take(part.filter { if case .same = $0.result { false } else { true } })
    }
    if totals.accounts == 0, totals.notPriced.accounts == 0 {
      throw Rejection(try NothingBilled(store: store).problem(request.scope, request.period, path: "from"))
    }
    return totals
  }

  private func rerated(_ accounts: [BillingAccountID], _ request: Request, _ span: BillSpan) throws -> [ReratedAccount] {
    var found: [ReratedAccount] = []
    found.reserveCapacity(accounts.count)
    try store.readHistories(accounts, span, zones: catalogs.zones, replay: replay) { history in
      let rating = AccountRerating(
        history: history, billing: { try billing(of: $0, request) }, asBilled: request.catalog == nil ? nil : { try catalogs.billing(of: $0) },
        issued: { try issued(history) })
      found.append(try rating.result())
    }
    return found
  }

  private func billing(of bill: PastBill, _ request: Request) throws -> AccountBilling {
    if let catalog = request.catalog, bill.billedFrom < request.period.end, request.period.start < bill.billThrough { return catalog }
    return try catalogs.billing(of: bill)
  }

  /// The lines that are in force: as issued, and as corrected by earlier re-ratings.
  private func issued(_ history: AccountHistory) throws -> [InvoiceLine] {
    let lines = try history.bills.compactMap(\.invoice).flatMap { try store.invoice($0)?.invoice.lines ?? [] }
      .filter { $0.charge.kind != .thirdParty && $0.charge.kind != .correction }
    guard let first = history.bills.first, history.isCorrected else { return lines }
    return try lines + store.corrections(of: history.payer.account.id, from: first.billedFrom).map(\.line)
  }
}

extension CorrectionCharge {
  /// As a line of the kind it corrects.
  fileprivate var line: InvoiceLine {
    var line = InvoiceLine(
      number: 0, usedBy: usedBy, charge: charge, netMinor: charge.amount.amountMinor,
      taxKey: TaxKey(treatment: .standard, percent: .zero, reason: nil))
    line.charge.kind = corrects
    return line
  }
}
