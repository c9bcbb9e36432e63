public import Parties
public import Primitives

/// What a bill run is going to do, account by account, and why it leaves some out. Immutable once saved.
public struct BillRunPlan: Sendable, Equatable {
  /// Accounts whose cycle ended on or before this day are due.
  public var billingDay: Day
  public var catalogVersion: CatalogVersionID
  public var lines: [Line]

  public struct Line: Sendable, Equatable {
    public var account: BillingAccountID
    public var reference: String
    public var decision: Decision

    public init(account: BillingAccountID, reference: String, decision: Decision) {
      self.account = account
      self.reference = reference
      self.decision = decision
    }
  }

  public enum Decision: Sendable, Equatable {
    /// Bill everything before this day.
    case bill(through: Day)
    case skip(SkipReason)
  }

  /// Why an account is not billed by this run.
  public enum SkipReason: Sendable, Equatable {
    /// Its current cycle ends later.
    case notDue(nextOn: Day)
    /// Its lines stand on another account's invoice.
    case consolidated(into: BillingAccountID)
    /// It never held a subscription and has no other charge.
    case nothingHeld
    /// An earlier run holds an invoice of it that nobody has released yet.
    case heldBefore(run: BillRunID)
    /// An earlier run is still to bill it: planned and not carried out, or broken off.
    case plannedBefore(run: BillRunID)

    public var text: String {
      switch self {
      case .notDue(let day): "not due before \(day)"
      case .consolidated(let id): "billed on the invoice of account \(id)"
      case .nothingHeld: "holds no subscription and has no other charge"
      case .heldBefore(let run): "held by bill run \(run); release or dismiss it first"
      case .plannedBefore(let run): "still to be billed by bill run \(run); execute that one first, or dismiss it there"
      }
    }
  }

  public init(billingDay: Day, catalogVersion: CatalogVersionID, lines: [Line]) {
    self.billingDay = billingDay
    self.catalogVersion = catalogVersion
    self.lines = lines
  }

  public var dueCount: Int {
    lines.count { if case .bill = $0.decision { true } else { false } }
  }
}

/// What planning needs to know of an account.
public struct PlanCandidate: Sendable {
  public var account: BillingAccountID
  public var reference: String
  public var cycle: BillCycle
  /// First day not yet billed.
  public var billedThrough: Day
  public var consolidatedInto: BillingAccountID?
  /// Whether it, or an account consolidated into it, has anything that could be billed.
  public var holdsAnything: Bool
  public var heldBy: BillRunID?
  /// The run that is still to bill it.
  public var plannedBy: BillRunID?

  public init(
    account: BillingAccountID, reference: String, cycle: BillCycle, billedThrough: Day, consolidatedInto: BillingAccountID?,
    holdsAnything: Bool, heldBy: BillRunID? = nil, plannedBy: BillRunID? = nil
  ) {
    self.account = account
    self.reference = reference
    self.cycle = cycle
    self.billedThrough = billedThrough
    self.consolidatedInto = consolidatedInto
    self.holdsAnything = holdsAnything
    self.heldBy = heldBy
    self.plannedBy = plannedBy
  }

  /// Why a run has to leave the account to an earlier one: no account is undecided in two runs, for a bill behind one
  /// that is not decided yet would pass it by.
  public var leftToEarlierRun: BillRunPlan.SkipReason? {
    heldBy.map { .heldBefore(run: $0) } ?? plannedBy.map { .plannedBefore(run: $0) }
  }
}

extension BillRunPlan {
  /// Decides every account; pure, so the same accounts give the same plan.
  public static func make(
    billingDay: Day, catalogVersion: CatalogVersionID, candidates: [PlanCandidate]
  ) -> BillRunPlan {
    BillRunPlan(
      billingDay: billingDay, catalogVersion: catalogVersion,
      lines: candidates.map { candidate in
        Line(account: candidate.account, reference: candidate.reference, decision: decide(candidate, billingDay))
      })
  }

  private static func decide(_ candidate: PlanCandidate, _ billingDay: Day) -> Decision {
    if let into = candidate.consolidatedInto { return .skip(.consolidated(into: into)) }
    if let reason = candidate.leftToEarlierRun { return .skip(reason) }
    let current = candidate.cycle.period(containing: billingDay)
    if current.start <= candidate.billedThrough {
      return .skip(.notDue(nextOn: candidate.cycle.period(containing: candidate.billedThrough.adding(days: 1)).end))
    }
    if !candidate.holdsAnything { return .skip(.nothingHeld) }
    return .bill(through: current.start)
  }
}
