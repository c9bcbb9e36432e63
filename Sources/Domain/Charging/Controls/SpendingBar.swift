public import Primitives

/// Keeps a service from being used: always, or at certain hours.
public struct SpendingBar: Sendable, Hashable {
  public var use: ControlledUse
  /// When; none: always.
  public var hours: [BarredHours]

  public init(use: ControlledUse = .everything, hours: [BarredHours] = []) {
    self.use = use
    self.hours = hours
  }

  /// Whether it keeps whatever there is from being used, always.
  public var isOfEverything: Bool { use == .everything && hours.isEmpty }

  /// Whether it holds at an instant.
  public func holds(at instant: Instant, zone: Zone) -> Bool { hours.isEmpty || hours.contains { $0.hold(at: instant, zone: zone) } }

  /// When it begins next; `nil`: not within a week.
  ///
  /// A time that the clock reads twice (autumn) begins it twice. A change of the clock may lead into its hours, too.
  public func nextBeginning(after instant: Instant, zone: Zone) -> Instant? {
    if hours.isEmpty { return nil }
    let day = zone.day(of: instant)
    // Where the clock goes back over midnight, the day before comes once more.
    let days = (-1...8).map { day.adding(days: $0) }
    let borders = days.flatMap { day in hours.flatMap { zone.instants(of: day, secondOfDay: $0.fromMinute * 60) } }
    let changes = zone.changes(after: instant, through: instant.adding(seconds: 9 * 86_400))
    return (borders + changes).filter { $0 > instant && holds(at: $0, zone: zone) }.min()
  }
}

/// Hours of some weekdays, by the clock where the account is.
public struct BarredHours: Sendable, Hashable {
  /// ISO weekdays on which they begin, 1 Monday to 7 Sunday; none: every day.
  public var weekdays: Set<Int>
  /// Minutes since midnight, half-open; an end that is not after the beginning is on the next day.
  public var fromMinute: Int
  public var toMinute: Int

  public init(weekdays: Set<Int> = [], fromMinute: Int, toMinute: Int) {
    self.weekdays = weekdays
    self.fromMinute = fromMinute
    self.toMinute = toMinute
  }

  func hold(at instant: Instant, zone: Zone) -> Bool {
    let day = zone.day(of: instant)
    let second = zone.secondOfDay(of: instant)
    func begins(_ day: Day) -> Bool { weekdays.isEmpty || weekdays.contains(day.weekday) }
    if fromMinute < toMinute { return begins(day) && second >= fromMinute * 60 && second < toMinute * 60 }
    return (begins(day) && second >= fromMinute * 60) || (begins(day.adding(days: -1)) && second < toMinute * 60)
  }
}

extension BarredHours: CustomStringConvertible {
  /// The same words in every process, so that a repeated command is known for the same.
  public var description: String { text }

  /// `22:00-06:00`, or `1-5 08:00-15:00` on some weekdays, `6,7 00:00-24:00`.
  public var text: String {
    let clock = { (minute: Int) in "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)" }
    let hours = "\(clock(fromMinute))-\(clock(toMinute))"
    return weekdays.isEmpty ? hours : "\(weekdays.sorted().map(String.init).joined(separator: ",")) \(hours)"
  }

  /// Reads `text`.
  public init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard (1...2).contains(parts.count) else { return nil }
    var days: Set<Int> = []
    if parts.count == 2 {
      for stretch in parts[0].split(separator: ",", omittingEmptySubsequences: false) {
        let ends = stretch.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], 1 <= first, first <= last, last <= 7 else { return nil }
        days.formUnion(first...last)
      }
    }
    func minute(_ text: Substring) -> Int? {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour),
        (0...59).contains(minute), hour * 60 + minute <= 1_440
      else { return nil }
      return hour * 60 + minute
    }
    let ends = parts[parts.count - 1].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let from = minute(ends[0]), let to = minute(ends[1]), from < 1_440, to > 0, from != to else { return nil }
    self.init(weekdays: days, fromMinute: from, toMinute: to)
  }
}
