public import Primitives

/// When days are sealed by themselves: once their day (UTC) has ended, at a minute of the next one.
public struct SealingSchedule: Sendable, Hashable {
  /// Minutes behind midnight, UTC.
  public let minute: Int

  /// `nil` when it is no minute of a day.
  public init?(minute: Int) {
    guard (0..<1440).contains(minute) else { return nil }
    self.minute = minute
  }

  /// `01:30`; `nil` for any other text.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }), let hour = Int(parts[0]),
      let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    self.minute = hour * 60 + minute
  }

  /// `01:30`, UTC.
  public var text: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return two(minute / 60) + ":" + two(minute % 60)
  }

  /// How long sealing may take before it is called late: authorities and nodes have their bad hours.
  public static let graceSeconds: Int64 = 3600

  /// When what was kept at an instant is to be sealed.
  public func due(keptAt instant: Instant) -> Instant { Instant(seconds: (Int64(instant.utcDay.number) + 1) * 86_400 + Int64(minute) * 60) }

  /// Whether the oldest entry that no seal covers is to be sealed now.
  public func isDue(_ oldest: Instant?, now: Instant) -> Bool { oldest.map { due(keptAt: $0) <= now } ?? false }

  /// How many seconds it should have been sealed before; 0 while it is not late.
  public func secondsLate(_ oldest: Instant?, now: Instant) -> Int64 {
    guard let oldest else { return 0 }
    let late = (now.microseconds - due(keptAt: oldest).microseconds) / 1_000_000
    return late > Self.graceSeconds ? late : 0
  }
}
