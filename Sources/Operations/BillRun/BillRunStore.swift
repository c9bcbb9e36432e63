public import Invoicing
import Parties
public import Primitives
public import Usage

/// Where bill runs are planned, carried out and reported from.
public protocol BillRunStore: Sendable {
  /// Every account, in the order of its identifier.
  func planCandidates() throws -> [PlanCandidate]

  /// Saves what `decide` makes of every account under a key. The same key again gives the run it named before.
  ///
  /// Decides and saves in one transaction, so that runs planned at the same time share no account.
  /// - Throws: `Rejection` (`command.key-reused`) when the key names a run of another day.
  func plan(
    on billingDay: Day, key: String, at: Instant, _ decide: ([PlanCandidate]) throws -> BillRunPlan
  ) throws -> BillRunID

  func billRun(_ id: BillRunID) throws -> BillRun?
  func billRuns() throws -> [BillRun]
  func planLines(of run: BillRunID) throws -> [PlanLineRow]

  /// Accounts planned but not yet decided, in plan order: what an interrupted run still has to do.
  func pendingAccounts(of run: BillRunID) throws -> [PendingAccount]

  /// Whether several processes, on several machines, may carry out one run.
  var isShared: Bool { get }

  /// Takes up to `limit` pending accounts that nobody has taken, in plan order, for this process; none when there are none.
  ///
  /// - Parameters:
  ///   - ordinal: those behind it first.
  ///   - until: the end of the lease, after which others take over what is not recorded.
  func claim(of run: BillRunID, after ordinal: Int, limit: Int, now: Instant, until: Instant) throws -> [PendingAccount]

  /// Gives back what this process has taken and not recorded.
  func giveBack(_ run: BillRunID) throws

  /// Reads what is known of accounts on one snapshot and gives it to `body` account by account.
  func readFacts(
    _ accounts: [PendingAccount], zones: [String: Zone], lateRule: LateEventRule,
    _ body: (PendingAccount, AccountFacts) throws -> Void) throws

  /// Writes outcomes in one transaction, in the order given; invoice numbers run on without a gap.
  ///
  /// An outcome whose account is no longer pending is left out, so that nothing is billed twice.
  func record(_ outcomes: [AccountOutcome], of run: BillRunID, numberFormat: (SellerCode, Int64) -> String) throws

  func finish(_ run: BillRunID, at: Instant) throws
  func report(on run: BillRunID) throws -> BillRunReport

  /// Makes a held account pending again, so that it can be billed in spite of the reasons it was held for.
  func reopen(_ account: BillingAccountID, of run: BillRunID) throws -> PendingAccount?

  /// Gives up an account that is held or still to be billed in this run, so that the next one bills it anew; the evidence
  /// stays. False when the run has decided it.
  func dismiss(_ account: BillingAccountID, of run: BillRunID) throws -> Bool

  /// Gives up every account that is still to be billed in this run.
  ///
  /// - Returns: how many there were.
  func dismissPending(of run: BillRunID) throws -> Int
}

/// A saved bill run.
public struct BillRun: Sendable, Equatable {
  public var id: BillRunID
  public var key: String
  public var billingDay: Day
  public var plannedAt: Instant
  public var catalogVersion: CatalogVersionID
  public var finishedAt: Instant?

  public init(
    id: BillRunID, key: String, billingDay: Day, plannedAt: Instant, catalogVersion: CatalogVersionID, finishedAt: Instant?
  ) {
    self.id = id
    self.key = key
    self.billingDay = billingDay
    self.plannedAt = plannedAt
    self.catalogVersion = catalogVersion
    self.finishedAt = finishedAt
  }
}

/// How a run came out, read from what it recorded.
public struct BillRunReport: Sendable {
  public var run: BillRun
  public var accounts: Int
  public var issued: Int
  public var nothing: Int
  public var skipped: Int
  public var pending: Int
  public var lines: Int
  public var totals: [Total]
  public var held: [Held]

  /// Sums of the invoices in one currency.
  public struct Total: Sendable, Hashable {
    public var currency: Currency
    public var invoices: Int
    public var netMinor: Int64
    public var taxMinor: Int64
    public var grossMinor: Int64
    /// Net of recurring lines alone, before usage and tax.
    public var recurringMinor: Int64

    public init(currency: Currency, invoices: Int, netMinor: Int64, taxMinor: Int64, grossMinor: Int64, recurringMinor: Int64) {
      self.currency = currency
      self.invoices = invoices
      self.netMinor = netMinor
      self.taxMinor = taxMinor
      self.grossMinor = grossMinor
      self.recurringMinor = recurringMinor
    }
  }

  public struct Held: Sendable, Hashable {
    public var account: BillingAccountID
    public var reference: String
    public var reasons: [HoldReason]

    public init(account: BillingAccountID, reference: String, reasons: [HoldReason]) {
      self.account = account
      self.reference = reference
      self.reasons = reasons
    }
  }

  public init(
    run: BillRun, accounts: Int, issued: Int, nothing: Int, skipped: Int, pending: Int, lines: Int, totals: [Total],
    held: [Held]
  ) {
    self.run = run
    self.accounts = accounts
    self.issued = issued
    self.nothing = nothing
    self.skipped = skipped
    self.pending = pending
    self.lines = lines
    self.totals = totals
    self.held = held
  }
}

/// One account of a saved plan, and how far it has come.
public struct PlanLineRow: Sendable, Hashable {
  public var account: BillingAccountID
  public var reference: String
  public var billThrough: Day
  /// `planned`, `skipped`, `issued`, `nothing` or `held`.
  public var state: String
  public var reason: String?

  public init(account: BillingAccountID, reference: String, billThrough: Day, state: String, reason: String?) {
    self.account = account
    self.reference = reference
    self.billThrough = billThrough
    self.state = state
    self.reason = reason
  }
}

extension ProblemCode {
  public static let unknownBillRun = ProblemCode("bill-run.unknown")
}
