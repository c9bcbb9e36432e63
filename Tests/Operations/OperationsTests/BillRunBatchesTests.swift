import Testing

@testable import Operations

/// How a run is cut into transactions.
@Suite struct BillRunBatchesTests {
  @Test(arguments: [
    (count: 0, size: 500, workers: 2, lengths: []),
    (count: 1, size: 500, workers: 2, lengths: [1]),
    (count: 62, size: 500, workers: 2, lengths: [62]),
    (count: 100, size: 500, workers: 2, lengths: [62, 38]),
    (count: 2000, size: 500, workers: 1, lengths: [62, 124, 248, 496, 500, 285, 142, 71, 62, 10]),
    (count: 7, size: 1, workers: 4, lengths: [1, 1, 1, 1, 1, 1, 1]),
  ]) func smallAtBothEnds(count: Int, size: Int, workers: Int, lengths: [Int]) {
    #expect(BillRunBatches.ranges(of: count, upTo: size, workers: workers).map(\.count) == lengths)
  }

  @Test(arguments: [1, 7, 63, 500, 100_000, 3_000_000], [1, 2, 8]) func everyAccountOnce(count: Int, workers: Int) {
    let ranges = BillRunBatches.ranges(of: count, upTo: 500, workers: workers)
    #expect(ranges.first?.lowerBound == 0)
    #expect(ranges.last?.upperBound == count)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(ranges.allSatisfy { 1...500 ~= $0.count })
  }
}
