import Dispatch
import Invoicing
public import Parties
public import Primitives
import Rating

/// Carries out a planned bill run: computes accounts in parallel, issues them in plan order.
///
/// Can be called again after any interruption: what is recorded stays, the rest is done. Invoice numbers follow the
/// plan, so one worker or eight give the same invoices. Processes that share a run take turns at it, batch by batch.
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
  let leaseSeconds: Int64
  let clock: any Clock
  let eInvoices: EInvoiceRelease?

  /// - Parameters:
  ///   - workers: how many batches are computed at the same time.
  ///   - accountsPerBatch: how many accounts one transaction issues.
  ///   - leaseSeconds: after this time others take over accounts that this process has taken and not recorded.
  ///   - eInvoices: holds invoices that a receiver would refuse as e-invoices; `nil`: none is looked at.
  ///   - clock: what the lease goes by; the machine's, even where the books go by another.
  public init(
    store: any BillRunStore, billing: AccountBilling, sellers: [SellerEntity], workers: Int, accountsPerBatch: Int = 500,
    leaseSeconds: Int64 = 60, eInvoices: EInvoiceRelease? = nil, clock: any Clock
  ) {
    self.eInvoices = eInvoices
    self.store = store
    self.billing = billing
    self.sellers = sellers
    self.workers = max(1, workers)
    self.accountsPerBatch = max(1, accountsPerBatch)
    self.leaseSeconds = leaseSeconds
    self.clock = clock
  }

  /// - Throws: the store's fault, or `CancellationError` when the task is cancelled; everything recorded before stays recorded.
  public func callAsFunction(_ run: BillRun, finishedAt: Instant, progress: (Progress) -> Void = { _ in }) async throws {
    var work = try BillRunWork(store, run.id, upTo: accountsPerBatch, workers: workers, leaseSeconds: leaseSeconds, clock: clock)
    do {
      try await carryOut(run, &work, progress)
      // Others are at the rest; when one of them dies, its accounts are taken over.
      while case let left = try work.heldByOthers(), left > 0 {
        progress(Progress(done: work.total - left, total: work.total))
        try await Task.sleep(for: .milliseconds(200))
        try await carryOut(run, &work, progress)
      }
    } catch {
      // The first error is the cause; what cannot be given back now is taken over later.
      try? store.giveBack(run.id)
      throw error
    }
    try store.finish(run.id, at: finishedAt)
  }

  /// Computes and records what can be taken now.
  private func carryOut(_ run: BillRun, _ work: inout BillRunWork, _ progress: (Progress) -> Void) async throws {
    var done = 0
    var remaining = work
    defer { work = remaining }
    try await withThrowingTaskGroup(of: (Int, [AccountOutcome]).self) { group in
      var waiting: [Int: [AccountOutcome]] = [:]
      var started = 0
      var computed = 0
      var recorded = 0
      // A window of computed but unrecorded batches keeps memory flat however large the run.
      func startMore() throws {
        try Task.checkCancellation()
        while started <= recorded + workers * 2, started - computed < workers, let batch = try remaining.next() {
          let index = started
          group.addTask { (index, try outcomes(of: batch, issuedOn: run.billingDay, waiving: false)) }
          started += 1
        }
      }
      try startMore()
      while let (index, outcomes) = try await group.next() {
        computed += 1
        waiting[index] = outcomes
        try startMore()
        while let next = waiting.removeValue(forKey: recorded) {
          try await record(next, of: run.id)
          recorded += 1
          done += next.count
          progress(Progress(done: done, total: remaining.total))
          try startMore()
        }
      }
    }
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
    try store.record(try outcomes(of: [pending], issuedOn: run.billingDay, waiving: true), of: run.id, numberFormat: numberFormat)
  }

  private func outcomes(of batch: [PendingAccount], issuedOn: Day, waiving: Bool) throws -> [AccountOutcome] {
    var outcomes: [AccountOutcome] = []
    outcomes.reserveCapacity(batch.count)
    let asked = try eInvoices?.asked(by: batch.map(\.account))
    var drafts: [EInvoiceDrafted] = []
    try store.readFacts(
      batch, zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents
    ) { pending, facts in
      let outcome = outcome(pending, facts, issuedOn: issuedOn, waiving: waiving)
      if let format = asked?.format(of: facts.payer.account), let invoice = invoice(of: outcome, pending, facts, issuedOn: issuedOn) {
        drafts.append(EInvoiceDrafted(place: outcomes.count, account: facts.payer.account, format: format, invoice: invoice))
      }
      outcomes.append(outcome)
    }
    for draft in drafts {
      let reasons = try eInvoices?.reasons(draft.invoice, for: draft.account, as: draft.format, ahead: batch.count) ?? []
      if !reasons.isEmpty { outcomes[draft.place] = outcomes[draft.place].held(for: reasons) }
    }
    return outcomes
  }

  /// An invoice that must keep the rules of a format, before it is issued.
  private struct EInvoiceDrafted {
    var place: Int
    var account: BillingAccount
    var format: EInvoiceFormat
    var invoice: Invoice
  }

  /// What is about to be issued, or would be but for reasons that a person may waive: so that all reasons are told at once.
  private func invoice(of outcome: AccountOutcome, _ pending: PendingAccount, _ facts: AccountFacts, issuedOn: Day) -> Invoice? {
    switch outcome {
    case .bill(let bill): return bill.invoice
    case .nothing: return nil
    case .held:
      guard case .bill(let bill) = billing.bill(pending, facts, issuedOn: issuedOn, waiving: true) else { return nil }
      return bill.invoice
    }
  }

  private func outcome(_ pending: PendingAccount, _ facts: AccountFacts, issuedOn: Day, waiving: Bool) -> AccountOutcome {
    // A run taken up late: another one has billed the account that far, or further, in the meantime.
    if facts.payer.billedThrough >= pending.billThrough { return .nothing(pending, members: [], factsThrough: facts.factsThrough) }
    return billing.bill(pending, facts, issuedOn: issuedOn, waiving: waiving)
  }

  func numberFormat(_ seller: SellerCode, _ number: Int64) -> String {
    let prefix = sellers.first { $0.code == seller }?.invoiceNumberPrefix ?? seller.text + "-"
    return InvoiceNumberSequence.text(prefix: prefix, number: number)
  }
}
