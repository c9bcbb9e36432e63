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

  /// - Parameter look: says whether there is still somebody to look for.
  func begin(_ look: @escaping @Sendable () -> Bool) {
    let (seconds, attoseconds) = (patience / LineWatch.looks).components
    looking.asyncAfter(deadline: .now() + .nanoseconds(Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000))) { [self] in
      if look() { begin(look) }
    }
  }
}
