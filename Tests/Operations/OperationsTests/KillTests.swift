import Bootstrap
import Foundation
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// The program itself, killed in the middle of a bill run as a failing machine would.
@Suite struct KillTests {
  /// Beside the tests, once built.
  static let program: String? = {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let path = folder.appending(path: "florin").path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }()

  private func town(_ count: Int) throws -> (World, BillRun) {
    let world = try World()
    try world.settle(households: count)
    return (world, try world.runs.plan(on: ResumeTests.day))
  }

  @Test(.enabled(if: program != nil, "the program is not built")) func killedInTheMiddle() async throws {
    let program = try #require(Self.program)
    let (expected, run) = try town(110)
    try await expected.runs.execute(run, workers: 2)
    let books = try expected.dump(World.billingTables.filter { $0 != "bill_run" })
    let (world, again) = try town(110)
    var seen: [Int64] = []
    for _ in 0..<20 {
      let before = try world.number("SELECT COUNT(*) FROM bill_run_account WHERE state <> 'planned'")
      let child = Process()
      child.executableURL = URL(filePath: program)
      child.arguments = ["bill", "execute", "\(again.id)", "--workers", "1", "--batch", "40", "--home", world.folder]
      child.environment = world.environment
      child.standardOutput = FileHandle.nullDevice
      child.standardError = FileHandle.nullDevice
      try child.run()
      var now = before
      while child.isRunning, now == before {
        usleep(2_000)
        now = try world.number("SELECT COUNT(*) FROM bill_run_account WHERE state <> 'planned'")
      }
      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
      seen.append(try world.number("SELECT COUNT(*) FROM bill_run_account WHERE state <> 'planned'"))
      if try world.store.pendingAccounts(of: again.id).isEmpty { break }
      #expect(try world.number("SELECT COUNT(*) FROM invoice") < expected.number("SELECT COUNT(*) FROM invoice"))
    }
    #expect(seen.count > 1, "the run was over before it could be killed; decided after each kill: \(seen)")
    try world.reopen()
    try await world.runs.execute(again, workers: 2)
    let resumed = try world.dump(World.billingTables.filter { $0 != "bill_run" })
    #expect(resumed == books)
    #expect(try world.findings().isEmpty)
  }
}
