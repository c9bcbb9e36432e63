public import Primitives

/// By local time of day, weekday and holiday; an event with a duration is split at the borders.
public struct ByTime: Sendable, Hashable {
  /// Days and hours, and the form that prices what falls into them.
  public struct Band: Sendable, Hashable {
    public var name: String
    /// ISO weekdays 1…7; empty: every day.
    public var weekdays: Set<Int>
    /// Applies on holidays of the calendar, and only then.
    public var onHolidays: Bool
    /// Local seconds since midnight, half-open; `to` of 86,400 is midnight.
    public var fromSecond: Int
    public var toSecond: Int
    public var form: PriceForm

    public init(name: String, weekdays: Set<Int> = [], onHolidays: Bool = false, fromSecond: Int = 0, toSecond: Int = 86_400, form: PriceForm) {
      self.name = name
      self.weekdays = weekdays
      self.onHolidays = onHolidays
      self.fromSecond = fromSecond
      self.toSecond = toSecond
      self.form = form
    }
  }

  public var zoneName: String
  public var calendar: CalendarCode?
  /// The first band that matches decides; the last one should match always.
  public var bands: [Band]

  public init(zoneName: String, calendar: CalendarCode? = nil, bands: [Band]) {
    self.zoneName = zoneName
    self.calendar = calendar
    self.bands = bands
  }
}
