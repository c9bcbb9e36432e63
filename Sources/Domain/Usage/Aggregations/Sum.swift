public import Primitives

extension Aggregations {
  /// The sum of the quantities on top of what was carried in.
  public static func sum(_ events: [MeteredUsage], carriedIn: Exact = .zero) -> Exact {
    var total = carriedIn
    // By index: an event is read where it lies, its attributes are not held for the look.
    for index in events.indices { total += events[index].quantity }
    return total
  }
}
