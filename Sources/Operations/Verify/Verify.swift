import Invoicing
public import Primitives
import Rating
public import Subscriptions

/// Proves the books from the facts: sums, balances, sequences, projections, and every invoice computed once more.
public struct Verify {
  let store: any VerifyStore
  let runs: any BillRunStore
  /// A run's catalog made ready for billing.
  let billing: (BillRun) throws -> AccountBilling
  /// Builds a subscription from its stored facts.
  let replay: (SubscriptionID, [String]) throws -> Subscription?

  public init(
    store: any VerifyStore, runs: any BillRunStore, billing: @escaping (BillRun) throws -> AccountBilling,
    replay: @escaping (SubscriptionID, [String]) throws -> Subscription?
  ) {
    self.store = store
    self.runs = runs
    self.billing = billing
    self.replay = replay
  }

  /// What a check looked at and found.
  public struct Outcome: Sendable {
    public var check: String
    public var examined: Int
    public var findings: Int
  }

  /// - Parameters:
  ///   - rebill: also compute every invoice again from the facts and compare it line by line.
  ///   - report: called for every finding, as it is made.
  public func callAsFunction(
    rebill: Bool = true, _ report: @escaping (Finding) -> Void, progress: (Outcome) -> Void = { _ in }
  ) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    func note(_ check: String, _ work: (@escaping (Finding) -> Void) throws -> Int) throws {
      var findings = 0
      let examined = try work {
        findings += 1
        report($0)
      }
      outcomes.append(Outcome(check: check, examined: examined, findings: findings))
      progress(outcomes[outcomes.count - 1])
    }
    for check in store.checks { try note(check) { try store.run(check: check, $0) } }
    try note("subscription-projections", projections)
    if rebill { try note("rebilled", rebilled) }
    return outcomes
  }

  private func projections(_ report: (Finding) -> Void) throws -> Int {
    var count = 0
    try store.forEachSubscription { projected, facts in
      count += 1
      guard let replayed = try replay(projected.id, facts) else {
        return report(Finding("subscription-projections", projected.reference, "its facts cannot be read"))
      }
      if replayed != projected {
        report(Finding("subscription-projections", projected.reference, "what is stored differs from what its \(facts.count) facts add up to"))
      }
    }
    return count
  }

  private func rebilled(_ report: (Finding) -> Void) throws -> Int {
    var count = 0
    for run in try runs.billRuns() {
      let ids = try store.invoiceIDs(of: run.id)
      if ids.isEmpty { continue }
      let billing = try billing(run)
      for start in stride(from: 0, to: ids.count, by: 200) {
        try store.readFacts(
          asBilledBy: Array(ids[start..<min(start + 200, ids.count)]), zones: billing.context.pricing.zones,
          lateRule: billing.context.rules.lateEvents, replay: replay
        ) { issued, pending, facts in
          count += 1
          compare(issued, billing.bill(pending, facts, issuedOn: issued.invoice.issuedOn, waiving: true), report)
        }
      }
    }
    return count
  }

  private func compare(_ issued: IssuedInvoice, _ outcome: AccountOutcome, _ report: (Finding) -> Void) {
    let number = issued.invoice.number ?? "\(issued.id)"
    guard case .bill(let bill) = outcome else {
      return report(Finding("rebilled", number, "computed again from the facts, there is no such invoice: \(words(outcome))"))
    }
    let again = bill.invoice
    if again.netMinor != issued.invoice.netMinor || again.taxMinor != issued.invoice.taxMinor {
      report(
        Finding(
          "rebilled", number,
          "issued with net \(issued.invoice.netMinor) and tax \(issued.invoice.taxMinor), the facts give \(again.netMinor) and \(again.taxMinor)"))
    }
    if again.lines.count != issued.invoice.lines.count {
      return report(Finding("rebilled", number, "issued with \(issued.invoice.lines.count) lines, the facts give \(again.lines.count)"))
    }
    for (was, now) in zip(issued.invoice.lines, again.lines) where was != now {
      report(
        Finding(
          "rebilled", "\(number) line \(was.number)",
          was.charge.amount == now.charge.amount
            ? "same amount, but the explanation or a detail differs"
            : "issued with \(was.charge.amount), the facts give \(now.charge.amount)"))
    }
  }

  private func words(_ outcome: AccountOutcome) -> String {
    switch outcome {
    case .bill: "a bill"
    case .nothing: "nothing is due"
    case .held(_, let reasons): reasons.map(\.description).joined(separator: "; ")
    }
  }
}
