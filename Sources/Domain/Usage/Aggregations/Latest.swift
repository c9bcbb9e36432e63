public import Primitives

extension Aggregations {
  /// The quantity of the latest event (of two at the same instant the later in order); what was carried in without events.
  public static func latest(_ events: [MeteredUsage], carriedIn: Exact = .zero) -> Exact {
    var newest: MeteredUsage?
    for event in events where newest.map({ $0.at <= event.at }) ?? true { newest = event }
    return newest?.quantity ?? carriedIn
  }
}
