public import Primitives

extension Aggregations {
  /// The sum of the quantities on top of what was carried in.
  public static func sum(_ events: [MeteredUsage], carriedIn: Exact = .zero) -> Exact {
    var total = carriedIn
    for event in events { total += event.quantity }
    return total
  }
}
