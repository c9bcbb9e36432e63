import Foundation
import HTTPAPI
import Operations
import Primitives
import Synchronization
import Testing

@testable import Bootstrap

/// Bill runs that requests began, when the program is about to end.
@Suite struct StoppingTests {
  /// A run of the sandbox's accounts, planned and begun through the API.
  private func begun(_ world: World, on day: String) async throws -> BillRunID {
    let planned = await world.ask("POST", "/v1/bill-runs", "{\"billingDay\":\"\(day)\"}", ["Idempotency-Key": "plan"])
    #expect(planned.status == 201)
    let run = try #require(planned["billRun.run"].flatMap { Int64($0) })
    #expect(await world.ask("POST", "/v1/bill-runs/\(run)/execution", nil, ["Idempotency-Key": "go"]).status == 202)
    return BillRunID(run)
  }

  private func books(_ world: World) -> any BillRunStore { world.installation.store }

  @Test func aRunIsWaitedFor() async throws {
    let world = try await World()
    let run = try await begun(world, on: "2026-03-15")
    #expect(await world.service.finishRuns())
    let report = try books(world).report(on: run)
    #expect(report.run.finishedAt != nil && report.pending == 0 && report.issued > 0)
  }

  /// What is in hand is recorded whole, the rest stays planned, and the same command goes on with it.
  @Test func aRunStopsBehindWhatItHasInHand() async throws {
    let world = try await World()
    let runs = BillRuns(world.installation)
    let run = try runs.plan(on: try #require(Day("2026-03-15")), key: "stopped")
    let accounts = try books(world).report(on: run.id).accounts
    try #require(accounts > 2)
    let task = Task { [installation = world.installation] in
      try await BillRuns(installation).execute(run, workers: 1, accountsPerBatch: 1) { _ in withUnsafeCurrentTask { $0?.cancel() } }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    let stopped = try books(world).report(on: run.id)
    #expect(stopped.run.finishedAt == nil && stopped.pending > 0 && stopped.pending < stopped.accounts)
    try await runs.execute(run, workers: 1)
    let done = try books(world).report(on: run.id)
    #expect(done.run.finishedAt != nil && done.pending == 0)
  }

  @Test func nothingBeginsAnyMoreWhenEverythingStops() async {
    let work = RunsAtWork()
    let ended = Atomic<Int>(0)
    for run in 1...2 {
      work.begin(BillRunID(Int64(run))) {
        while !Task.isCancelled { await Task.yield() }
        ended.add(1, ordering: .relaxed)
      }
    }
    await work.stop()
    #expect(ended.load(ordering: .relaxed) == 2)
    work.begin(BillRunID(3)) { ended.add(1, ordering: .relaxed) }
    await work.finish()
    #expect(ended.load(ordering: .relaxed) == 2)
  }
}
