import Invoicing
import Operations
import Primitives
import Subscriptions
import Usage

/// The books on one snapshot.
struct BooksSnapshot: VerifySnapshot {
  let c: Connection
  private let maker: LinkMaker
  private let looked: (Int) -> Void
  private let zones = AccountZones()

  init(_ c: Connection, _ looked: @escaping (Int) -> Void = { _ in }) throws {
    self.c = c
    self.looked = looked
    maker = try LinkMaker()
  }

  func heads() throws -> [ChainHead] {
    try FactStream.all.compactMap { stream in
      try ChainRows(c).head(stream).map { ChainHead(stream: stream.name, number: $0.lastNumber, link: $0.link.description) }
    }
  }

  func link(_ stream: String, _ number: Int64) throws -> String? {
    try FactStream.all.first { $0.name == stream }.flatMap { try ChainRows(c).link($0, number)?.description }
  }

  func run(check: String, _ report: @escaping (Finding) -> Void) throws -> Int {
    if check == CounterProof.law { return try CounterProof(c).run(report) }
    if check == ChainCheck.law { return try ChainCheck.all(c, maker, but: [FactStream.usageEvents, FactStream.invoices], looked, report) }
    return try BookChecks.everything.first { $0.name == check }?.run(c, report) ?? 0
  }

  func proveUsage(_ subjects: SubjectIndex, _ report: @escaping (Finding) -> Void) throws -> Int {
    try UsageProof(c, subjects: subjects, report).run(maker, looked)
  }

  func billRuns() throws -> [BillRun] { try Store.billRuns(c) }

  func zoneName(of account: BillingAccountID) throws -> String? { try zones.name(of: account, c) }

  func proveInvoices(
    billing: @escaping (BillRunID) throws -> AccountBilling?, replay: @escaping (SubscriptionID, [String]) throws -> Subscription?,
    differs: @escaping (IssuedBooking, AccountOutcome, Bool) -> Void, _ report: @escaping (Finding) -> Void
  ) throws -> Int {
    try InvoiceProof(c, maker, billing: billing, replay: replay, differs: differs).run(looked, report)
  }

  func readFacts(
    asBilledBy invoices: [InvoiceID], zones: [String: Zone], lateRule: LateEventRule,
    replay: (SubscriptionID, [String]) throws -> Subscription?,
    _ body: (IssuedInvoice, PendingAccount, AccountFacts) throws -> Void
  ) throws {
    try withoutActuallyEscaping(replay) { replay in
      let row = try c.prepare("SELECT facts_through FROM invoice WHERE id = ?")
      for id in invoices {
        guard let issued = try InvoiceReading.one(id, c) else { continue }
        row.bind(1, id.rawValue)
        defer { row.reset() }
        let members = try IssuedMembers(id, factsThrough: try row.step() ? row.int64(0) : 0, c)
        guard let pending = members.pending(issued.invoice.account) else {
          throw DamagedRow(table: "invoice_member", row: id.rawValue, what: "the paying account's row is missing")
        }
        let rows = try FactsRows(c, zones: zones, lateRule: lateRule, asBilledBy: members, replay: replay)
        try body(issued, pending, try rows.facts(of: pending))
      }
    }
  }

  func forEachSubscription(_ body: (StoredSubscription) throws -> Void) throws {
    let rows = try c.scan("SELECT id FROM subscription ORDER BY id")
    var projected = try SubscriptionRows.Stream(c)
    let facts = try c.scan("SELECT subscription_id, id, body FROM subscription_fact ORDER BY subscription_id, number")
    var moreFacts = try facts.step()
    func factTexts(_ id: Int64) throws -> [(number: Int64, text: String)] {
      var found: [(number: Int64, text: String)] = []
      while moreFacts, facts.int64(0) == id {
        found.append((facts.int64(1), facts.text(2)))
        moreFacts = try facts.step()
      }
      return found
    }
    func orphans(before id: Int64) throws {
      while moreFacts, facts.int64(0) < id {
        let orphan = facts.int64(0)
        try body(StoredSubscription(id: SubscriptionID(orphan), projected: nil, facts: try factTexts(orphan)))
      }
    }
    while try rows.step() {
      let id = rows.int64(0)
      try orphans(before: id)
      try body(
        StoredSubscription(id: SubscriptionID(id), projected: try projected.subscription(id), facts: try factTexts(id)))
    }
    try orphans(before: .max)
  }
}

/// The time zones of accounts by name, asked for once for each of the accounts seen lately.
private final class AccountZones {
  private static let most = 16_384
  private var known: [BillingAccountID: String] = [:]

  func name(of account: BillingAccountID, _ c: Connection) throws -> String? {
    if let name = known[account] { return name }
    let row = try c.prepare("SELECT zone FROM billing_account WHERE id = ?")
    row.bind(1, account.rawValue)
    defer { row.reset() }
    guard try row.step() else { return nil }
    if known.count >= AccountZones.most { known.removeAll(keepingCapacity: true) }
    let name = row.text(0)
    known[account] = name
    return name
  }
}
