import Primitives

/// Days and hours as a wall calendar shows them, counted one by one.
enum WallCalendar {
  /// The first day of the month of account that holds a day, with its anchor stepping to the last day of short months.
  static func cycleStart(_ day: Day, anchor: Int) -> Day {
    var at = day
    while !isAnchor(at, anchor) { at = at.adding(days: -1) }
    return at
  }

  /// The first day of the next one.
  static func cycleEnd(_ day: Day, anchor: Int) -> Day {
    var at = day.adding(days: 1)
    while !isAnchor(at, anchor) { at = at.adding(days: 1) }
    return at
  }

  private static func isAnchor(_ day: Day, _ anchor: Int) -> Bool {
    let tomorrowIsFirst = day.adding(days: 1).dayOfMonth == 1
    return day.dayOfMonth == anchor || (tomorrowIsFirst && day.dayOfMonth < anchor)
  }

  /// Hours before Greenwich noon, with the summer time of the European Union.
  static func offsetHours(_ at: Instant, zone: String) -> Int {
    let standard = zone == "Europe/Bucharest" ? 2 : 1
    let year = at.utcDay.year
    return changeover(year, 3) <= at && at < changeover(year, 10) ? standard + 1 : standard
  }

  /// 01:00 UTC on the last Sunday of a month of 31 days.
  static func changeover(_ year: Int, _ month: Int) -> Instant {
    guard var day = Day(year, month, 31) else { return Instant(seconds: 0) }
    while day.weekday != 7 { day = day.adding(days: -1) }
    return Instant(seconds: Int64(day.number) * 86_400 + 3_600)
  }

  static func localDay(_ at: Instant, zone: String) -> Day { at.adding(seconds: Int64(offsetHours(at, zone: zone)) * 3_600).utcDay }

  /// 23 or 25 hours where the clock changes.
  static func seconds(of day: Day, zone: String) -> Int {
    func midnight(_ day: Day) -> Int {
      let utc = Instant(seconds: Int64(day.number) * 86_400)
      // Both changes come after midnight, so the hour before tells the offset at midnight.
      return Int(utc.seconds) - offsetHours(utc.adding(seconds: -7_200), zone: zone) * 3_600
    }
    return midnight(day.adding(days: 1)) - midnight(day)
  }
}
