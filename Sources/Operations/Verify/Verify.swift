import Accounting
import Invoicing
import PostingRules
public import Primitives
import Rating
public import Subscriptions
import Synchronization
import Usage

/// Proves the books from the facts: the chain of facts, sums, balances, sequences, projections, and every invoice computed
/// once more. All of it on one snapshot, so that imports and bill runs may go on beside it.
public struct Verify: Sendable {
  let store: any VerifyStore
  /// A run's catalog made ready for billing.
  let billing: @Sendable (BillRun) throws -> AccountBilling
  /// Reads one stored fact of a subscription.
  let readFact: @Sendable (SubscriptionID, String) throws -> SubscriptionFact
  /// The machine's time zones by name.
  let zones: [String: Zone]

  public init(
    store: any VerifyStore, billing: @escaping @Sendable (BillRun) throws -> AccountBilling,
    readFact: @escaping @Sendable (SubscriptionID, String) throws -> SubscriptionFact, zones: [String: Zone]
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

  /// The last link of every stream, to be noted outside of the database.
  public func heads() throws -> [ChainHead] {
    var heads: [ChainHead] = []
    try store.lanes(1)[0].read(looked: { _ in }) { heads = try $0.heads() }
    return heads
  }

  /// Proves one law after the other.
  ///
  /// - Parameters:
  ///   - rebill: also compute every invoice again from the facts and compare it line by line.
  ///   - expected: heads noted earlier; the chain must still go through them.
  ///   - report: called for every finding, as it is made.
  ///   - looked: called now and then with how many facts were looked at.
  ///   - progress: called when a check is done.
  public func callAsFunction(
    rebill: Bool = true, expected: [ChainHead] = [], _ report: (Finding) -> Void,
    looked: (Int) -> Void = { _ in }, progress: (Outcome) -> Void = { _ in }
  ) throws -> [Outcome] {
    let parts = parts(rebill: rebill, expected: expected)
    let lane = try store.lanes(1)[0]
    var order = VerifyOrder(parts.flatMap(\.laws))
    for part in parts { prove(part, on: lane) { order.take($0, report, looked, progress) } }
    return order.outcomes
  }

  /// Proves laws side by side, all on one state of the books, and tells of them in the same order as one after the other.
  ///
  /// - Parameter workers: how many readers may be at work at the same time.
  public func sideBySide(
    workers: Int, rebill: Bool = true, expected: [ChainHead] = [], _ report: (Finding) -> Void,
    looked: (Int) -> Void = { _ in }, progress: (Outcome) -> Void = { _ in }
  ) async throws -> [Outcome] {
    let parts = parts(rebill: rebill, expected: expected)
    let lanes = try store.lanes(min(max(1, workers), parts.count))
    let (steps, sender) = AsyncStream.makeStream(of: VerifyStep?.self)
    let left = PartsLeft(parts)
    return await withTaskGroup(of: Void.self) { group in
      for lane in lanes {
        group.addTask {
          while let part = left.next() { prove(part, on: lane) { sender.yield($0) } }
          sender.yield(nil)
        }
      }
      var order = VerifyOrder(parts.flatMap(\.laws))
      var open = lanes.count
      for await step in steps {
        if let step { order.take(step, report, looked, progress) } else { open -= 1 }
        if open == 0 { break }
      }
      return order.outcomes
    }
  }

  /// Laws that one reader proves, one after the other.
  private struct Part: Sendable {
    var laws: [String]
    var prove: @Sendable (any VerifySnapshot, _ note: Note) -> Void
  }

  /// Parts that nobody has begun to prove.
  private final class PartsLeft: Sendable {
    private let parts: Mutex<[Part]>

    init(_ parts: [Part]) { self.parts = Mutex(parts) }

    /// The longest are the last.
    func next() -> Part? { parts.withLock { $0.popLast() } }
  }

  /// Runs one law's proof, which gives how many things it looked at, and tells what came of it.
  private typealias Note = (_ law: String, _ work: (@escaping (Finding) -> Void) throws -> Int) -> Void

  private func parts(rebill: Bool, expected: [ChainHead]) -> [Part] {
    let stored = store.laws
    var parts = [
      Part(laws: stored + (expected.isEmpty ? [] : ["expected-heads"])) { snapshot, note in
        for law in stored { note(law) { try snapshot.run(check: law, $0) } }
        if !expected.isEmpty { note("expected-heads") { try compare(expected, snapshot, $0) } }
      },
      Part(laws: ["subscription-projections", "usage", "recredited"]) { snapshot, note in
        var subjects = SubjectIndex([])
        note("subscription-projections") { try projections(snapshot, &subjects, $0) }
        note("usage") { try snapshot.proveUsage(subjects, $0) }
        note("recredited") { try recredited(snapshot, $0) }
      },
    ]
    if rebill { parts.append(Part(laws: ["invoices"]) { snapshot, note in note("invoices") { try invoices(snapshot, $0) } }) }
    return parts
  }

  private func prove(_ part: Part, on lane: any VerifyLane, _ tell: (VerifyStep) -> Void) {
    withoutActuallyEscaping(tell) { tell in
      var law = part.laws[0]
      do {
        try lane.read(looked: { tell(.looked(law, $0)) }) { snapshot in
          part.prove(snapshot) { name, work in
            law = name
            var findings = 0
            func found(_ finding: Finding) {
              findings += 1
              tell(.found(name, finding))
            }
            var examined = 0
            do {
              examined = try work(found)
            } catch {
              found(Finding(name, "the database", "cannot be checked to the end: \(error)"))
            }
            tell(.proved(Outcome(check: name, examined: examined, findings: findings)))
          }
        }
      } catch {
        for law in part.laws {
          tell(.found(law, Finding(law, "the database", "cannot be checked: \(error)")))
          tell(.proved(Outcome(check: law, examined: 0, findings: 1)))
        }
      }
    }
  }

  private func compare(_ expected: [ChainHead], _ snapshot: any VerifySnapshot, _ report: (Finding) -> Void) throws -> Int {
    for head in expected {
      let link = try snapshot.link(head.stream, head.number)
      if link == head.link { continue }
      report(
        Finding(
          "expected-heads", "\(head.stream) \(head.number)",
          link.map { "was noted with the link \(head.link), has \($0) now: it, or a fact before it, was made anew" }
            ?? "was noted with the link \(head.link), is not there any more"))
    }
    return expected.count
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

  private func invoices(_ snapshot: any VerifySnapshot, _ report: @escaping (Finding) -> Void) throws -> Int {
    let runs = Dictionary(uniqueKeysWithValues: try snapshot.billRuns().map { ($0.id, $0) })
    return try snapshot.proveInvoices(
      billing: { try runs[$0].map(billing) }, replay: replay,
      differs: { booking, outcome, inInvoice in
        var told = !inInvoice
        name(booking, outcome) {
          told = true
          report($0)
        }
        if !told {
          report(
            Finding(
              "rebilled", booking.issued.name,
              "lines and bookings are what the facts give, but not what it covers, what it wrote down as billed or what it carries on"))
        }
      }, report)
  }

  /// Names what differs between an invoice as issued and booked and as the facts give it.
  private func name(_ booking: IssuedBooking, _ outcome: AccountOutcome, _ report: (Finding) -> Void) {
    guard case .bill(let bill) = outcome else {
      return report(
        Finding("rebilled", booking.issued.name, "computed again from the facts, there is no such invoice: \(words(outcome))"))
    }
    compare(booking.issued, bill.invoice, report)
    compare(booking, bill, report)
  }

  private func compare(_ booking: IssuedBooking, _ bill: PreparedBill, _ report: (Finding) -> Void) {
    let number = booking.issued.name
    let postings = bill.entries.flatMap(\.postings)
    for (was, now) in zip(booking.postings, postings) where was != now {
      report(
        Finding(
          "rebooked", number,
          "is booked with \(was.amountMinor) on \(was.ledgerAccount), the facts give \(now.amountMinor) on \(now.ledgerAccount)"))
    }
    if booking.postings.count != postings.count {
      report(Finding("rebooked", number, "is booked with \(booking.postings.count) postings, the facts give \(postings.count)"))
    }
    if booking.recognitions != bill.recognitions {
      report(Finding("rebooked", number, "the revenue to be recognised later is not what its lines give"))
    }
  }

  private func compare(_ issued: IssuedInvoice, _ again: Invoice, _ report: (Finding) -> Void) {
    let number = issued.name
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

extension IssuedInvoice {
  /// As findings name it.
  fileprivate var name: String { invoice.number ?? "invoice \(id)" }
}
