public import Primitives

extension Aggregations {
  /// The 95th percentile of the bucket sums by nearest rank: of n buckets in ascending order the one numbered
  /// ⌈0.95 · n⌉, counted from 1, so that the top twentieth of the buckets is free.
  ///
  /// Buckets are counted from the start of the period, and all of them take part: one without events is zero, a
  /// last one cut short by the end of the period counts too. Without `seconds` each event is a bucket.
  public static func percentile95(_ events: [MeteredUsage], over period: InstantRange, seconds: Int?) -> Exact {
    var sums: [Exact]
    var empty = 0
    if let seconds, seconds > 0 {
      var byBucket: [Int64: Exact] = [:]
      for event in events where period.contains(event.at) {
        byBucket[bucketIndex(event.at, from: period.start, seconds: seconds), default: .zero] += event.quantity
      }
      let width = Int64(seconds) * 1_000_000
      let buckets = (period.end.microseconds - period.start.microseconds + width - 1) / width
      sums = Array(byBucket.values)
      empty = max(0, Int(buckets) - sums.count)
    } else {
      sums = events.map(\.quantity)
    }
    let n = sums.count + empty
    guard n > 0 else { return .zero }
    sums.sort()
    let rank = (95 * n + 99) / 100
    // The empty buckets are zeros that stand before every positive sum and after every negative one.
    let negatives = sums.firstIndex { !$0.isNegative } ?? sums.count
    if rank <= negatives { return sums[rank - 1] }
    if rank <= negatives + empty { return .zero }
    return sums[rank - empty - 1]
  }
}
