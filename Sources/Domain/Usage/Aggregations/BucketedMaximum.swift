public import Primitives

extension Aggregations {
  /// The largest quantity of each bucket of `seconds`, buckets counted from the start of the period; buckets without
  /// events are left out. The meter's quantity is their sum, and each bucket is priced on its own.
  public static func bucketMaxima(_ events: [MeteredUsage], over period: InstantRange, seconds: Int) -> [Exact] {
    var maxima: [Int64: Exact] = [:]
    for event in events where period.contains(event.at) {
      let bucket = bucketIndex(event.at, from: period.start, seconds: seconds)
      if let known = maxima[bucket], known >= event.quantity { continue }
      maxima[bucket] = event.quantity
    }
    return maxima.sorted { $0.key < $1.key }.map(\.value)
  }

  static func bucketIndex(_ at: Instant, from start: Instant, seconds: Int) -> Int64 {
    (at.microseconds - start.microseconds) / (Int64(max(1, seconds)) * 1_000_000)
  }
}
