import Bootstrap
import Foundation
import Operations
import Parties
import Primitives
import Store
import Testing

/// A home whose time its user moves.
@Suite struct SandboxTests {
  private func sandbox(_ start: String = "2026-01-01") throws -> Sandbox {
    let folder = NSTemporaryDirectory() + "florin-sandbox-" + UUID().uuidString
    return try Sandbox.make(folder, on: try #require(Day(start)))
  }

  private func throwAway(_ sandbox: Sandbox) { try? FileManager.default.removeItem(atPath: sandbox.installation.home.folder) }

  private func invoices(_ sandbox: Sandbox) throws -> [String] {
    try sandbox.installation.store.invoiceList(InvoiceFilter(limit: 1_000)).map { "\($0.number) \($0.accountReference) \($0.issuedOn) \($0.grossMinor)" }
  }

  @Test func movedInTheSameWayItIsTheSame() async throws {
    let (one, two) = (try sandbox(), try sandbox())
    defer {
      throwAway(one)
      throwAway(two)
    }
    var mornings: [SandboxDay] = []
    try await one.advance(to: try #require(Day("2026-04-02"))) { mornings.append($0) }
    for day in ["2026-01-20", "2026-01-21", "2026-04-02"] { try await two.advance(to: try #require(Day(day))) { _ in } }
    #expect(mornings.count == 91)
    #expect(one.today == two.today)
    let (first, second) = (try invoices(one), try invoices(two))
    #expect(first == second)
    #expect(first.count == 9)
    #expect(mornings.reduce(0) { $0 + $1.invoices.count } == 9)
    #expect(mornings.contains { $0.recognised > 0 })
    var findings: [Finding] = []
    _ = try Verification(one.installation)({ findings.append($0) })
    #expect(findings == [])
  }

  /// What people write goes by the sandbox's clock, not by the machine's.
  @Test func itsDayIsToday() async throws {
    let sandbox = try sandbox("2031-05-05")
    defer { throwAway(sandbox) }
    try await sandbox.advance(to: try #require(Day("2031-05-09"))) { _ in }
    let path = sandbox.installation.home.path("dora.yaml")
    try Data("accounts:\n  - {reference: dora, customer: {reference: dora, name: Dora}, seller: sandbox, currency: EUR, zone: Europe/Madrid, address: {country: ES}}\n".utf8)
      .write(to: URL(filePath: path))
    let account = try #require(try WrittenDocuments(sandbox.installation).registerAccounts(path).first)
    #expect(try sandbox.installation.store.billedThrough(account.id) == Day("2031-05-09"))
    #expect(try Sandbox(Installation(folder: sandbox.installation.home.folder)).now == Instant("2031-05-09T06:00:00Z"))
  }

  @Test func otherHomesGoByTheMachine() throws {
    let folder = NSTemporaryDirectory() + "florin-home-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let installation = try Installation(folder: folder)
    #expect(abs(installation.clock.now().seconds - MachineClock().now().seconds) < 60)
    #expect(throws: Rejection.self) { try Sandbox(installation) }
  }
}
