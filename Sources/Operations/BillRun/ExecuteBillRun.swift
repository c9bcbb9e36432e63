import Dispatch
import Invoicing
public import Parties
public import Primitives
import Rating

/// Carries out a planned bill run: computes accounts in parallel, issues them in plan order.
///
/// Can be called again after any interruption: what is recorded stays, the rest is done. Invoice numbers follow the
/// plan, so one worker or eight give the same invoices.
public struct ExecuteBillRun: Sendable {
  /// How far a run has come.
  public struct Progress: Sendable {
    public var done: Int
    public var total: Int
  }

  let store: any BillRunStore
  let billing: AccountBilling
  let sellers: [SellerEntity]
  let workers: Int
  let accountsPerBatch: Int

  /// - Parameters:
  ///   - workers: how many batches are computed at the same time.
  ///   - accountsPerBatch: how many accounts one transaction issues.
  public init(
    store: any BillRunStore, billing: AccountBilling, sellers: [SellerEntity], workers: Int, accountsPerBatch: Int = 500
  ) {
    self.store = store
    self.billing = billing
    self.sellers = sellers
    self.workers = max(1, workers)
    self.accountsPerBatch = max(1, accountsPerBatch)
  }

  /// - Throws: the store's fault; everything recorded before it stays recorded.
  public func callAsFunction(_ run: BillRun, finishedAt: Instant, progress: (Progress) -> Void = { _ in }) async throws {
    let pending = try store.pendingAccounts(of: run.id)
    let batches = BillRunBatches.ranges(of: pending.count, upTo: accountsPerBatch, workers: workers).map { Array(pending[$0]) }
    var done = 0
    try await withThrowingTaskGroup(of: (Int, [AccountOutcome]).self) { group in
      var waiting: [Int: [AccountOutcome]] = [:]
      var started = 0
      var computed = 0
      var recorded = 0
      // A window of computed but unrecorded batches keeps memory flat however large the run.
      func startMore() {
        while started < batches.count, started <= recorded + workers * 2, started - computed < workers {
          let index = started
          group.addTask { (index, try outcomes(of: batches[index], issuedOn: run.billingDay)) }
          started += 1
        }
      }
      startMore()
      while let (index, outcomes) = try await group.next() {
        computed += 1
        waiting[index] = outcomes
        startMore()
        while let next = waiting.removeValue(forKey: recorded) {
          try await record(next, of: run.id)
          recorded += 1
          done += next.count
          progress(Progress(done: done, total: pending.count))
          startMore()
        }
      }
    }
    try store.finish(run.id, at: finishedAt)
  }

  /// Records on a thread of its own: while the disk is waited for, every worker goes on computing.
  private func record(_ outcomes: [AccountOutcome], of run: BillRunID) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      ExecuteBillRun.recording.async {
        done.resume(with: Result { try store.record(outcomes, of: run, numberFormat: numberFormat) })
      }
    }
  }

  private static let recording = DispatchQueue(label: "florin.bill-run.recording", qos: .userInitiated)

  /// Bills one reopened account, waiving what may be waived.
  public func release(_ pending: PendingAccount, of run: BillRun) throws {
    try store.readFacts(
      [pending], zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents
    ) { pending, facts in
      try store.record(
        [outcome(pending, facts, issuedOn: run.billingDay, waiving: true)], of: run.id, numberFormat: numberFormat)
    }
  }

  private func outcomes(of batch: [PendingAccount], issuedOn: Day) throws -> [AccountOutcome] {
    var outcomes: [AccountOutcome] = []
    outcomes.reserveCapacity(batch.count)
    try store.readFacts(
      batch, zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents
    ) { pending, facts in
      outcomes.append(outcome(pending, facts, issuedOn: issuedOn, waiving: false))
    }
    return outcomes
  }

  private func outcome(_ pending: PendingAccount, _ facts: AccountFacts, issuedOn: Day, waiving: Bool) -> AccountOutcome {
    // A run taken up late: another one has billed the account that far, or further, in the meantime.
    if facts.payer.billedThrough >= pending.billThrough { return .nothing(pending, members: []) }
    return billing.bill(pending, facts, issuedOn: issuedOn, waiving: waiving)
  }

  func numberFormat(_ seller: SellerCode, _ number: Int64) -> String {
    let prefix = sellers.first { $0.code == seller }?.invoiceNumberPrefix ?? seller.text + "-"
    return InvoiceNumberSequence.text(prefix: prefix, number: number)
  }
}
