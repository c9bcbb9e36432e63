public import Catalog
public import Primitives
public import Usage

/// What a meter made of the events of a period.
public struct MeterReading: Sendable {
  public var quantity: Exact
  /// For bucketed meters, each bucket's own quantity; a price is applied to each of them.
  public var buckets: [Exact]?
  public var carriedOut: MeterState

  public init(quantity: Exact, buckets: [Exact]? = nil, carriedOut: MeterState = .empty) {
    self.quantity = quantity
    self.buckets = buckets
    self.carriedOut = carriedOut
  }
}

extension Meter {
  /// One quantity from the events of a period, by this meter's aggregation.
  ///
  /// `events` in order of time. Carried in and out are the level (time-weighted sum, latest) and the values present
  /// (unique count with operations); every other aggregation starts anew each period.
  public func aggregate(_ events: [MeteredUsage], over period: InstantRange, carriedIn: MeterState = .empty) -> MeterReading {
    switch aggregation {
    case .sum:
      return MeterReading(quantity: Aggregations.sum(events))
    case .count:
      return MeterReading(quantity: Aggregations.count(events))
    case .uniqueCount:
      let found = Aggregations.uniqueCount(
        events, of: uniqueField ?? "id", operationField: operationField, carriedIn: carriedIn.present)
      return MeterReading(quantity: found.count, carriedOut: MeterState(present: found.present))
    case .maximum:
      return MeterReading(quantity: Aggregations.maximum(events))
    case .latest:
      let newest = Aggregations.latest(events, carriedIn: carriedIn.value)
      return MeterReading(quantity: newest, carriedOut: MeterState(value: newest))
    case .timeWeightedSum:
      let found = Aggregations.timeWeightedSum(events, over: period, carriedIn: carriedIn.value)
      return MeterReading(quantity: found.average, carriedOut: MeterState(value: found.level))
    case .bucketedMaximum:
      let maxima = Aggregations.bucketMaxima(events, over: period, seconds: bucketSeconds ?? 3600)
      return MeterReading(quantity: maxima.reduce(.zero, +), buckets: maxima)
    case .percentile95:
      return MeterReading(quantity: Aggregations.percentile95(events, over: period, seconds: bucketSeconds))
    }
  }

  /// The values of the events as this meter counts them: `valueField` instead of the event's own quantity.
  public func valued(_ events: [MeteredUsage]) -> [MeteredUsage] {
    guard let valueField else { return events }
    return events.map { event in
      guard let value = event.attributes[valueField].flatMap({ Exact($0) }) else { return event }
      var copy = event
      copy.quantity = value
      return copy
    }
  }
}
