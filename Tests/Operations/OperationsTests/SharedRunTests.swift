import Bootstrap
import Foundation
import Invoicing
import Operations
import Primitives
import Seeds
import Store
import Testing

@testable import Lab

/// Several processes carry out one bill run on one server; some are killed, or the server is.
@Suite(.enabled(if: KillTests.program != nil && TestDatabase.server != nil, "needs the program and a server")) struct SharedRunTests {
  private let households = 60

  private func town(_ database: TestDatabase? = nil) throws -> (World, BillRun) {
    let world = try World(database: database)
    try world.settle(households: households)
    return (world, try world.runs.plan(on: ResumeTests.day))
  }

  private func start(_ world: World, _ run: BillRun) throws -> Process {
    let child = Process()
    child.executableURL = URL(filePath: try #require(KillTests.program))
    child.arguments = ["bill", "execute", "\(run.id)", "--workers", "1", "--batch", "8", "--home", world.folder]
    child.environment = world.environment
    child.standardOutput = FileHandle.nullDevice
    child.standardError = FileHandle.nullDevice
    try child.run()
    return child
  }

  private func decided(_ world: World) throws -> Int64 { try world.number("SELECT COUNT(*) FROM bill_run_account WHERE state <> 'planned'") }

  /// What every account was billed, without the numbers, which follow the order in which processes took turns.
  private func bills(_ world: World) throws -> [String] {
    try world.invoices().map { "\($0.invoice.account) \($0.invoice.netMinor) \($0.invoice.taxMinor) \($0.invoice.grossMinor) \($0.invoice.lines.count)" }.sorted()
  }

  private func expectWhole(_ world: World) async throws {
    let (alone, run) = try town()
    try await alone.runs.execute(run, workers: 1)
    let (shared, whole) = (try bills(world), try bills(alone))
    #expect(shared == whole)
    #expect(try world.number("SELECT COUNT(*) FROM bill_run_claim") == 0)
    #expect(try world.number("SELECT COUNT(*) FROM bill_run WHERE finished_at IS NOT NULL") == 1)
    #expect(try world.breaches() == [])
  }

  @Test func threeTakeTurns() async throws {
    let (world, run) = try town()
    let children = try (0..<3).map { _ in try start(world, run) }
    for child in children { child.waitUntilExit() }
    #expect(children.map(\.terminationStatus) == [0, 0, 0])
    try await expectWhole(world)
  }

  @Test func whatAKilledOneHadTakenIsTakenOver() async throws {
    let (world, run) = try town()
    var killed = 0
    let other = try start(world, run)
    while try !world.store.pendingAccounts(of: run.id).isEmpty {
      let before = try decided(world)
      let child = try start(world, run)
      while child.isRunning, try decided(world) < before + 16 { usleep(2_000) }
      if child.isRunning { killed += 1 }
      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
      if killed == 3 { break }
    }
    #expect(killed > 0)
    other.waitUntilExit()
    #expect(other.terminationStatus == 0)
    try await expectWhole(world)
  }

  /// The server fails as a machine would, and comes back; whoever was at work goes on.
  @Test func theServerComesBack() async throws {
    let server = try ThrowawayServer()
    let (world, run) = try town(TestDatabase(on: server.address))
    let children = try (0..<2).map { _ in try start(world, run) }
    var failures = 0
    while failures < 3, children.contains(where: \.isRunning) {
      let before = try decided(world)
      while children.contains(where: \.isRunning), try decided(world) < before + 16 { usleep(2_000) }
      try server.stop()
      usleep(300_000)
      try server.start()
      failures += 1
    }
    for child in children { child.waitUntilExit() }
    #expect(children.map(\.terminationStatus) == [0, 0])
    #expect(failures > 0)
    try await expectWhole(world)
  }
}
