public import Primitives

extension Aggregations {
  /// How many events there are, whatever their quantity.
  public static func count(_ events: [MeteredUsage]) -> Exact { Exact(events.count) }
}
