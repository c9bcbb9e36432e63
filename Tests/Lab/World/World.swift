import Bootstrap
import Catalog
import Feeds
import Foundation
import Invoicing
import Operations
import Parties
import Primitives
import Seeds
import Store
import Usage

/// A clock that shows what it is told.
struct StoppedClock: Clock {
  var instant = Instant(seconds: 1_700_000_000)
  func now() -> Instant { instant }
}

/// A small installation in a folder of its own, with the catalog of the stories; gone when the last one lets go.
final class World {
  let folder: String
  /// Where its database lies; nil for the machine's own disk.
  let disk: SimulatedDisk?
  /// Its database on a server, where tests are to use one.
  let database: TestDatabase?
  private var opened: Installation?
  private(set) var catalogFiles: [CatalogSource.File] = []
  private var papers = 0
  private var events = 0
  var clock = StoppedClock()

  static let storiesFolder: String = {
    let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/" + here + "/Stories"
  }()

  /// The catalog of the stories, as files.
  static func storyCatalog() throws -> [CatalogSource.File] {
    let folder = storiesFolder + "/catalog"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
      CatalogSource.File(name: name, bytes: [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + name))))
    }
  }

  /// - Parameters:
  ///   - simulated: its database lies on a disk in memory, which can fail.
  ///   - database: where it lies on a server; `nil`: where tests are told to keep theirs.
  init(simulated: Bool = false, database: TestDatabase? = nil) throws {
    folder = NSTemporaryDirectory() + "florin-world-" + UUID().uuidString
    disk = simulated ? SimulatedDisk(folder: folder) : nil
    self.database = simulated ? nil : try database ?? TestDatabase.new()
    opened = try Installation(Home(folder: folder, database: self.database?.address))
    catalogFiles = try World.storyCatalog()
    try publish(asOf: Day(number: 17_000))
  }

  deinit {
    opened = nil
    disk?.remove()
    try? FileManager.default.removeItem(atPath: folder)
  }

  var installation: Installation {
    guard let opened else { preconditionFailure("the world is closed") }
    return opened
  }

  var store: Store { installation.store }
  var documents: WrittenDocuments { WrittenDocuments(installation, clock: clock) }
  var corrections: Corrections { Corrections(installation, clock: clock) }
  var runs: BillRuns { BillRuns(installation, clock: clock) }

  /// Opens the same folder again, as another process would.
  func reopen() throws {
    close()
    opened = try Installation(Home(folder: folder, database: database?.address))
  }

  /// Lets go of the database, as a process does that ends.
  func close() { opened = nil }

  private func publish(asOf: Day) throws {
    let release = try CatalogReader.ofThisMachine().read(CatalogSource(files: catalogFiles))
    _ = try PublishCatalog(repository: store, reader: .ofThisMachine()).publish(release, asOf: Zone.utc.start(of: asOf), note: "")
  }

  /// Gives the price marked `# code` in the catalog a new version from a day on, published on the day before.
  func reprice(_ code: String, from day: Day, amount: String) throws {
    let before = catalogFiles
    do { try publishRepriced(code, from: day, amount: amount) } catch {
      catalogFiles = before
      throw error
    }
  }

  private func publishRepriced(_ code: String, from day: Day, amount: String) throws {
    for index in catalogFiles.indices where catalogFiles[index].name.hasSuffix(".yaml") {
      var lines = String(decoding: catalogFiles[index].bytes, as: UTF8.self).components(separatedBy: "\n")
      guard let at = lines.firstIndex(where: { $0.hasSuffix("# \(code)") }) else { continue }
      let next = lines[at].replacing(/from: [0-9-]+/, with: "from: \(day)").replacing(/(amount|unit): "[0-9.]+"/) { "\($0.output.1): \"\(amount)\"" }
      lines[at] = lines[at].replacing(/from: ([0-9-]+)/) { "from: \($0.output.1), to: \(day)" }.replacing("  # \(code)", with: "")
      lines.insert(next, at: at + 1)
      catalogFiles[index].bytes = Array(lines.joined(separator: "\n").utf8)
      return try publish(asOf: day.adding(days: -1))
    }
    throw WorldFault("no price in the catalog is marked # \(code)")
  }

  /// Publishes a rate for the tax category marked `# code`.
  func addTaxRate(_ category: String, country: String, from: Day, percent: String) throws {
    for index in catalogFiles.indices where catalogFiles[index].name.hasSuffix(".yaml") {
      var lines = String(decoding: catalogFiles[index].bytes, as: UTF8.self).components(separatedBy: "\n")
      guard let at = lines.firstIndex(where: { $0.hasSuffix("# \(category)") }) else { continue }
      lines.insert("      - {country: \(country), from: \(from), percent: \"\(percent)\"}", at: at + 1)
      catalogFiles[index].bytes = Array(lines.joined(separator: "\n").utf8)
      return try publish(asOf: Day(number: 17_000))
    }
    throw WorldFault("no tax category in the catalog is marked # \(category)")
  }

  /// Says more of a seller in the catalog, in the place of what was said before.
  func say(_ words: String, of seller: String) throws {
    for index in catalogFiles.indices where catalogFiles[index].name.hasSuffix(".yaml") {
      var lines = String(decoding: catalogFiles[index].bytes, as: UTF8.self).components(separatedBy: "\n")
      guard let at = lines.firstIndex(of: "  - code: \(seller)") else { continue }
      if lines[at + 1].hasPrefix("    \(words.prefix { $0 != ":" }):") { lines.remove(at: at + 1) }
      lines.insert("    \(words)", at: at + 1)
      catalogFiles[index].bytes = Array(lines.joined(separator: "\n").utf8)
      return try publish(asOf: Day(number: 17_000))
    }
    throw WorldFault("no seller \(seller) in the catalog")
  }

  /// Says in the catalog what becomes of late usage, from the next publication on.
  func lateUsage(_ rule: String) throws {
    catalogFiles.removeAll { $0.name == "billing.yaml" }
    catalogFiles.append(CatalogSource.File(name: "billing.yaml", bytes: Array("billing: {lateUsage: \(rule)}\n".utf8)))
    try publish(asOf: Day(number: 17_000))
  }

  // MARK: documents

  func paper(_ text: String) throws -> String {
    papers += 1
    let path = folder + "/paper-\(disk == nil ? papers : 0).yaml"
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  func account(_ reference: String, _ fields: [String: String] = [:]) throws {
    var customer = fields["customer"] ?? reference
    if let segment = fields["segment"] { customer += ", segment: \(segment)" }
    var text = "accounts:\n  - reference: \(reference)\n    customer: {reference: \(customer), name: \(reference.capitalized)}\n"
    let seller = fields["seller"] ?? "es"
    let ro = seller == "ro"
    text += "    seller: \(seller)\n    currency: \(fields["currency"] ?? (ro ? "RON" : "EUR"))\n"
    text += "    zone: \(fields["zone"] ?? (ro ? "Europe/Bucharest" : "Europe/Madrid"))\n    openedOn: \(fields["opened"] ?? "2026-01-01")\n"
    text += "    address: {country: \(fields["country"] ?? (ro ? "RO" : "ES"))}\n"
    if let vat = fields["vat"] { text += "    tax: {vat: \(vat)}\n" }
    if let reason = fields["exempt"] { text += "    tax: {exempt: \(reason)}\n" }
    if let parent = fields["parent"] { text += "    consolidatedInto: \(parent)\n" }
    var cycle: [String] = []
    if let every = fields["cycle"] { cycle.append("every: \(every)") }
    if let day = fields["anchor"] { cycle.append("anchorDay: \(day)") }
    if let month = fields["anchorMonth"] { cycle.append("anchorMonth: \(month)") }
    if !cycle.isEmpty { text += "    cycle: {\(cycle.joined(separator: ", "))}\n" }
    _ = try documents.registerAccounts(try paper(text))
  }

  /// - Parameter line: the fields of the order's one line, in YAML flow style without the braces.
  @discardableResult
  func order(_ account: String, key: String, customer: String? = nil, line: String, placedOn: Day) throws -> [String] {
    let text = "key: \(key)\ncustomer: \(customer ?? account)\naccount: \(account)\nplacedOn: \(placedOn)\nlines:\n  - {reference: \(key), \(line)}\n"
    return try documents.placeOrder(try paper(text)).references
  }

  /// - Parameter change: the fields of the amendment, in YAML flow style without the braces.
  func amend(_ subscription: String, key: String, on: Day, change: String, today: Day? = nil) throws {
    let text = "{key: \(key), subscription: \(subscription), on: \(on), \(change)}\n"
    _ = try documents.amend(try paper(text), today: today ?? on)
  }

  func thirdParty(_ account: String, id: String, provider: String, name: String, on: Day, amount: String, tax: String) throws -> (added: Int, repeated: Int) {
    try documents.addThirdPartyCharges(
      try paper("charges:\n  - {account: \(account), source: partner, id: \(id), provider: \(provider), name: \(name), usedOn: \(on), amount: \"\(amount)\", tax: \(tax)}\n"))
  }

  // MARK: usage

  struct Use {
    var id: String?
    var subject: String
    var type: String
    var quantity: String
    var at: Instant
    var attributes: [String: String] = [:]
  }

  @discardableResult
  func use(_ uses: [Use], recordsPerRound: Int = 1000, correcting: Bool = false) throws -> UsageCounts {
    var text = ""
    for use in uses {
      events += 1
      let more = use.attributes.sorted { $0.key < $1.key }.map { ", \"\($0.key)\": \"\($0.value)\"" }.joined()
      text += "{\"source\": \"world\", \"id\": \"\(use.id ?? "u-\(events)")\", \"subject\": \"\(use.subject)\", \"type\": \"\(use.type)\", "
        + "\"at\": \"\(use.at)\", \"quantity\": \"\(use.quantity)\"\(more)}\n"
    }
    return try importUsage(Array(text.utf8), recordsPerRound: recordsPerRound, correcting: correcting)
  }

  func importUsage(_ bytes: [UInt8], recordsPerRound: Int = 1000, correcting: Bool = false) throws -> UsageCounts {
    events += 1
    let (_, release) = try installation.newestCatalog()
    let zones = Zones.table(try store.zoneNames())
    return try store.usage { usage in
      let rules = AcceptanceRules(types: Array(Set(release.catalog.meters.map(\.eventType))), subjects: try usage.subjects { zones[$0] ?? .utc })
      let source = try JSONUsageSource(name: "usage-\(events)", bytes: bytes, shape: .flat)
      let request = ImportUsage.Request(
        fingerprint: try source.fingerprint(), format: .jsonl, again: true, recordsPerRound: recordsPerRound, correcting: correcting)
      return try ImportUsage(store: usage, rules: rules, clock: clock).run(source, request).batch.counts
    }
  }

  // MARK: bills

  @discardableResult
  func bill(_ day: Day, key: String? = nil, workers: Int = 1, accountsPerBatch: Int = 200) async throws -> BillRun {
    let run = try runs.plan(on: day, key: key)
    try await runs.execute(run, workers: workers, accountsPerBatch: accountsPerBatch)
    return run
  }

  func invoices(of run: BillRun? = nil) throws -> [IssuedInvoice] {
    try store.invoiceList(InvoiceFilter(run: run?.id, limit: 100_000)).compactMap { try store.invoice($0.id) }
  }
}

struct WorldFault: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
