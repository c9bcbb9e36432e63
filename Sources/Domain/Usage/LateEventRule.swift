public import Primitives

/// What happens with an event that arrives after the bill it belongs to was issued.
public enum LateEventRule: String, Sendable, Hashable, CaseIterable {
  /// It is billed on the account's next invoice, at the price of the day it happened.
  case nextInvoice = "next-invoice"
  /// It waits for a correction of the invoice that it missed; regular runs leave it out and list it.
  case correction
}

/// How far an account's usage has been billed. Written with the invoice, in the same transaction.
///
/// An event is billed when it was accepted in a round up to `throughRound` and happened before `cutOff`; every other
/// event is unbilled, whatever the order it came in. Nothing is marked per event, so closing a bill costs one row.
public struct UsageClosing: Sendable, Hashable {
  /// The end of the last billed period: usage before it was due on that bill.
  public var cutOff: Instant
  /// The last round of acceptance the bill could see.
  public var throughRound: Int64
  /// The first round that may still hold unbilled usage; reading starts there.
  public var openFromRound: Int64

  public init(cutOff: Instant, throughRound: Int64, openFromRound: Int64) {
    self.cutOff = cutOff
    self.throughRound = throughRound
    self.openFromRound = openFromRound
  }

  /// Nothing billed yet.
  public static let none = UsageClosing(cutOff: Instant(microseconds: .min), throughRound: 0, openFromRound: 0)

  public func isBilled(at: Instant, round: Int64) -> Bool { round <= throughRound && at < cutOff }

  /// It happened in a period that was already billed when it arrived.
  public func isLate(at: Instant, round: Int64) -> Bool { at < cutOff && round > throughRound }
}
