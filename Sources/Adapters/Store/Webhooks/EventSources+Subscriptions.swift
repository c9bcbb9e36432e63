import Operations
import Primitives

extension EventSource {
  /// Facts of one subscription that were written together are one event.
  static let subscriptions = EventSource("subscription_fact", table: "subscription_fact") { c, after, limit in
    let rows = try c.prepare(
      """
      SELECT f.id, f.subscription_id, f.recorded_at, s.reference, u.reference, s.state,
      (SELECT a.reference FROM subscription_payer p JOIN billing_account a ON a.id = p.account_id
      WHERE p.subscription_id = s.id ORDER BY p.from_day DESC LIMIT 1),
      json_extract(f.body, '$.fact'), json_extract(f.body, '$.on'), json_extract(f.body, '$.from'), json_extract(f.body, '$.offering')
      FROM subscription_fact f JOIN subscription s ON s.id = f.subscription_id JOIN customer u ON u.id = s.user_id
      WHERE f.id > ?1 ORDER BY f.id LIMIT ?2
      """)
    rows.bind(1, after)
    rows.bind(2, limit)
    defer { rows.reset() }
    var gathered: [SubscriptionGroup] = []
    var count = 0
    while try rows.step() {
      let group = SubscriptionGroup(rows)
      count += 1
      if let last = gathered.last, last.takes(group) {
        gathered[gathered.count - 1].take(group)
      } else {
        gathered.append(group)
      }
    }
    // The facts at the end may be a part of what belongs together; a portion of one group is taken as it is.
    if count == limit, gathered.count > 1 { gathered.removeLast() }
    return Portion(events: gathered.map(\.event), through: gathered.last?.last ?? after, isCut: count == limit)
  }
}

private struct SubscriptionGroup {
  let first: Int64
  var last: Int64
  let subscription: Int64
  let recordedAt: Int64
  let reference: String
  let customer: String
  let state: String
  let account: String?
  var changes: [Change]

  struct Change {
    var kind: String
    var day: String?
    var offering: String?
  }

  init(_ row: Statement) {
    first = row.int64(0)
    last = first
    subscription = row.int64(1)
    recordedAt = row.int64(2)
    reference = row.text(3)
    customer = row.text(4)
    state = row.text(5)
    account = row.optionalText(6)
    changes = [Change(kind: row.text(7), day: row.optionalText(8) ?? row.optionalText(9), offering: row.optionalText(10))]
  }

  /// Whether a later fact was written with these. Where the clock stands still (in a sandbox) an order and what amends it have the same
  /// time: what no order says begins anew.
  func takes(_ other: SubscriptionGroup) -> Bool {
    guard subscription == other.subscription, recordedAt == other.recordedAt, let kind = other.changes.first?.kind, kind != "ordered" else { return false }
    let isOrder = changes.first?.kind == "ordered"
    return !isOrder || ["item-opened", "activated", "promotion-attached", "end-set"].contains(kind)
  }

  mutating func take(_ other: SubscriptionGroup) {
    last = other.last
    changes += other.changes
  }

  var event: NewEvent {
    let isNew = changes.first?.kind == "ordered"
    return NewEvent(isNew ? .subscriptionCreated : .subscriptionChanged, first, subject: "subscriptions/\(reference)") { json in
      json.field("subscription", reference)
      json.field("customer", customer)
      json.field("account", account)
      json.field("state", state)
      json.key("changes")
      json.array { list in
        for change in changes {
          list.object {
            $0.field("change", change.kind)
            $0.field("on", change.day)
            $0.field("offering", change.offering)
          }
        }
      }
    }
  }
}
