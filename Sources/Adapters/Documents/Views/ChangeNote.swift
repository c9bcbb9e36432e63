public import Primitives

/// One reason why this bill differs from the previous one. Amounts are tax included, so that they sum to the
/// difference of the two totals; numbers only, the words are made in the reader's language.
public struct ChangeNote: Sendable, Hashable {
  public enum Cause: Sendable, Hashable {
    /// On this bill, not on the previous one.
    case added
    /// On the previous bill, not on this one.
    case removed
    /// The price itself: amount for one unit and one full period.
    case price(before: Exact, after: Exact)
    case quantity(before: Exact, after: Exact, unit: String)
    /// More or less usage.
    case usage(before: Exact, after: Exact, unit: String)
    /// Part of a period instead of a full one, or the other way round.
    case days(before: Int, after: Int)
    /// A change of plan in the middle of the period: days of the old plan and days of the new.
    case plan(old: LocalizedText, oldDays: Int, new: LocalizedText, newDays: Int)
    case discountStarted
    case discountEnded
    /// Charges that come once: a set-up on this bill, or the end of one that stood on the previous bill.
    case oneTime
    case credit
    case thirdParty
    case tax
    case other
  }

  public var cause: Cause
  /// What it is about: the price's name; empty for taxes and the rest.
  public var name: LocalizedText
  /// This bill minus the previous one.
  public var deltaMinor: Int64

  public init(_ cause: Cause, name: LocalizedText = LocalizedText([:]), deltaMinor: Int64) {
    self.cause = cause
    self.name = name
    self.deltaMinor = deltaMinor
  }
}
