public import Primitives

extension Aggregations {
  /// The running sum weighted by how long it stood, over the length of the period: 2,500 from 5 March on counts
  /// 2,500 · 27/31 in March.
  ///
  /// Events move the level by their quantity from their instant on; those before the period count from its start,
  /// those at or after its end not at all. `level` is where the sum stands at the end. Exact, to the microsecond.
  public static func timeWeightedSum(
    _ events: [MeteredUsage], over period: InstantRange, carriedIn: Exact = .zero
  ) -> (average: Exact, level: Exact) {
    let length = period.end.microseconds - period.start.microseconds
    guard length > 0 else { return (.zero, carriedIn) }
    var level = carriedIn
    var weighted = carriedIn * Exact(unscaled: length, scale: 0)
    for event in events where event.at < period.end {
      level += event.quantity
      let left = period.end.microseconds - max(event.at, period.start).microseconds
      weighted += event.quantity * Exact(unscaled: left, scale: 0)
    }
    return (weighted / Exact(unscaled: length, scale: 0), level)
  }
}
