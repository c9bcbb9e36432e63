import Foundation
import Lab
import Testing

/// Many who charge at once, beside a twin that keeps sums; `florin-lab --charging` lets a larger crowd at it.
@Suite struct CrowdTests {
  @Test(arguments: [UInt64(1), 2]) func nothingIsLostNorCountedTwice(_ seed: UInt64) async throws {
    let folder = NSTemporaryDirectory() + "florin-crowd-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var crowd = Crowd(folder: folder)
    crowd.operations = 4_000
    // Few, so that many ask for the same and much is refused.
    crowd.accounts = 70
    crowd.seed = seed
    let outcome = try await crowd.run()
    #expect(outcome.breaches == [])
    #expect(outcome.findings == [])
    for what in ["debits", "debits refused", "refunds", "refunds refused", "repeats", "sessions", "sessions abandoned"] {
      #expect(outcome.counts[what, default: 0] > 0, "nothing came of \(what): \(outcome.counts)")
    }
  }
}
