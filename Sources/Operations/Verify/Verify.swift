import Accounting
import Invoicing
import PostingRules
public import Primitives
import Rating
public import Subscriptions
import Usage

/// Proves the books from the facts: the chain of facts, sums, balances, sequences, projections, and every invoice computed
/// once more. All of it on one snapshot, so that imports and bill runs may go on beside it.
public struct Verify {
  let store: any VerifyStore
  /// A run's catalog made ready for billing.
  let billing: (BillRun) throws -> AccountBilling
  /// Reads one stored fact of a subscription.
  let readFact: (SubscriptionID, String) throws -> SubscriptionFact
  /// The machine's time zones by name.
  let zones: [String: Zone]

  public init(
    store: any VerifyStore, billing: @escaping (BillRun) throws -> AccountBilling,
    readFact: @escaping (SubscriptionID, String) throws -> SubscriptionFact, zones: [String: Zone]
  ) {
    self.store = store
    self.billing = billing
    self.readFact = readFact
    self.zones = zones
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
  ///   - progress: called when a check is done.
  public func callAsFunction(
    rebill: Bool = true, _ report: @escaping (Finding) -> Void, progress: (Outcome) -> Void = { _ in }
  ) throws -> [Outcome] {
    try store.verifying { snapshot in
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
      for check in snapshot.checks { try note(check) { try snapshot.run(check: check, $0) } }
      var subjects = SubjectIndex([])
      try note("subscription-projections") { try projections(snapshot, &subjects, $0) }
      try note("usage") { try snapshot.proveUsage(subjects, $0) }
      try note("rebooked") { try rebooked(snapshot, $0) }
      try note("recredited") { try recredited(snapshot, $0) }
      if rebill { try note("rebilled") { try rebilled(snapshot, $0) } }
      return outcomes
    }
  }

  /// Builds every subscription from its facts; what it is compared with, and who its usage belonged to, as was known when.
  private func projections(
    _ snapshot: any VerifySnapshot, _ subjects: inout SubjectIndex, _ report: (Finding) -> Void
  ) throws -> Int {
    let law = "subscription-projections"
    var count = 0
    var history = SubjectHistory { account in zones[try snapshot.zoneName(of: account) ?? ""] ?? .utc }
    try snapshot.forEachSubscription { stored in
      count += 1
      let name = stored.projected?.reference ?? "subscription \(stored.id)"
      var facts: [(number: Int64, fact: SubscriptionFact)] = []
      do {
        facts = try stored.facts.map { ($0.number, try readFact(stored.id, $0.text)) }
      } catch {
        return report(Finding(law, name, "its facts cannot be read"))
      }
      guard let replayed = Subscription.replay(id: stored.id, facts.map(\.fact)) else {
        return report(Finding(law, name, "its facts do not begin with an order"))
      }
      if stored.projected == nil {
        report(Finding(law, name, "row missing: \(facts.count) facts are there, the subscription \(replayed.reference) is not"))
      } else if replayed != stored.projected {
        report(Finding(law, name, "what is stored differs from what its \(facts.count) facts add up to"))
      }
      try history.add(stored.id, facts)
    }
    subjects = history.index
    return count
  }

  private func replay(_ id: SubscriptionID, _ facts: [String]) throws -> Subscription? {
    Subscription.replay(id: id, try facts.map { try readFact(id, $0) })
  }

  /// Adds up the credit notes of every invoice, and books each once more.
  private func recredited(_ snapshot: any VerifySnapshot, _ report: (Finding) -> Void) throws -> Int {
    var count = 0
    let byID = Dictionary(uniqueKeysWithValues: try snapshot.billRuns().map { ($0.id, $0) })
    try snapshot.forEachCredited { credited in
      count += credited.notes.count
      let accounts = try byID[credited.issued.run].map { try billing($0).context.rules.accounts } ?? .standard
      for finding in credited.findings(accounts: accounts) { report(finding) }
    }
    return count
  }

  /// Books every issued invoice once more and compares posting by posting.
  private func rebooked(_ snapshot: any VerifySnapshot, _ report: (Finding) -> Void) throws -> Int {
    var count = 0
    var accounts: [BillRunID: PostingAccounts] = [:]
    let byID = Dictionary(uniqueKeysWithValues: try snapshot.billRuns().map { ($0.id, $0) })
    try snapshot.forEachBooking { booking in
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

  private func rebilled(_ snapshot: any VerifySnapshot, _ report: (Finding) -> Void) throws -> Int {
    var count = 0
    for run in try snapshot.billRuns() {
      let ids = try snapshot.invoiceIDs(of: run.id)
      if ids.isEmpty { continue }
      let billing = try billing(run)
      for start in stride(from: 0, to: ids.count, by: 200) {
        try snapshot.readFacts(
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
