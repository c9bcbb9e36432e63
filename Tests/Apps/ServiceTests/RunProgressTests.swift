import HTTPAPI
import Operations
import Primitives
import Synchronization
import Testing

@testable import Bootstrap
@testable import Store

/// Whoever follows a bill run is told on when what kept it from being read has passed, and is told when it does not pass.
@Suite struct RunProgressTests {
  private struct Defect: Error {}

  /// What following says when reading gives these, one after the other.
  private func said(_ steps: [Result<Int, any Error>], patience: Duration = .seconds(60)) async -> [String] {
    let left = Mutex(steps[...])
    var progress = RunProgress {
      let step = left.withLock { $0.popFirst() }
      guard let pending = try step?.get() else { throw CancellationError() }
      return BillRunReport(
        run: BillRun(
          id: BillRunID(1), key: "k", billingDay: Day(number: 20_000), plannedAt: Instant(seconds: 0), catalogVersion: CatalogVersionID(1),
          finishedAt: pending == 0 ? Instant(seconds: 9) : nil),
        accounts: 4, issued: 0, nothing: 0, skipped: 0, pending: pending, lines: 0, totals: [], held: [])
    } passes: { PassingFault(of: $0) != nil }
    progress.pause = .milliseconds(1)
    progress.patience = patience
    let told = Mutex<[String]>([])
    await progress.follow { event in told.withLock { $0.append(String(String(decoding: event, as: UTF8.self).prefix(16))) } }
    return told.withLock { $0 }
  }

  private static let lost = StoreFault(postgres: "57P01", message: "", database: "", statement: nil)

  @Test func aFaultThatPassesIsNotTheEnd() async {
    #expect(await said([.success(3), .failure(Self.lost), .success(3), .success(2), .success(0)])
      == ["event: progress\n", ": the database c", "event: progress\n", "event: report\nda"])
  }

  @Test func oneThatStaysOrDoesNotPassEndsIt() async {
    #expect(await said([.success(3), .failure(Self.lost), .success(2)], patience: .zero) == ["event: progress\n", "event: fault\ndat"])
    #expect(await said([.failure(Defect()), .success(2)]) == ["event: fault\ndat"])
  }
}
