public import Invoicing
public import Operations
public import Parties
public import Primitives
import Rating
import Store
import Usage

/// Bill runs of one installation, from plan to release.
public struct BillRuns {
  let installation: Installation
  let clock: any Clock

  public init(_ installation: Installation, clock: (any Clock)? = nil) {
    self.installation = installation
    self.clock = clock ?? installation.clock
  }

  /// Plans a run under a key (the day when none is given); a key used before gives the run it names.
  public func plan(on day: Day, key: String? = nil) throws -> BillRun {
    let (version, _) = try installation.newestCatalog()
    // What was used under a limit until now belongs to what is billed now.
    try ChargedUsage(installation).handOn()
    let id = try installation.store.plan(on: day, key: key ?? day.description, at: clock.now()) {
      BillRunPlan.make(billingDay: day, catalogVersion: version.id, candidates: $0)
    }
    return try find(id.rawValue)
  }

  /// The run of this number, or the newest.
  ///
  /// - Throws: `Rejection` (`bill-run.unknown`) when there is none.
  public func find(_ number: Int64?) throws -> BillRun {
    let store = installation.store
    if let run = try number.map({ try store.billRun(BillRunID($0)) }) ?? store.billRuns().last { return run }
    throw Rejection(
      Problem(
        .unknownBillRun, path: "run", number.map { "there is no bill run \($0)" } ?? "no bill run has been planned",
        remedy: "`florin bill plan --on DAY` plans one; `florin bill list` names those there are"))
  }

  public func execute(
    _ run: BillRun, workers: Int, accountsPerBatch: Int = 500, progress: (ExecuteBillRun.Progress) -> Void = { _ in }
  ) async throws {
    let execute = try executing(run, workers: workers, accountsPerBatch: accountsPerBatch)
    try await execute(run, finishedAt: clock.now(), progress: progress)
    try Verifactu(installation, clock: clock).record()
  }

  /// Issues a held account's invoice in spite of the reasons that may be waived.
  ///
  /// - Throws: `Rejection` (`bill-run.not-held`) when the run does not hold the account.
  public func release(_ reference: String, of run: BillRun) throws {
    let account = try known(reference)
    guard let pending = try installation.store.reopen(account.id, of: run.id) ?? released(account.id, of: run) else {
      throw notHeld(reference, run)
    }
    try executing(run, workers: 1).release(pending, of: run)
    try Verifactu(installation, clock: clock).record()
  }

  private func executing(_ run: BillRun, workers: Int, accountsPerBatch: Int = 500) throws -> ExecuteBillRun {
    let release = try installation.catalog(run.catalogVersion)
    return ExecuteBillRun(
      store: installation.store, billing: try installation.billing(release), sellers: release.sellers, workers: workers,
      accountsPerBatch: accountsPerBatch, eInvoices: try installation.eInvoiceRelease(billing: release.sellers), clock: MachineClock())
  }

  /// An account of a finished run that is still to be billed: its release was broken off after it was reopened.
  private func released(_ account: BillingAccountID, of run: BillRun) throws -> PendingAccount? {
    if run.finishedAt == nil { return nil }
    return try installation.store.pendingAccounts(of: run.id).first { $0.account == account }
  }

  /// Gives up an account that is held or still to be billed in this run; the next run bills everything that is due, with
  /// the catalog of its own day.
  ///
  /// - Throws: `Rejection` (`bill-run.not-held`) when the run has decided the account.
  public func dismiss(_ reference: String, of run: BillRun) throws {
    if try !installation.store.dismiss(try known(reference).id, of: run.id) { throw notHeld(reference, run) }
  }

  /// Gives up every account that is still to be billed in this run, such as one planned for the wrong day, and closes the run.
  public func dismissPending(of run: BillRun) throws {
    _ = try installation.store.dismissPending(of: run.id)
    try installation.store.finish(run.id, at: clock.now())
  }

  private func notHeld(_ reference: String, _ run: BillRun) -> Rejection {
    Rejection(
      Problem(
        .notHeld, path: "account", "bill run \(run.id) does not hold account \(reference)",
        remedy: "`florin bill report \(run.id)` lists the accounts it holds"))
  }

  /// What the account's bill would be if everything before a day were billed now; nothing is booked.
  ///
  /// What was used under a limit until now is handed on to the bill, as a plan does.
  public func preview(_ reference: String, through: Day? = nil) throws -> BillPreview {
    let account = try known(reference)
    try ChargedUsage(installation).handOn(whereWaitingFor: account.id)
    return try preview(account, through: through)
  }

  /// The same of what was handed on by now: whoever only reads hands nothing on, for that may be what everybody has used.
  public func preview(_ account: BillingAccount, through: Day? = nil) throws -> BillPreview {
    let version = try installation.newestCatalogID()
    var billing = try installation.billing(explaining: version)
    func read() throws -> (through: Day, facts: AccountFacts) {
      try installation.store.readUnbilled(
        of: account.id, through: through, zones: billing.context.pricing.zones, lateRule: billing.context.rules.lateEvents)
    }
    var found = try read()
    if !found.facts.haveZones(of: billing.context) {
      // An account has come from a time zone in which there was none.
      billing = try installation.billing(of: version, for: account.id)
      found = try read()
    }
    return billing.preview(found.facts, through: found.through)
  }

  /// The rules for which a bill run would hold an invoice that it is about to issue, by what the newest catalog and the account say now.
  public func eInvoiceReasons(_ invoice: Invoice) throws -> [HoldReason] {
    try installation.eInvoiceRelease(billing: installation.newestRelease().sellers).reasons(invoice)
  }

  private func known(_ reference: String) throws -> BillingAccount {
    if let account = try installation.store.account(reference: reference) { return account }
    throw Rejection(
      Problem(
        .unknownAccount, path: "account", "there is no account \"\(reference)\"",
        remedy: "`florin account list` names the accounts; references are case-sensitive"))
  }
}

extension ProblemCode {
  public static let notHeld = ProblemCode("bill-run.not-held")
}

extension Installation {
  /// What lets documents be issued that sellers of a catalog bill.
  func eInvoiceRelease(billing sellers: [SellerEntity]) throws -> EInvoiceRelease {
    EInvoiceRelease(store: store, sellers: sellers, newest: try newestRelease().sellers)
  }

  /// The same for what corrects an invoice: its seller is named as the catalog that billed it does.
  func eInvoiceRelease(correcting issued: IssuedInvoice) throws -> EInvoiceRelease {
    try eInvoiceRelease(billing: catalog(catalogVersion(of: issued.run)).sellers)
  }
}
