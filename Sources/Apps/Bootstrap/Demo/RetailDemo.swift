import Catalog
import Feeds
import Foundation
import Invoicing
public import Operations
import Parties
public import Primitives
import Rating
import Store
import Subscriptions
import Usage

/// The second example: the orders of an online shop as monthly consolidated invoices, credits included.
///
/// Every order line of `Examples/retail` is one event that brings its own amount. Lines without a customer are
/// rejected and kept. A month in which a customer sent back more than was bought, or bought ten times the usual, is
/// held, looked at, and released; so every customer's invoices sum to that customer's lines in the file.
public struct RetailDemo {
  /// What stands at the end.
  public struct Summary: Sendable {
    public var customers: Int
    public var usage: UsageCounts
    public var reports: [BillRunReport]
    /// How many invoices were held before they were released.
    public var released: Int
    /// Customers whose invoices do not sum to their lines in the file; none is expected.
    public var differing: [String]
    public var fileTotal: Exact
    public var invoicedTotal: Exact
    public var findings: [Finding]
    public var verification: [Verify.Outcome]
  }

  let installation: Installation
  let examples: String
  let clock: any Clock
  let tell: (String) -> Void

  public init(
    _ installation: Installation, examples: String, clock: any Clock = MachineClock(), tell: @escaping (String) -> Void
  ) {
    self.installation = installation
    self.examples = examples
    self.clock = clock
    self.tell = tell
  }

  public func callAsFunction(workers: Int) async throws -> Summary {
    let release = try CatalogReader.read(path: examples + "/retail/catalog")
    _ = try PublishCatalog(repository: installation.store, reader: .ofThisMachine())
      .publish(release, asOf: Zone.utc.start(of: Day.retailStart), note: "retail example")
    let lines = try orderLines()
    let totals = lines.reduce(into: [String: Exact]()) { sums, line in
      if let customer = line.customer { sums[customer, default: .zero] += line.amount }
    }
    try register(totals.keys.sorted(), release)
    let usage = try feed(lines, release)
    var reports: [BillRunReport] = []
    var released = 0
    for month in 1...2 {
      let runs = BillRuns(installation, clock: clock)
      let run = try runs.plan(on: Day.retailStart.adding(months: month))
      try await runs.execute(run, workers: workers)
      let held = try installation.store.report(on: run.id).held
      for entry in held where entry.reasons.allSatisfy(\.code.isReleasable) {
        try runs.release(entry.reference, of: run)
        released += 1
      }
      let report = try installation.store.report(on: run.id)
      tell("Bill run \(run.id) for \(run.billingDay): \(report.issued) invoices, \(held.count) held (negative, zero or unusual) and released.")
      reports.append(report)
    }
    let invoiced = try invoicedByCustomer()
    let differing = totals.filter { invoiced[$0.key] ?? .zero != $0.value }.keys.sorted()
    var findings: [Finding] = []
    let outcomes = try Verification(installation)({ findings.append($0) })
    return Summary(
      customers: totals.count, usage: usage, reports: reports, released: released, differing: differing,
      fileTotal: totals.values.reduce(.zero, +), invoicedTotal: invoiced.values.reduce(.zero, +), findings: findings,
      verification: outcomes)
  }

  private struct OrderLine {
    var number: Int
    var document: String
    var stockCode: String
    var description: String
    var quantity: Exact
    var at: Instant
    var amount: Exact
    var customer: String?
  }

  /// - Throws: `Rejection` with the line of every record that cannot be read.
  private func orderLines() throws -> [OrderLine] {
    let path = examples + "/retail/online_retail_2010-12_2011-01.csv"
    guard let data = FileManager.default.contents(atPath: path), let zone = Zones.zone("Europe/London") else {
      throw Rejection(Problem(.fileUnreadable, at: .init(file: path), "the file cannot be read", remedy: "check the path of the examples"))
    }
    var lines: [OrderLine] = []
    var problems: [Problem] = []
    for record in CSVTable.records(Array(data)).dropFirst() {
      let f = record.fields
      guard f.count == 7, let quantity = Exact(f[3]), let price = Exact(f[5]), let day = Day(String(f[4].prefix(10))),
        let second = RetailDemo.second(of: f[4])
      else {
        problems.append(
          Problem(
            .customerRecord, at: .init(file: path, line: record.line), "the order line cannot be read: \(f.count) fields",
            remedy: "restore the file from Examples/retail"))
        continue
      }
      lines.append(
        OrderLine(
          number: record.line, document: f[0], stockCode: f[1], description: f[2], quantity: quantity,
          at: zone.instant(of: day, secondOfDay: second), amount: quantity * price,
          customer: f[6].isEmpty ? nil : String(f[6].prefix { $0 != "." })))
    }
    if !problems.isEmpty { throw Rejection(problems) }
    return lines
  }

  /// Seconds since midnight of `2010-12-01 08:26:00`.
  private static func second(of text: String) -> Int? {
    let parts = text.dropFirst(11).split(separator: ":").compactMap { Int($0) }
    return parts.count == 3 ? parts[0] * 3600 + parts[1] * 60 + parts[2] : nil
  }

  private func register(_ customers: [String], _ release: CatalogRelease) throws {
    let accounts = customers.map { customer in
      Registration(
        customerReference: customer, customerName: "Customer \(customer)",
        account: BillingAccount(
          id: BillingAccountID(0), reference: customer, customer: CustomerID(0), name: "Customer \(customer)", seller: "gb",
          currency: .gbp, zoneName: "Europe/London", language: "en", segment: "consumer",
          address: PostalAddress(country: "GB"), cycle: .calendarMonth, paymentTermDays: 30),
        openedOn: Day.retailStart)
    }
    let ids = try installation.store.register(accounts)
    var additions: [NewSubscription] = []
    for account in try installation.store.accounts(ids) {
      let order = Order(
        key: "import-\(account.reference)", customer: account.reference, account: account.reference, channel: "web",
        placedOn: Day.retailStart,
        lines: [
          Subscriptions.OrderLine(
            reference: "\(account.reference)-goods", offering: "goods", startsOn: Day.retailStart, subject: account.reference)
        ])
      additions += order.subscriptionFacts(user: account.customer, payer: account.id, catalog: release.index).compactMap(NewSubscription.init)
    }
    try installation.store.add(additions, at: clock.now(), command: nil)
    tell("Registered \(customers.count) customers.")
  }

  private func feed(_ lines: [OrderLine], _ release: CatalogRelease) throws -> UsageCounts {
    var json = JSONText(reservingCapacity: lines.count * 240)
    var bytes: [UInt8] = []
    for line in lines {
      json.removeAll()
      json.object {
        $0.field("source", "shop")
        $0.field("id", "line-\(line.number)")
        $0.field("subject", line.customer)
        $0.field("type", "order-line")
        $0.field("at", line.at)
        $0.field("quantity", line.quantity)
        $0.field("amount", line.amount)
        $0.field("kind", line.amount.isNegative ? "credit" : "order")
        $0.field("document", line.document)
        $0.field("stockCode", line.stockCode)
        $0.field("description", line.description)
      }
      bytes += json.bytes
      bytes.append(0x0A)
    }
    let path = installation.home.path("usage-retail.jsonl")
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let zones = Zones.table(try installation.store.zoneNames())
    let counts = try installation.store.usage { usage in
      let subjects = try usage.subjects { zones[$0] ?? .utc }
      let rules = AcceptanceRules(types: ["order-line"], subjects: subjects, negativeAllowed: true)
      let source = try JSONUsageSource(path: path, shape: .flat)
      let request = ImportUsage.Request(fingerprint: try source.fingerprint(), format: .jsonl)
      return try ImportUsage(store: usage, rules: rules, clock: clock).run(source, request).batch.counts
    }
    tell("Imported the order lines: \(counts.read) read = \(counts.accepted) accepted + \(counts.duplicate) duplicate + \(counts.rejected) rejected (no customer).")
    return counts
  }

  private func invoicedByCustomer() throws -> [String: Exact] {
    var sums: [String: Exact] = [:]
    for row in try installation.store.invoiceList(InvoiceFilter(limit: Int.max)) {
      sums[row.accountReference, default: .zero] += Money(amountMinor: row.netMinor, currency: row.currency).exact
    }
    return sums
  }
}

extension Day {
  /// The first day of the file of orders: 1 December 2010.
  static let retailStart = Day(number: 14_944)
}
