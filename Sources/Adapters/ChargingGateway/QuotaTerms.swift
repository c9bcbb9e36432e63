/// What networks are told of what they may do with a quota besides using it up.
public struct QuotaTerms: Sendable, Hashable {
  /// How long it may lie unused before it is given back; `nil`: nothing is said.
  public var holdingSeconds: Int64?
  /// When so much of it is left, in per cent, more is asked for already; `nil`: nothing is said.
  public var thresholdPercent: Int64?

  public init(holdingSeconds: Int64? = nil, thresholdPercent: Int64? = nil) {
    self.holdingSeconds = holdingSeconds
    self.thresholdPercent = thresholdPercent
  }

  /// How many units are left when more is asked for; `nil` where nothing follows or nothing is said.
  func threshold(of granted: Int64, isFinal: Bool) -> Int64? {
    guard let thresholdPercent, !isFinal else { return nil }
    let units = granted / 100 * thresholdPercent + granted % 100 * thresholdPercent / 100
    return units > 0 ? units : nil
  }
}
