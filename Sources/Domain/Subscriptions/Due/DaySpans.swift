import Primitives

/// Sets of days as ordered, separate, half-open spans.
enum DaySpans {
  /// `spans` without the days of `hole`.
  static func subtract(_ hole: ServicePeriod, from spans: [ServicePeriod]) -> [ServicePeriod] {
    if hole.isEmpty { return spans }
    var left: [ServicePeriod] = []
    left.reserveCapacity(spans.count + 1)
    for span in spans {
      guard span.start < hole.end, hole.start < span.end else {
        left.append(span)
        continue
      }
      if span.start < hole.start { left.append(ServicePeriod(start: span.start, end: hole.start)) }
      if hole.end < span.end { left.append(ServicePeriod(start: hole.end, end: span.end)) }
    }
    return left
  }

  static func subtract(_ holes: [ServicePeriod], from spans: [ServicePeriod]) -> [ServicePeriod] {
    holes.reduce(spans) { subtract($1, from: $0) }
  }

  /// The days of `spans` that lie in `window`.
  static func clip(_ spans: [ServicePeriod], to window: ServicePeriod) -> [ServicePeriod] {
    spans.compactMap { $0.intersection(window) }
  }

  /// `period` cut at those of `days` that lie inside it.
  static func cut(_ period: ServicePeriod, at days: [Day]) -> [ServicePeriod] {
    var pieces: [ServicePeriod] = []
    var start = period.start
    for day in days.sorted() where start < day && day < period.end {
      pieces.append(ServicePeriod(start: start, end: day))
      start = day
    }
    pieces.append(ServicePeriod(start: start, end: period.end))
    return pieces
  }
}
