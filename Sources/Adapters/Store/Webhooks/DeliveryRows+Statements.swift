import Operations
import Primitives

enum DeliveryRows {
  static let columns =
    "d.id, d.state, d.queued_at, d.due_at, d.finished_at, d.attempt_count, d.first_attempt_at, \(WebhookEventRows.columns)"

  /// Nothing before it waits for the same endpoint and object.
  private static let isFirst = """
    NOT EXISTS (SELECT 1 FROM webhook_delivery b WHERE b.webhook_id = d.webhook_id AND b.object = d.object AND b.state = 'waiting' AND b.id < d.id)
    """

  /// The endpoint that has something due and was served the longest time ago.
  static func dueWebhook(_ now: Instant, _ c: Connection) throws -> String? {
    let row = try c.prepare(
      """
      SELECT w.public_id FROM webhook w WHERE w.removed_at IS NULL AND w.state <> 'disabled' AND w.leased_until <= ?1
      AND (w.paused_until IS NULL OR w.paused_until <= ?1) AND EXISTS (SELECT 1 FROM webhook_delivery d
      WHERE d.webhook_id = w.id AND d.state = 'waiting' AND d.due_at <= ?1 AND \(isFirst)) ORDER BY w.leased_until, w.id LIMIT 1
      """)
    row.bind(1, now)
    defer { row.reset() }
    return try row.step() ? row.text(0) : nil
  }

  static func due(_ webhook: Webhook, _ now: Instant, _ c: Connection) throws -> [WebhookDelivery] {
    let rows = try c.prepare(
      """
      SELECT \(columns) FROM webhook_delivery d JOIN event e ON e.id = d.event_id
      WHERE d.webhook_id = ?1 AND d.state = 'waiting' AND d.due_at <= ?2 AND \(isFirst) ORDER BY d.due_at, d.id LIMIT ?3
      """)
    rows.bind(1, webhook.id)
    rows.bind(2, now)
    rows.bind(3, webhook.health.width)
    return try deliveries(rows, withAttempts: false, c)
  }

  static func deliveries(_ rows: Statement, withAttempts: Bool, _ c: Connection) throws -> [WebhookDelivery] {
    var found: [WebhookDelivery] = []
    while try rows.step() {
      found.append(
        WebhookDelivery(
          id: rows.int64(0), event: WebhookEventRows.event(rows, from: 7), state: WebhookDelivery.State(rawValue: rows.text(1)) ?? .waiting,
          queuedAt: rows.instant(2), dueAt: rows.instant(3), finishedAt: rows.optionalInt64(4).map { Instant(microseconds: $0) },
          attemptCount: rows.int(5), firstAttemptAt: rows.optionalInt64(6).map { Instant(microseconds: $0) }))
    }
    rows.reset()
    if withAttempts { for index in found.indices { found[index].attempts = try attempts(of: found[index], c) } }
    return found
  }

  private static func attempts(of delivery: WebhookDelivery, _ c: Connection) throws -> [DeliveryAttempt] {
    let rows = try c.prepare("SELECT attempted_at, microseconds, status, fault, message FROM webhook_attempt WHERE delivery_id = ? ORDER BY id")
    rows.bind(1, delivery.id)
    defer { rows.reset() }
    var found: [DeliveryAttempt] = []
    while try rows.step() {
      let result = AttemptResult(
        status: rows.optionalInt64(2).map(Int.init), fault: rows.optionalText(3).flatMap { OutboundFault.Kind(rawValue: $0) }, message: rows.optionalText(4))
      let verdict: DeliveryVerdict = result.isGood ? .delivered : result.status == 410 ? .gone : delivery.state == .waiting ? .retry(at: delivery.dueAt) : .givenUp
      found.append(
        DeliveryAttempt(delivery: delivery.id, at: rows.instant(0), microseconds: rows.int64(1), result: result, verdict: verdict))
    }
    return found
  }

  /// - Parameter isDone: the state of a delivery that was made on the spot.
  static func queue(event: Int64, object: String, to webhook: Int64, now: Instant, isDone: String? = nil, _ c: Connection) throws {
    let row = try c.prepare(
      "INSERT INTO webhook_delivery(webhook_id, event_id, object, state, queued_at, due_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
    row.bind(1, webhook)
    row.bind(2, event)
    row.bind(3, object)
    row.bind(4, isDone ?? "waiting")
    row.bind(5, now)
    row.bind(6, now)
    row.bind(7, isDone == nil ? nil : now.microseconds)
    try row.run()
  }

  static func insert(_ attempt: DeliveryAttempt, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO webhook_attempt(delivery_id, attempted_at, microseconds, status, fault, message) VALUES (?, ?, ?, ?, ?, ?)")
    row.bind(1, attempt.delivery)
    row.bind(2, attempt.at)
    row.bind(3, attempt.microseconds)
    row.bind(4, attempt.result.status.map(Int64.init))
    row.bind(5, attempt.result.fault?.rawValue)
    row.bind(6, attempt.result.message)
    try row.run()
  }

  /// Keeps an attempt, and what follows from it where the delivery still waits.
  static func note(_ attempt: DeliveryAttempt, _ now: Instant, _ c: Connection) throws {
    try insert(attempt, c)
    var due: Instant?
    var state = "waiting"
    switch attempt.verdict {
    case .retry(let at): due = at
    case .delivered: state = "delivered"
    case .givenUp, .gone: state = "given-up"
    }
    let row = try c.prepare(
      """
      UPDATE webhook_delivery SET state = ?1, attempt_count = attempt_count + 1, first_attempt_at = COALESCE(first_attempt_at, ?2),
      due_at = COALESCE(?3, due_at), finished_at = ?4 WHERE id = ?5 AND state = 'waiting'
      """)
    row.bind(1, state)
    row.bind(2, attempt.at)
    row.bind(3, due?.microseconds)
    row.bind(4, state == "waiting" ? nil : now.microseconds)
    row.bind(5, attempt.delivery)
    try row.run()
  }

  static func giveUp(_ webhook: Int64, queuedBefore: Instant, _ now: Instant, _ c: Connection) throws {
    let row = try c.prepare(
      "UPDATE webhook_delivery SET state = 'given-up', finished_at = ?3 WHERE webhook_id = ?1 AND state = 'waiting' AND queued_at < ?2")
    row.bind(1, webhook)
    row.bind(2, queuedBefore)
    row.bind(3, now)
    try row.run()
  }
}
