import Bootstrap
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// The disk fills up at some page of a bill run or an import: a clear fault, nothing half-done, and on it goes afterwards.
@Suite(.enabled(if: !World.isOnServer, "it is SQLite's file that is full")) struct DiskFullTests {
  private func town() throws -> World {
    let world = try World()
    try world.settle(households: 40)
    return world
  }

  private func expectFull(_ work: () async throws -> Void) async throws {
    do {
      try await work()
      Issue.record("the disk was full and nothing happened")
    } catch let fault as StoreFault {
      #expect(fault.isDiskFull)
      #expect(fault.description.contains("full"))
      #expect(fault.description.contains("free space on the disk and run the same command again"))
    }
  }

  @Test func duringABillRun() async throws {
    let expected = try town()
    try await expected.bill(ResumeTests.day, accountsPerBatch: 3)
    let books = try expected.dump()
    for pages: Int64 in [0, 1, 3, 5] {
      let world = try town()
      let run = try world.runs.plan(on: ResumeTests.day)
      try world.limitGrowth(pages: pages)
      try await expectFull { try await world.runs.execute(run, workers: 2, accountsPerBatch: 3) }
      #expect(try world.findings() == [], "after \(pages) pages")
      #expect(try world.number("SELECT COUNT(*) FROM bill_run_account WHERE state = 'planned'") > 0)
      try world.limitGrowth(pages: nil)
      try await world.runs.execute(run, workers: 1, accountsPerBatch: 3)
      #expect(try world.dump() == books, "taken up again after \(pages) pages")
    }
  }

  @Test func duringAnImport() async throws {
    var lines = ""
    for index in 0..<6000 {
      lines += "{\"source\": \"disk\", \"id\": \"e-\(index)\", \"subject\": \"6001\", \"type\": \"data\", \"at\": \"2026-04-11T10:00:00Z\", \"quantity\": \"1.25\"}\n"
    }
    let bytes = Array(lines.utf8)
    let expected = try town()
    let counts = try expected.importUsage(bytes, recordsPerRound: 500)
    #expect(counts.accepted == 6000)
    let usage = try expected.dump(World.usageTables)
    for pages: Int64 in [1, 40, 90] {
      let world = try town()
      try world.limitGrowth(pages: pages)
      try await expectFull { _ = try world.importUsage(bytes, recordsPerRound: 500) }
      #expect(try world.findings() == [], "after \(pages) pages")
      let kept = try world.number("SELECT COALESCE(SUM(read_count), 0) FROM usage_batch WHERE id = (SELECT MAX(id) FROM usage_batch)")
      #expect(kept % 500 == 0)
      try world.limitGrowth(pages: nil)
      _ = try world.importUsage(bytes, recordsPerRound: 500)
      #expect(try world.dump(World.usageTables) == usage, "taken up again after \(pages) pages")
    }
  }
}
