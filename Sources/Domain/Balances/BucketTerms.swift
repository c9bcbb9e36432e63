public import Primitives

/// What a bucket holds and how it may be spent; fixed when it is opened.
public struct BucketTerms: Sendable, Hashable {
  public var unit: BalanceUnit
  /// From when it may be spent.
  public var validFrom: Instant
  /// From when it may no longer be spent; `nil`: never.
  public var validTo: Instant?
  /// Smaller ones are spent first.
  public var priority: Int
  /// How much of the bucket one unit of what is used takes: 2 for a zone that counts double.
  public var factor: Exact
  /// In the order of their texts, each once.
  public var blockers: [SpendingBlocker]
  /// How far below zero it may go, as a number that is not positive: 0 for what is paid before, less a credit limit.
  public var floor: Int64
  /// What becomes of the rest when it ends.
  public var rollover: Rollover?

  public static let usualPriority = 100

  public init(
    unit: BalanceUnit, validFrom: Instant, validTo: Instant? = nil, priority: Int = usualPriority, factor: Exact = .one,
    blockers: [SpendingBlocker] = [], floor: Int64 = 0, rollover: Rollover? = nil
  ) {
    self.unit = unit
    self.validFrom = validFrom
    self.validTo = validTo
    self.priority = priority
    self.factor = factor
    self.blockers = Set(blockers).sorted { $0.text < $1.text }
    self.floor = floor
    self.rollover = rollover
  }

  /// Whether it may be spent at an instant.
  public func isValid(at instant: Instant) -> Bool { validFrom <= instant && (validTo.map { instant < $0 } ?? true) }

  /// Whether what is paid in under `other` at an instant belongs into a bucket of these terms: all the same but the beginning, where both have
  /// begun; what begins later is not spent before.
  func takesIn(_ other: BucketTerms, at instant: Instant) -> Bool {
    var same = other
    same.validFrom = validFrom
    return same == self && (validFrom == other.validFrom || validFrom <= other.validFrom && other.validFrom <= instant)
  }
}

/// The rest of a bucket goes on once, for so many days.
public struct Rollover: Sendable, Hashable {
  /// At most so much of it; `nil`: all.
  public var atMost: Int64?
  public var days: Int

  public init(atMost: Int64? = nil, days: Int) {
    self.atMost = atMost
    self.days = days
  }
}
