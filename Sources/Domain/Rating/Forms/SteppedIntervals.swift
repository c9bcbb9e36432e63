import Catalog
import Primitives

extension SteppedIntervals {
  /// Charges the stretch `from ..< to` of one call, counted from its beginning, and says until where it has paid.
  ///
  /// Each step takes up to its width of what is left, rounds that up to whole intervals and charges each; what
  /// exceeds the last step is free. `charge(step, intervals, amount)` is called once per step used.
  /// An interval that began in the stretch is paid whole: the answer may lie beyond `to`.
  func price(from: Exact, to: Exact, charge: (Int, Exact, Exact) -> Void) -> Exact {
    var start = Exact.zero
    var paidUntil = from
    for index in steps.indices {
      let step = steps[index]
      if to <= start { break }
      let end = step.width.map { start + $0 }
      let first = max(start, from)
      let last = end.map { min($0, to) } ?? to
      if first < last {
        let intervals = wholeParts(of: last - first, size: step.interval)
        charge(index, intervals, intervals * step.price)
        paidUntil = first + intervals * step.interval
      }
      guard let end else { break }
      start = end
    }
    return max(paidUntil, to)
  }
}
