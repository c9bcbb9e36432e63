import Accounting
import Invoicing
import PostingRules
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
      func found(_ finding: Finding) {
        findings += 1
        report(finding)
      }
      var examined = 0
      do {
        examined = try work(found)
      } catch {
        found(Finding(check, "the database", "cannot be checked to the end: \(error)"))
      }
      outcomes.append(Outcome(check: check, examined: examined, findings: findings))
      progress(outcomes[outcomes.count - 1])
    }
    for check in store.checks { try note(check) { try store.run(check: check, $0) } }
    try note("subscription-projections", projections)
    try note("rebooked", rebooked)
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

  /// Books every issued invoice once more and compares posting by posting.
  private func rebooked(_ report: (Finding) -> Void) throws -> Int {
    var count = 0
    var accounts: [BillRunID: PostingAccounts] = [:]
    let byID = Dictionary(uniqueKeysWithValues: try runs.billRuns().map { ($0.id, $0) })
    try store.forEachBooking { booking in
      count += 1
      let run = booking.issued.run
      if accounts[run] == nil, let known = byID[run] { accounts[run] = try billing(known).context.rules.accounts }
      let again = InvoicePosting(of: booking.issued.invoice, accounts: accounts[run] ?? .standard)
      let number = booking.issued.invoice.number ?? "\(booking.issued.id)"
      for (was, now) in zip(booking.postings, again.entry.postings) where was != now {
        report(
          Finding(
            "rebooked", number,
            "is booked with \(was.amountMinor) on \(was.ledgerAccount), the invoice gives \(now.amountMinor) on \(now.ledgerAccount)"))
      }
      if booking.postings.count != again.entry.postings.count {
        report(Finding("rebooked", number, "is booked with \(booking.postings.count) postings, the invoice gives \(again.entry.postings.count)"))
      }
      if booking.recognitions != again.recognitions {
        report(Finding("rebooked", number, "the revenue to be recognised later is not what its lines give"))
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
    if (again.issuedOn, again.dueOn, again.billingPeriod) != (issued.invoice.issuedOn, issued.invoice.dueOn, issued.invoice.billingPeriod)
      || (again.seller, again.currency, again.account) != (issued.invoice.seller, issued.invoice.currency, issued.invoice.account)
      || again.taxes != issued.invoice.taxes
    {
      report(Finding("rebilled", number, "its days, its parties or its taxes are not what the facts give"))
    }
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
