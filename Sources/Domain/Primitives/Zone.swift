/// A time zone as data: its name and when its offset from UTC changed.
///
/// The domain reads no time-zone database; an adapter loads the table and hands it in, so equal input gives
/// equal output on every machine with the same table.
public struct Zone: Sendable, Hashable {
  /// One change of offset: from `start` on, local time is UTC plus `offsetSeconds`.
  public struct Transition: Sendable, Hashable {
    public let start: Instant
    public let offsetSeconds: Int32

    public init(start: Instant, offsetSeconds: Int32) {
      self.start = start
      self.offsetSeconds = offsetSeconds
    }
  }

  /// IANA name, such as `Europe/Madrid`.
  public let name: String
  let initialOffsetSeconds: Int32
  let transitions: [Transition]

  /// `transitions` in ascending order of `start`.
  public init(name: String, initialOffsetSeconds: Int32, transitions: [Transition]) {
    self.name = name
    self.initialOffsetSeconds = initialOffsetSeconds
    self.transitions = transitions
  }

  public static let utc = Zone(name: "UTC", initialOffsetSeconds: 0, transitions: [])

  /// Seconds that local time is ahead of UTC at an instant; negative when behind.
  public func offsetSeconds(at instant: Instant) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].start <= instant { low = middle + 1 } else { high = middle }
    }
    return Int(low == 0 ? initialOffsetSeconds : transitions[low - 1].offsetSeconds)
  }

  /// The local calendar day an instant falls on.
  public func day(of instant: Instant) -> Day {
    Day(number: Int32(Instant.floorDivide(instant.seconds + Int64(offsetSeconds(at: instant)), 86_400)))
  }

  /// Local seconds since midnight, 0 ..< 86,400.
  public func secondOfDay(of instant: Instant) -> Int {
    let local = instant.seconds + Int64(offsetSeconds(at: instant))
    return Int(local - Instant.floorDivide(local, 86_400) * 86_400)
  }

  /// The first instant at or after this local wall-clock time.
  ///
  /// A time that the clock skips (spring) gives the instant of the change; one that occurs twice (autumn) gives
  /// the first of the two.
  public func instant(of day: Day, secondOfDay: Int = 0) -> Instant {
    let local = Int64(day.number) * 86_400 + Int64(secondOfDay)
    // The offset in force is among those around the guess; the earliest instant that reads this local time wins.
    let guess = Instant(seconds: local)
    let before = offsetSeconds(at: guess.adding(seconds: -86_400))
    let after = offsetSeconds(at: guess.adding(seconds: 86_400))
    let first = Instant(seconds: local - Int64(max(before, after)))
    if offsetSeconds(at: first) == max(before, after) { return first }
    let second = Instant(seconds: local - Int64(min(before, after)))
    if offsetSeconds(at: second) == min(before, after) { return second }
    // Neither reads back: the wall clock jumped over it, so the change itself is the answer.
    return transitions.last { $0.start <= second }?.start ?? second
  }

  /// Every instant that reads this local wall-clock time, the earlier first: none of a time that the clock skips, two of one that occurs twice.
  public func instants(of day: Day, secondOfDay: Int) -> [Instant] {
    let local = Int64(day.number) * 86_400 + Int64(secondOfDay)
    let guess = Instant(seconds: local)
    let near: [Int64] = [-86_400, 0, 86_400]
    let offsets = Set(near.map { offsetSeconds(at: guess.adding(seconds: $0)) })
    // The further ahead the clock is, the earlier it reads a time.
    return offsets.sorted(by: >).compactMap { offset in
      let instant = Instant(seconds: local - Int64(offset))
      return offsetSeconds(at: instant) == offset ? instant : nil
    }
  }

  /// When the clock changes after one instant and not after another.
  public func changes(after start: Instant, through end: Instant) -> [Instant] {
    transitions.filter { start < $0.start && $0.start <= end }.map(\.start)
  }

  /// The instant local midnight begins `day`.
  public func start(of day: Day) -> Instant { instant(of: day) }
}
