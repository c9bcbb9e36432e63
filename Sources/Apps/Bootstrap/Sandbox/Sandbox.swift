import Foundation
import Invoicing
import Operations
public import Primitives
import Store

/// A home to learn and to try things on: a few customers, and a clock that its user moves.
///
/// Everything that the clock brings about comes through the same doors as in earnest: files of usage are imported,
/// bill runs planned and executed. The same sandbox moved in the same way comes to the same invoices.
public struct Sandbox {
  public let installation: Installation
  private let clock: HomeClock

  /// - Throws: `Rejection` (`sandbox.not-one`) when the home's clock is not moved by hand.
  public init(_ installation: Installation) throws {
    self.installation = installation
    clock = HomeClock(of: installation.home)
    if clock.moved == nil {
      throw Rejection(
        Problem(
          .notASandbox, at: .init(file: installation.home.folder), "this home goes by the machine's clock, which nobody moves",
          remedy: "make a sandbox with `florin sandbox new DIR`, and name it with --home DIR"))
    }
  }

  public var now: Instant { clock.now() }
  /// Today in the sandbox. Sandboxes wake at six in the morning, UTC.
  public var today: Day { now.utcDay }

  /// Makes a sandbox in a new or empty folder: catalog, customers and orders as files, published, registered, placed.
  ///
  /// - Throws: `Rejection` (`sandbox.folder-in-use`) when the folder holds anything.
  public static func make(_ folder: String, on start: Day) throws -> Sandbox {
    let there = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    if let name = there.sorted().first {
      throw Rejection(
        Problem(
          .sandboxFolderInUse, at: .init(file: folder), "the folder holds \"\(name)\" already",
          remedy: "name a new or empty folder"))
    }
    let home = try Home(folder: folder)
    try home.begin()
    try HomeClock(of: home).set(morning(of: start))
    let installation = try Installation(folder: folder)
    let sandbox = try Sandbox(installation)
    func write(_ name: String, _ text: String) throws -> String {
      let path = home.path(name)
      try FileManager.default.createDirectory(atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: path))
      return path
    }
    _ = try write("catalog/catalog.yaml", String(decoding: PackageResources.catalog_yaml, as: UTF8.self))
    _ = try home.openDatabase().publish(try CatalogReader.read(path: home.path("catalog")), asOf: sandbox.now, note: "sandbox")
    let documents = WrittenDocuments(installation)
    let accounts = String(decoding: PackageResources.accounts_yaml, as: UTF8.self).replacingOccurrences(of: "START", with: "\(start)")
    _ = try documents.registerAccounts(try write("accounts.yaml", accounts))
    for (account, offering, later, subject) in [("ana", "mobile", 0, "600100100"), ("bruno", "fibre", 5, ""), ("carla", "cloud", 0, "carla-1")] {
      let order = """
        key: \(account)-1
        customer: \(account)
        account: \(account)
        placedOn: \(start)
        lines:
          - {reference: \(account)-1, offering: \(offering), startsOn: \(start.adding(days: later)), subject: "\(subject)"}

        """
      _ = try documents.placeOrder(try write("orders/\(account)-1.yaml", order))
    }
    return sandbox
  }

  private static func morning(of day: Day) -> Instant { Zone.utc.instant(of: day, secondOfDay: 6 * 3600) }

  /// Lets days pass, one after the other, up to the morning of a day; tells each.
  ///
  /// - Throws: `Rejection` (`sandbox.backwards`) when the day is not after today.
  public func advance(to day: Day, tell: (SandboxDay) throws -> Void) async throws {
    if day <= today {
      throw Rejection(
        Problem(
          .sandboxBackwards, path: "--to", "\(day) is not after \(today), the day the sandbox shows",
          remedy: "time passes forwards only; make another sandbox for an earlier day"))
    }
    while today < day {
      let next = today.adding(days: 1)
      try clock.set(Sandbox.morning(of: next))
      try tell(try await morning(next))
    }
  }

  private func morning(_ day: Day) async throws -> SandboxDay {
    let store = installation.store
    var told = SandboxDay(day: day, events: try SandboxUsage(installation).arrive(of: day.adding(days: -1)), run: nil, invoices: [], held: [], recognised: 0)
    let (version, _) = try installation.newestCatalog()
    let runs = BillRuns(installation)
    // A morning that was broken off: no other run bills the accounts it has not come to.
    for run in try store.billRuns() where run.finishedAt == nil { try await runs.execute(run, workers: 1) }
    let plan = BillRunPlan.make(billingDay: day, catalogVersion: version.id, candidates: try store.planCandidates())
    if plan.dueCount > 0 {
      let run = try runs.plan(on: day)
      try await runs.execute(run, workers: 1)
      told.run = run.id
      told.invoices = try store.invoiceList(InvoiceFilter(run: run.id, limit: 10_000))
      told.held = try store.report(on: run.id).held
    }
    if day.dayOfMonth == 1 { told.recognised = try RecogniseRevenue(store: store)(through: day.adding(days: -1)) }
    return told
  }
}

extension ProblemCode {
  public static let notASandbox = ProblemCode("sandbox.not-one")
  public static let sandboxFolderInUse = ProblemCode("sandbox.folder-in-use")
  public static let sandboxBackwards = ProblemCode("sandbox.backwards")
}
