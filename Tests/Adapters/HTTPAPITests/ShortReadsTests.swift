import Foundation
import Testing

@testable import HTTPAPI

/// Reads are done in place until one is long by its own doing.
@Suite struct ShortReadsTests {
  private func areShort(_ took: Int64, computed: Int64, waited: Int) -> Bool {
    let reads = ShortReads()
    reads.note(from: 1_000, until: 1_000 + took, since: .init(microseconds: 5, waits: 7), after: .init(microseconds: 5 + computed, waits: 7 + waited))
    return reads.areShort(at: 1_000 + took)
  }

  @Test func whoWaitedOrComputedForLongIsNot() {
    #expect(areShort(1_900, computed: 1_900, waited: 1))
    #expect(!areShort(2_100, computed: 2_050, waited: 0))
    #expect(!areShort(2_100, computed: 10, waited: 1))
  }

  /// Another program had the core.
  @Test func whoWasKeptFromTheCoreIs() { #expect(areShort(9_000, computed: 400, waited: 0)) }

  @Test func aSecondLaterTheyAreTriedAgain() {
    let reads = ShortReads()
    reads.note(from: 0, until: 5_000, since: .init(microseconds: 0, waits: 0), after: .init(microseconds: 4_000, waits: 0))
    #expect(!reads.areShort(at: 1_004_999))
    #expect(reads.areShort(at: 1_005_000))
  }

  /// What the system tells of this thread: sleeping is waiting, and computing takes time.
  @Test func aThreadKnowsWhatItDid() {
    let before = ThreadStanding.now
    usleep(2_000)
    let slept = ThreadStanding.now
    #expect(slept.waits > before.waits)
    var sum = 0
    while ThreadStanding.now.microseconds - slept.microseconds < 3_000 { sum &+= 1 }
    #expect(sum > 0)
  }
}
