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

  /// One that was long by itself costs a moment; where they are long again and again, they are tried ever more seldom.
  @Test func theyAreTriedAgainAfterAMoment() {
    let reads = ShortReads()
    func isLong(at now: Int64) {
      reads.note(from: now - 5_000, until: now, since: .init(microseconds: 0, waits: 0), after: .init(microseconds: 4_000, waits: 0))
    }
    var now: Int64 = 1_000_000
    for rest: Int64 in [60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000, 2_000_000, 2_000_000] {
      isLong(at: now)
      // Another began beside it.
      isLong(at: now + rest / 2)
      #expect(!reads.areShort(at: now + rest - 1), "\(rest)")
      now += rest
      #expect(reads.areShort(at: now), "\(rest)")
    }
    // They were short for as long as they rested last.
    now += 2_000_000
    isLong(at: now)
    #expect(!reads.areShort(at: now + 59_999) && reads.areShort(at: now + 60_000))
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
