import Operations
import Primitives
import Usage

/// Late usage that waits for a correction of the invoice it missed.
enum LateRows {
  /// Writes down what a closing left out, since later bills will not see it any more.
  static func wait(_ member: MemberClosing, _ c: Connection) throws {
    guard !member.awaitingCorrection.isEmpty else { return }
    let row = try c.prepare("INSERT INTO usage_late(event, account_id, subscription_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
    for group in member.awaitingCorrection {
      for event in group.events {
        row.bind(1, event.event)
        row.bind(2, member.account.rawValue)
        row.bind(3, group.subscription.rawValue)
        try row.run()
      }
    }
  }

  /// What happened in a period that is open again waits no longer, nor what takes the place of an event that is not
  /// billed any more.
  ///
  /// - Parameters:
  ///   - cutOff: usage before it, accepted up to the round, stays billed; `nil`: none is.
  static func reopen(account: Int64, cutOff: Int64?, throughRound: Int64, _ c: Connection) throws {
    let row = try c.prepare(
      """
      DELETE FROM usage_late WHERE account_id = ?1 AND (?2 IS NULL
        OR EXISTS (SELECT 1 FROM usage_event e WHERE e.event = usage_late.event AND e.at >= ?2)
        OR EXISTS (SELECT 1 FROM usage_correction k WHERE k.event = usage_late.event AND (k.corrected_at >= ?2 OR k.corrected_round > ?3)))
      """)
    row.bind(1, account)
    row.bind(2, cutOff)
    row.bind(3, throughRound)
    try row.run()
  }
}
