public import Primitives

/// How events become a quantity.
public struct Meter: Sendable, Hashable {
  /// How the events of a period become one quantity; one file each in `Usage/Aggregations`.
  public enum Aggregation: String, Sendable, CaseIterable {
    case sum, count, uniqueCount = "unique-count", maximum, latest, timeWeightedSum = "time-weighted-sum"
    case bucketedMaximum = "bucketed-maximum", percentile95 = "percentile-95"
  }

  public var code: MeterCode
  public var name: LocalizedText
  /// The `type` of the events it counts, such as `call` or `com.example.api.request`.
  public var eventType: String
  /// The attribute that holds the value; the event's own quantity when `nil`.
  public var valueField: String?
  /// Unit of the quantity: `s`, `MB`, `message`.
  public var unit: String
  public var aggregation: Aggregation
  /// For `uniqueCount`: the attribute counted. For `bucketedMaximum` and `percentile95`: see `bucketSeconds`.
  public var uniqueField: String?
  /// For `uniqueCount`: the attribute that says `remove` when the value leaves; everything else adds it.
  public var operationField: String?
  public var bucketSeconds: Int?
  /// Attributes that prices may look at.
  public var dimensions: [String]

  public init(
    code: MeterCode, name: LocalizedText, eventType: String, valueField: String? = nil, unit: String,
    aggregation: Aggregation = .sum, uniqueField: String? = nil, bucketSeconds: Int? = nil, dimensions: [String] = [],
    operationField: String? = nil
  ) {
    self.code = code
    self.name = name
    self.eventType = eventType
    self.valueField = valueField
    self.unit = unit
    self.aggregation = aggregation
    self.uniqueField = uniqueField
    self.bucketSeconds = bucketSeconds
    self.dimensions = dimensions
    self.operationField = operationField
  }
}

/// Named days that count as holidays for prices by time of day.
public struct HolidayCalendar: Sendable {
  public var code: CalendarCode
  public var zoneName: String
  public var holidays: Set<Day>

  public init(code: CalendarCode, zoneName: String, holidays: Set<Day>) {
    self.code = code
    self.zoneName = zoneName
    self.holidays = holidays
  }
}
