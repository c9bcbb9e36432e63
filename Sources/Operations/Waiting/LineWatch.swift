import Dispatch

/// Looks at a line now and then while anybody is in it, so that those who wait too long can be told: one clock for all of them,
/// and nothing is done for each.
final class LineWatch: Sendable {
  /// How many looks somebody waits before it is too long.
  static let looks = 10

  /// How long is waited at most, up to one look more.
  let patience: Duration
  private let looking: DispatchQueue

  init(patience: Duration, label: String) {
    self.patience = patience
    looking = DispatchQueue(label: label, qos: .userInitiated)
  }

  /// Calls once, when somebody who comes now has waited too long.
  func once(_ late: @escaping @Sendable () -> Void) { looking.asyncAfter(deadline: .now() + LineWatch.interval(patience), execute: late) }

  private static func interval(_ duration: Duration) -> DispatchTimeInterval {
    let (seconds, attoseconds) = duration.components
    return .nanoseconds(Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
  }

  /// - Parameter look: says whether there is still somebody to look for.
  func begin(_ look: @escaping @Sendable () -> Bool) {
    looking.asyncAfter(deadline: .now() + LineWatch.interval(patience / LineWatch.looks)) { [self] in
      if look() { begin(look) }
    }
  }
}
