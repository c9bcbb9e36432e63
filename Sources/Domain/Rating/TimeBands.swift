import Catalog
import Primitives

/// Which band of a price by time an instant falls in, and until when: local time, weekday and holiday.
struct TimeBands: Sendable {
  let zone: Zone
  let holidays: Set<Day>
  let bands: [ByTime.Band]
  private let bounds: [Int]

  init(zone: Zone, holidays: Set<Day>, bands: [ByTime.Band]) {
    self.zone = zone
    self.holidays = holidays
    self.bands = bands
    bounds = Set(bands.flatMap { [$0.fromSecond, $0.toSecond] } + [86_400]).filter { $0 > 0 }.sorted()
  }

  /// The first band that holds `instant`; `nil` when none does.
  func band(at instant: Instant) -> Int? {
    let day = zone.day(of: instant)
    let second = zone.secondOfDay(of: instant)
    let holiday = holidays.contains(day)
    let weekday = day.weekday
    return bands.firstIndex { band in
      band.fromSecond <= second && second < band.toSecond && (!band.onHolidays || holiday)
        && (band.weekdays.isEmpty || band.weekdays.contains(weekday))
    }
  }

  /// The next instant after `instant` at which another band may begin: a bound of a band, local midnight, or a change
  /// of the clock, whichever comes first.
  func nextBorder(after instant: Instant) -> Instant {
    let second = zone.secondOfDay(of: instant)
    let bound = bounds.first { $0 > second } ?? 86_400
    let wholeSecond = Instant(seconds: instant.seconds)
    let candidate = wholeSecond.adding(seconds: Int64(bound - second))
    let offset = zone.offsetSeconds(at: instant)
    if zone.offsetSeconds(at: candidate) == offset { return candidate }
    // The clock changes on the way; the border is the change itself, found by halving.
    var (low, high) = (wholeSecond.seconds, candidate.seconds)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if zone.offsetSeconds(at: Instant(seconds: middle)) == offset { low = middle } else { high = middle }
    }
    return Instant(seconds: high)
  }
}
