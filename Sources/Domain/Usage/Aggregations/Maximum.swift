public import Primitives

extension Aggregations {
  /// The largest quantity; zero without events.
  public static func maximum(_ events: [MeteredUsage]) -> Exact {
    var largest: Exact?
    for event in events where largest.map({ $0 < event.quantity }) ?? true { largest = event.quantity }
    return largest ?? .zero
  }
}
