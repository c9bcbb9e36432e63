public import Operations
public import Primitives

extension Store {
  public func claimDeliveries(owner: String, now: Instant, leasedUntil: Instant) throws -> ClaimedDeliveries? {
    // Looked at first without a lock: most of the time nothing is due.
    guard try read({ try DeliveryRows.dueWebhook(now, $0) }) != nil else { return nil }
    return try claims { c in
      guard let publicID = try DeliveryRows.dueWebhook(now, c), let webhook = try WebhookRows.find(publicID, c) else { return nil }
      let lease = try c.prepare("UPDATE webhook SET lease_owner = ?, leased_until = ? WHERE id = ?")
      lease.bind(1, owner)
      lease.bind(2, leasedUntil)
      lease.bind(3, webhook.id)
      try lease.run()
      return ClaimedDeliveries(webhook: webhook, deliveries: try DeliveryRows.due(webhook, now, c))
    }
  }

  public func conclude(_ claimed: ClaimedDeliveries, _ attempts: [DeliveryAttempt], owner: String, now: Instant) throws {
    // What was sent and is not known to be sent would be sent again: however busy the database is, it is worth waiting for.
    try patiently { try writeDown(claimed, attempts, owner: owner, now: now) }
  }

  private func writeDown(_ claimed: ClaimedDeliveries, _ attempts: [DeliveryAttempt], owner: String, now: Instant) throws {
    try claims { c in
      let free = try c.prepare("UPDATE webhook SET leased_until = ? WHERE id = ? AND lease_owner = ?")
      free.bind(1, now)
      free.bind(2, claimed.webhook.id)
      free.bind(3, owner)
      try free.run()
      for attempt in attempts { try DeliveryRows.note(attempt, now, c) }
      // As it is by now: somebody may have disabled it meanwhile.
      guard !attempts.isEmpty, let webhook = try WebhookRows.find(claimed.webhook.publicID, c) else { return }
      var health = webhook.health
      if health.state == .disabled { return }
      for attempt in attempts { health.note(attempt.verdict, attempt.result, at: now) }
      if health != webhook.health { try WebhookRows.put(health, of: webhook.id, c) }
      // Whatever has waited as long as what is given up now is given up with it.
      if attempts.contains(where: { $0.verdict == .givenUp }) {
        try DeliveryRows.giveUp(webhook.id, queuedBefore: now.adding(seconds: -RetrySchedule.standard.longestSeconds), now, c)
      }
    }
  }

  public func noteAtOnce(_ event: WebhookEvent, to webhook: Webhook, _ attempt: DeliveryAttempt) throws -> Int64 {
    let delivery = try write { c in
      let id = try WebhookEventRows.insert(event, object: event.subject, c)
      try DeliveryRows.queue(event: id, object: event.subject, to: webhook.id, now: attempt.at, isDone: attempt.result.isGood ? "delivered" : "given-up", c)
      return c.lastInsertedRow
    }
    try claims { c in
      var own = attempt
      own.delivery = delivery
      try DeliveryRows.insert(own, c)
      let count = try c.prepare("UPDATE webhook_delivery SET attempt_count = 1, first_attempt_at = ? WHERE id = ?")
      count.bind(1, attempt.at)
      count.bind(2, delivery)
      try count.run()
    }
    return delivery
  }

  public func replay(_ events: WebhookEventFilter, to webhook: Webhook, now: Instant) throws -> Int {
    var filter = events
    filter.limit = 1000
    var count = 0
    // A transaction each thousand, so that nobody waits for all of them.
    while true {
      let found = try write { c in
        let found = try WebhookEventRows.events(filter, c).filter { filter.name != nil || webhook.hears($0.type) && $0.type != .ping }
        for event in found {
          let row = try c.prepare("SELECT object FROM event WHERE id = ?")
          row.bind(1, event.id)
          guard try row.step() else { continue }
          let object = row.text(0)
          row.reset()
          try DeliveryRows.queue(event: event.id, object: object, to: webhook.id, now: now, c)
        }
        return (last: try WebhookEventRows.events(filter, c).last?.id, count: found.count)
      }
      count += found.count
      guard let last = found.last else { return count }
      filter.after = last
    }
  }

  public func deliveries(to webhook: Webhook, _ filter: DeliveryFilter) throws -> [WebhookDelivery] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT \(DeliveryRows.columns) FROM webhook_delivery d JOIN event e ON e.id = d.event_id
        WHERE d.webhook_id = ?1 AND (?2 IS NULL OR d.id < ?2)\(filter.state == nil ? "" : " AND d.state = ?4") ORDER BY d.id DESC LIMIT ?3
        """)
      rows.clear()
      rows.bind(1, webhook.id)
      rows.bind(2, filter.before)
      rows.bind(3, filter.limit)
      if let state = filter.state { rows.bind(4, state.rawValue) }
      return try DeliveryRows.deliveries(rows, withAttempts: true, c)
    }
  }

  public func delivery(_ id: Int64, to webhook: Webhook) throws -> WebhookDelivery? {
    try read { c in
      let rows = try c.prepare(
        "SELECT \(DeliveryRows.columns) FROM webhook_delivery d JOIN event e ON e.id = d.event_id WHERE d.webhook_id = ? AND d.id = ?")
      rows.bind(1, webhook.id)
      rows.bind(2, id)
      return try DeliveryRows.deliveries(rows, withAttempts: true, c).first
    }
  }

  public func webhookQueue(now: Instant) throws -> WebhookQueue {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT COUNT(*), COALESCE(MIN(d.due_at), ?1) FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
        WHERE d.state = 'waiting' AND w.state <> 'disabled'
        """)
      rows.bind(1, now)
      _ = try rows.step()
      let (waiting, oldest) = (rows.int(0), rows.instant(1))
      rows.reset()
      let states = Dictionary(grouping: try WebhookRows.all(c), by: \.health.state).mapValues(\.count)
      return WebhookQueue(waiting: waiting, overdueSeconds: Int(max(0, now.seconds - oldest.seconds)), endpoints: states)
    }
  }

  public func forgetDeliveries(before: Instant, limit: Int) throws -> Int {
    try write { c in
      let rows = try c.prepare("SELECT id FROM webhook_delivery WHERE state <> 'waiting' AND finished_at < ?1 ORDER BY finished_at LIMIT ?2")
      rows.bind(1, before)
      rows.bind(2, limit)
      var ids: [Int64] = []
      while try rows.step() { ids.append(rows.int64(0)) }
      rows.reset()
      for id in ids {
        for sql in ["DELETE FROM webhook_attempt WHERE delivery_id = ?", "DELETE FROM webhook_delivery WHERE id = ?"] {
          let row = try c.prepare(sql)
          row.bind(1, id)
          try row.run()
        }
      }
      let events = try c.prepare(
        """
        DELETE FROM event WHERE id IN (SELECT e.id FROM event e WHERE e.recorded_at < ?1
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.event_id = e.id) ORDER BY e.id LIMIT ?2)
        """)
      events.bind(1, before)
      events.bind(2, limit)
      try events.run()
      return ids.count
    }
  }
}
