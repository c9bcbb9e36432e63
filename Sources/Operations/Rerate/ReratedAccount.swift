public import Invoicing
public import Parties
public import Primitives
import Rating

/// What pricing an account's bills again comes to: how each thing differs from what was billed, and why.
public struct ReratedAccount: Sendable {
  public var account: BillingAccount
  public var result: Result

  public enum Result: Sendable {
    /// Everything was billed as it would be today.
    case same
    /// Lines differ, or only counters: then there are no lines.
    case differs([ReratedLine], Booking)
    /// The bills cannot be made again; nothing is guessed.
    case notPriced(NotPriced)
  }

  /// What books the difference.
  public struct Booking: Sendable, Equatable {
    public var corrections: [CorrectionCharge]
    public var restatements: [Restatement]
    /// The first invoice priced again; `nil` when nothing was due.
    public var firstInvoice: InvoiceID?
  }

  public init(account: BillingAccount, result: Result) {
    self.account = account
    self.result = result
  }
}

/// One thing that differs, with the reasons that its difference is the sum of.
public struct ReratedLine: Sendable, Equatable {
  public var difference: LineDifference
  public var reasons: [Part]

  /// What one reason makes of the difference.
  public struct Part: Sendable, Equatable {
    public var reason: RerateReason
    public var amountMinor: Int64
  }
}

/// Why something costs another amount when it is priced again.
public enum RerateReason: String, Sendable, Hashable, CaseIterable {
  /// The catalog given says another price.
  case price
  /// Usage that no bill has covered, or not in the period in which it happened.
  case lateUsage = "late-usage"
  /// Less usage than was billed.
  case lessUsage = "less-usage"
  /// The same usage in the order in which it happened: tiers, allowances and minimums fall differently.
  case order
}

/// An account's bills made again, beside what they were.
struct AccountRerating {
  let history: AccountHistory
  /// The catalog to make a bill with.
  let billing: (PastBill) throws -> AccountBilling
  /// The catalog it was made with, when another is given; `nil` when no bill is made with another.
  let asBilled: ((PastBill) throws -> AccountBilling)?
  /// The lines of the bills as issued and corrected since, with their steps; asked for only when something differs.
  let issued: () throws -> [InvoiceLine]

  func result() throws -> ReratedAccount {
    let account = history.payer.account
    let replay = AccountReplay(history)
    // Where no other price is tried, nearly every account comes to what was billed, and nobody asks it why.
    if asBilled == nil, isSame(try replay(isExplained: false, with: billing)) { return ReratedAccount(account: account, result: .same) }
    let after = try replay(with: billing)
    if let refused = NotPriced(after) { return ReratedAccount(account: account, result: .notPriced(refused)) }
    let restating = Restating(history: history, bills: after)
    var differences: [ReratedLine] = []
    if !BilledLine.isSame(history.lines, after, cycle: account.cycle) {
      let lines = after.flatMap { $0.invoice?.lines ?? [] }
      let before = try issued()
      differences = LineDifference.between(before, lines, cycle: account.cycle).map { ReratedLine(difference: $0, reasons: []) }
      if !differences.isEmpty { try explain(&differences, before, replay) }
    }
    if differences.isEmpty, !restating.countersDiffer { return ReratedAccount(account: account, result: .same) }
    return ReratedAccount(
      account: account,
      result: .differs(
        differences,
        ReratedAccount.Booking(
          corrections: differences.flatMap { CorrectionCharge.of($0.difference, account.currency) },
          restatements: restating.restatements(), firstInvoice: history.bills.compactMap(\.invoice).min())))
  }

  /// Whether bills could be made again and come to what they were, counters included.
  private func isSame(_ after: [ReplayedBill]) -> Bool {
    NotPriced(after) == nil && BilledLine.isSame(history.lines, after, cycle: history.payer.account.cycle)
      && !Restating(history: history, bills: after).countersDiffer
  }

  /// With another catalog, the facts alone make one part of a difference and the catalog the rest.
  private func explain(_ lines: inout [ReratedLine], _ before: [InvoiceLine], _ replay: AccountReplay) throws {
    var byFacts: [LineDifference.Key: LineDifference]?
    if let asBilled {
      let old = try replay(with: asBilled).flatMap { $0.invoice?.lines ?? [] }
      let differences = LineDifference.between(before, old, cycle: history.payer.account.cycle)
      byFacts = Dictionary(differences.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
    for index in lines.indices {
      let whole = lines[index].difference
      let facts = byFacts.map { $0[whole.key] } ?? whole
      if let facts { lines[index].reasons.append(ReratedLine.Part(reason: reason(facts), amountMinor: facts.amountMinor)) }
      let rest = whole.amountMinor &- (facts?.amountMinor ?? 0)
      if rest != 0 { lines[index].reasons.append(ReratedLine.Part(reason: .price, amountMinor: rest)) }
    }
  }

  private func reason(_ difference: LineDifference) -> RerateReason {
    guard difference.key.group == .usage else { return .order }
    let (before, after) = (AccountRerating.used(difference.before), AccountRerating.used(difference.after))
    if after != before { return after > before ? .lateUsage : .lessUsage }
    // Usage that came after its days were corrected was billed at the price published for them.
    let isCorrected = history.bills.contains {
      $0.reratedBy != nil && $0.billedFrom < difference.key.period.end && difference.key.period.start < $0.billThrough
    }
    return isCorrected ? .price : .order
  }

  /// What was used, with what allowances took.
  private static func used(_ side: LineDifference.Side) -> Exact {
    side.explanation.steps.reduce(side.quantity) { $1.kind == .allowance ? $0 + ($1.quantity ?? .zero) : $0 }
  }
}
