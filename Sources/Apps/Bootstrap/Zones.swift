import Foundation
public import Primitives
import Synchronization

/// Time zones of this machine as tables the domain can compute with.
public enum Zones {
  /// The zone of an IANA name, or `nil` when the machine's time-zone database has none.
  ///
  /// Changes of offset are found from 1970 to 2070 by sampling each day and halving the day in which one falls.
  ///
  /// Worked out once per name and process.
  public static func zone(_ name: String) -> Zone? {
    if name == "UTC" { return .utc }
    if let known = known.withLock({ $0[name] }) { return known }
    let zone = sampled(name)
    if let zone { known.withLock { $0[name] = zone } }
    return zone
  }

  private static let known = Mutex<[String: Zone]>([:])

  private static func sampled(_ name: String) -> Zone? {
    guard let zone = TimeZone(identifier: name) else { return nil }
    func offset(_ seconds: Int64) -> Int32 {
      Int32(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
    }
    let day: Int64 = 86_400
    let end: Int64 = 36_890 * day
    let initial = offset(0)
    var transitions: [Zone.Transition] = []
    var current = initial
    var at: Int64 = 0
    while at < end {
      let next = at + day
      let there = offset(next)
      if there != current {
        var low = at
        var high = next
        while high - low > 1 {
          let middle = (low + high) / 2
          if offset(middle) == current { low = middle } else { high = middle }
        }
        transitions.append(Zone.Transition(start: Instant(seconds: high), offsetSeconds: there))
        current = there
      }
      at = next
    }
    return Zone(name: name, initialOffsetSeconds: initial, transitions: transitions)
  }

  /// The tables of several zones, by name; unknown names are left out.
  public static func table(_ names: some Sequence<String>) -> [String: Zone] {
    var table: [String: Zone] = [:]
    for name in Set(names).sorted() { table[name] = zone(name) }
    return table
  }

  public static func exists(_ name: String) -> Bool { name == "UTC" || TimeZone(identifier: name) != nil }
}
