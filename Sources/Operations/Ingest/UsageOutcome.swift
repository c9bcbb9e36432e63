public import Primitives

/// What became of one usage event that was sent.
public enum UsageOutcome: Sendable, Hashable {
  case accepted
  /// Its source and id are known; it does not count again. `difference` says what it says otherwise than the first.
  case duplicate(difference: String?)
  case rejected(Problem)
}

/// What became of records that were taken in together, told by their lines.
public struct UsageAcceptance: Sendable {
  public var counts: UsageCounts
  /// Lines of events that were known, with what they said otherwise.
  public var repeats: [(line: Int64, difference: String?)]

  public init(counts: UsageCounts, repeats: [(line: Int64, difference: String?)]) {
    self.counts = counts
    self.repeats = repeats
  }
}
