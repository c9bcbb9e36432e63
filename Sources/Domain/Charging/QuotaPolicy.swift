public import Balances

/// How much is granted at once, and for how long: the operator's choice.
public struct QuotaPolicy: Sendable, Hashable {
  /// Granted when a request does not say how many.
  public var octets: Int64
  public var seconds: Int64
  public var others: Int64
  /// How long a grant may be used at most.
  public var validitySeconds: Int64
  /// How long after its validity a session is waited for before it is taken for abandoned.
  public var graceSeconds: Int64

  public init(octets: Int64 = 10_000_000, seconds: Int64 = 300, others: Int64 = 1, validitySeconds: Int64 = 3_600, graceSeconds: Int64 = 600) {
    self.octets = octets
    self.seconds = seconds
    self.others = others
    self.validitySeconds = validitySeconds
    self.graceSeconds = graceSeconds
  }

  public static let standard = QuotaPolicy()

  func usual(_ unit: BalanceUnit) -> Int64 {
    switch unit {
    case .octets: octets
    case .seconds: seconds
    case .messages, .events, .other, .money: others
    }
  }

  /// What is granted of a wish when so much could be paid for.
  ///
  /// Near exhaustion a grant takes half of what is left, so that others who draw on the same are not kept out, down to an
  /// eighth of the wish; then the rest as a whole, and it is the last.
  func grant(wish: Int64, affordable: Int64) -> (units: Int64, isFinal: Bool) {
    if affordable >= 2 * wish { return (wish, false) }
    let smallest = max(1, wish / 8)
    let half = affordable / 2
    if half >= smallest { return (min(wish, half), false) }
    return (min(wish, affordable), affordable <= wish)
  }
}
