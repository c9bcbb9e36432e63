public import Primitives

/// What stands behind an invoice line: the price version in force and the usage events that were counted.
public struct LineEvidence: Sendable, Hashable {
  public var version: PriceVersionNote?
  /// The first events in order of time; `eventCount` says how many there are in all.
  public var events: [UsageNote]
  public var eventCount: Int

  public init(version: PriceVersionNote? = nil, events: [UsageNote] = [], eventCount: Int? = nil) {
    self.version = version
    self.events = events
    self.eventCount = eventCount ?? events.count
  }
}

/// Which published price was used.
public struct PriceVersionNote: Sendable, Hashable {
  /// The catalog it was published in, such as `telco-2026 v3`; empty when not known.
  public var catalog: String
  public var from: Day
  /// First day no longer in force.
  public var to: Day?

  public init(catalog: String, from: Day, to: Day? = nil) {
    self.catalog = catalog
    self.from = from
    self.to = to
  }
}

/// One usage event as its reader knows it.
public struct UsageNote: Sendable, Hashable {
  public var at: Instant
  public var quantity: Exact
  public var unit: String
  /// Where to or what: a called number, a destination, a device; empty when there is nothing to say.
  public var about: String
  /// The event's own identifier, the way back to the record.
  public var id: String

  public init(at: Instant, quantity: Exact, unit: String, about: String = "", id: String) {
    self.at = at
    self.quantity = quantity
    self.unit = unit
    self.about = about
    self.id = id
  }
}

/// One meter's usage, day by day, for the chart.
public struct UsageSeries: Sendable, Hashable {
  public struct Point: Sendable, Hashable {
    public var day: Day
    public var quantity: Exact

    public init(day: Day, quantity: Exact) {
      self.day = day
      self.quantity = quantity
    }
  }

  public var name: LocalizedText
  public var unit: String
  public var period: ServicePeriod
  /// In order of day; days without usage may be left out.
  public var points: [Point]
  /// The same meter's total on the previous bill, when known.
  public var previousTotal: Exact?

  public init(name: LocalizedText, unit: String, period: ServicePeriod, points: [Point], previousTotal: Exact? = nil) {
    self.name = name
    self.unit = unit
    self.period = period
    self.points = points
    self.previousTotal = previousTotal
  }

  public var total: Exact { points.reduce(.zero) { $0 + $1.quantity } }
}
