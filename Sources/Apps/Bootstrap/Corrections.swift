import Invoicing
public import Operations
import Parties
public import Primitives
import Rating
import Store

/// Corrections of issued invoices in one installation: credit notes, cancelling, billing again.
public struct Corrections: Sendable {
  let installation: Installation
  let clock: any Clock

  public init(_ installation: Installation, clock: (any Clock)? = nil) {
    self.installation = installation
    self.clock = clock ?? installation.clock
  }

  /// What somebody wants credited, as written: amounts in the invoice's currency.
  public struct Wish: Sendable {
    public enum Measure: Sendable {
      case rest
      case percent(Exact)
      /// Tax included, such as 12.50.
      case amount(Exact)
    }

    public var lines: [Int]
    public var measure: Measure
    public var reason: String

    public init(lines: [Int] = [], _ measure: Measure = .rest, reason: String) {
      self.lines = lines
      self.measure = measure
      self.reason = reason
    }
  }

  /// Issues a credit note for an invoice. The same key gives the first answer.
  ///
  /// - Throws: `Rejection` when the invoice is unknown, more is asked for than is left, or the key was used otherwise.
  public func credit(_ number: String, _ wish: Wish, key: String, on: Day? = nil) throws -> Corrected {
    let issued = try known(number)
    let request = CreditRequest(lines: wish.lines, try measure(wish.measure, issued.invoice), reason: wish.reason)
    let (version, release) = try installation.newestCatalog()
    let billing = try installation.billing(explaining: version.id)
    let issue = IssueCreditNote(
      store: installation.store, sellers: release.sellers, accounts: billing.context.rules.accounts,
      eInvoices: try installation.eInvoiceRelease(correcting: issued))
    let corrected = try issue(CreditCommand(key: key, request: request, on: on), of: issued.id, today: today, at: clock.now())
    try Verifactu(installation, clock: clock).record()
    return corrected
  }

  /// Credits what is left of the account's latest invoice and opens its period again.
  public func cancel(_ number: String, key: String, reason: String, on: Day? = nil) throws -> Corrected {
    let issued = try known(number)
    let (version, release) = try installation.newestCatalog()
    let billing = try installation.billing(explaining: version.id)
    let cancel = CancelInvoice(
      store: installation.store, sellers: release.sellers, accounts: billing.context.rules.accounts,
      eInvoices: try installation.eInvoiceRelease(correcting: issued))
    let corrected = try cancel(issued.id, key: key, reason: reason, on: on, today: today, at: clock.now())
    try Verifactu(installation, clock: clock).record()
    return corrected
  }

  /// Bills the period of a cancelled invoice again, from the facts and the catalog of today, in a bill run of its own.
  ///
  /// Goes on where an interrupted one stopped; the key of the cancellation names the run.
  /// - Returns: the run, with the new invoice or the reasons why there is none.
  public func rebill(_ number: String, key: String, on: Day? = nil) async throws -> BillRun {
    let issued = try known(number)
    let name = "rebill:\(key)"
    let day = on ?? max(today, issued.invoice.issuedOn)
    let runs = BillRuns(installation, clock: clock)
    if let earlier = try installation.store.billRuns().first(where: { $0.key == name }) {
      try await runs.execute(earlier, workers: 1)
      return earlier
    }
    let (version, _) = try installation.newestCatalog()
    // What was used under a limit until now belongs to what is billed again.
    try ChargedUsage(installation).handOn()
    let reference = try installation.store.account(issued.invoice.account)?.reference ?? ""
    let id = try installation.store.plan(on: day, key: name, at: clock.now()) { candidates in
      let decision = decision(for: issued.invoice, among: candidates)
      return BillRunPlan(
        billingDay: day, catalogVersion: version.id,
        lines: [.init(account: issued.invoice.account, reference: reference, decision: decision)])
    }
    let run = try runs.find(id.rawValue)
    try await runs.execute(run, workers: 1)
    return run
  }

  /// Bills the period unless it is billed by now, or the account is left to an earlier run.
  private func decision(for invoice: Invoice, among candidates: [PlanCandidate]) -> BillRunPlan.Decision {
    guard let candidate = candidates.first(where: { $0.account == invoice.account }) else { return .skip(.nothingHeld) }
    if let reason = candidate.leftToEarlierRun { return .skip(reason) }
    if candidate.billedThrough >= invoice.billingPeriod.end { return .skip(.notDue(nextOn: candidate.billedThrough.adding(days: 1))) }
    return .bill(through: invoice.billingPeriod.end)
  }

  /// Usage that came after the bill it belongs to and waits for a correction, by paying account.
  public func missedUsage() throws -> [MissedUsage] {
    let (_, release) = try installation.newestCatalog()
    // What was used under a limit and no bill was told of may have missed its own.
    try ChargedUsage(installation).handOn()
    let store = installation.store
    return try FindMissedUsage(store: store, runs: store, parties: store, billing: try installation.billing(release))()
  }

  /// What correcting one account's invoices for late usage came to.
  public struct Late: Sendable {
    public var missed: MissedUsage
    /// The runs that billed again, the earliest period first; empty when nothing was done.
    public var runs: [BillRun]

    public init(missed: MissedUsage, runs: [BillRun] = []) {
      self.missed = missed
      self.runs = runs
    }
  }

  /// Cancels the invoices that missed late usage and bills their periods again.
  ///
  /// - Parameters:
  ///   - key: names the corrections; an interrupted one goes on under it.
  ///   - reachesBack: also where later invoices have to be cancelled with the one that missed the usage.
  public func correctMissedUsage(key: String, reason: String, on: Day? = nil, reachesBack: Bool = false) async throws -> [Late] {
    for number in try installation.store.cancelledInvoices(under: "\(key) ") { _ = try await rebill(number, key: "\(key) \(number)", on: on) }
    var done: [Late] = []
    for missed in try missedUsage() {
      guard missed.canBeBilledAgain, missed.concernsLatestOnly || reachesBack else {
        done.append(Late(missed: missed, runs: []))
        continue
      }
      for invoice in missed.invoices.reversed() { _ = try cancel(invoice.number, key: "\(key) \(invoice.number)", reason: reason, on: on) }
      var runs: [BillRun] = []
      for invoice in missed.invoices { runs.append(try await rebill(invoice.number, key: "\(key) \(invoice.number)", on: on)) }
      done.append(Late(missed: missed, runs: runs))
    }
    return done
  }

  private var today: Day { clock.now().utcDay }

  private func measure(_ measure: Wish.Measure, _ invoice: Invoice) throws -> CreditRequest.Measure {
    switch measure {
    case .rest: return .rest
    case .percent(let percent): return .percent(percent)
    case .amount(let amount):
      guard let money = Money(rounding: amount, to: invoice.currency), money.exact == amount else {
        throw Rejection(
          Problem(
            .creditWrongMeasure, path: "amount", "\(amount) is no amount in \(invoice.currency)",
            remedy: "write it with at most \(invoice.currency.minorDigits) decimals, tax included"))
      }
      return .amount(money.amountMinor)
    }
  }

  private func known(_ number: String) throws -> IssuedInvoice {
    if let issued = try installation.store.invoice(number: number) { return issued }
    throw Rejection(
      Problem(
        .unknownInvoice, path: "invoice", "there is no invoice \"\(number)\"", remedy: "`florin invoice list` names the invoices; numbers are case-sensitive"))
  }
}
