public import Operations
public import Primitives

// Rows are inserted under the lock of the books, because that is where rows are numbered; what is sent, and what became of it,
// is written under the lock of claims, so that nobody who bills waits for it.
extension Store: WebhookStore {
  public func add(_ webhook: Webhook) throws {
    try write { c in
      if try !WebhookEventRows.isHeard(c) {
        // Nobody wanted to be told so far: what happened before is not told now.
        for source in EventSource.all { try WebhookEventRows.put(source, through: try source.last(c), c) }
      }
      let row = try c.prepare("INSERT INTO webhook(public_id, address, note, types, scheme, state, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
      row.bind(1, webhook.publicID)
      row.bind(2, webhook.address)
      row.bind(3, webhook.note)
      row.bind(4, WebhookRows.text(webhook.types))
      row.bind(5, webhook.scheme.rawValue)
      row.bind(6, webhook.health.state.rawValue)
      row.bind(7, webhook.createdAt)
      try row.run()
      let id = c.lastInsertedRow
      for secret in webhook.secrets { try WebhookRows.insert(secret, of: id, c) }
    }
  }

  public func webhook(publicID: String) throws -> Webhook? { try read { try WebhookRows.find(publicID, $0) } }
  public func webhooks() throws -> [Webhook] { try read { try WebhookRows.all($0) } }

  public func change(_ webhook: Webhook, at: Instant) throws {
    try claims { c in
      guard let before = try WebhookRows.find(webhook.publicID, c) else { return }
      let row = try c.prepare("UPDATE webhook SET address = ?, note = ?, types = ? WHERE id = ?")
      row.bind(1, webhook.address)
      row.bind(2, webhook.note)
      row.bind(3, WebhookRows.text(webhook.types))
      row.bind(4, before.id)
      try row.run()
      try WebhookRows.put(webhook.health, of: before.id, c)
      guard before.health.state == .disabled, webhook.health.state != .disabled else { return }
      let due = try c.prepare("UPDATE webhook_delivery SET due_at = ? WHERE webhook_id = ? AND state = 'waiting'")
      due.bind(1, at)
      due.bind(2, before.id)
      try due.run()
    }
  }

  public func rotate(_ webhook: Webhook, to secret: Webhook.Secret, oldExpireAt: Instant) throws {
    try write { c in
      guard let known = try WebhookRows.find(webhook.publicID, c) else { return }
      let over = try c.prepare("DELETE FROM webhook_secret WHERE webhook_id = ?1 AND (expires_at <= ?2 OR ?3 <= ?2)")
      over.bind(1, known.id)
      over.bind(2, secret.madeAt)
      over.bind(3, oldExpireAt)
      try over.run()
      let old = try c.prepare("UPDATE webhook_secret SET expires_at = ?2 WHERE webhook_id = ?1 AND (expires_at IS NULL OR expires_at > ?2)")
      old.bind(1, known.id)
      old.bind(2, oldExpireAt)
      try old.run()
      try WebhookRows.insert(secret, of: known.id, c)
    }
  }

  public func remove(_ webhook: Webhook, at: Instant) throws {
    try claims { c in
      guard let known = try WebhookRows.find(webhook.publicID, c) else { return }
      for sql in [
        "UPDATE webhook SET removed_at = ?2, state = 'disabled' WHERE id = ?1",
        "UPDATE webhook_delivery SET state = 'given-up', finished_at = ?2 WHERE webhook_id = ?1 AND state = 'waiting'",
      ] {
        let row = try c.prepare(sql)
        row.bind(1, known.id)
        row.bind(2, at)
        try row.run()
      }
      let secrets = try c.prepare("DELETE FROM webhook_secret WHERE webhook_id = ?")
      secrets.bind(1, known.id)
      try secrets.run()
    }
  }
}

enum WebhookRows {
  private static let query = """
    SELECT id, public_id, address, note, types, scheme, state, reason, failures, paused_until, created_at FROM webhook WHERE removed_at IS NULL
    """

  static func all(_ c: Connection) throws -> [Webhook] {
    let rows = try c.prepare("\(query) ORDER BY id")
    return try webhooks(rows, c)
  }

  static func find(_ publicID: String, _ c: Connection) throws -> Webhook? {
    let rows = try c.prepare("\(query) AND public_id = ?")
    rows.bind(1, publicID)
    return try webhooks(rows, c).first
  }

  private static func webhooks(_ rows: Statement, _ c: Connection) throws -> [Webhook] {
    var found: [Webhook] = []
    while try rows.step() {
      found.append(
        Webhook(
          id: rows.int64(0), publicID: rows.text(1), address: rows.text(2), note: rows.text(3),
          types: Set(rows.text(4).split(separator: ",").compactMap { WebhookEventType(rawValue: String($0)) }),
          scheme: SignatureScheme(rawValue: rows.text(5)) ?? .hmac,
          health: WebhookHealth(
            state: Webhook.State(rawValue: rows.text(6)) ?? .disabled, reason: rows.optionalText(7), failures: rows.int(8),
            pausedUntil: rows.optionalInt64(9).map { Instant(microseconds: $0) }),
          createdAt: rows.instant(10), secrets: []))
    }
    rows.reset()
    for index in found.indices { found[index].secrets = try secrets(of: found[index].id, c) }
    return found
  }

  private static func secrets(of webhook: Int64, _ c: Connection) throws -> [Webhook.Secret] {
    let rows = try c.prepare("SELECT sealed, key_mark, public_key, made_at, expires_at FROM webhook_secret WHERE webhook_id = ? ORDER BY id")
    rows.bind(1, webhook)
    defer { rows.reset() }
    var found: [Webhook.Secret] = []
    while try rows.step() {
      found.append(
        Webhook.Secret(
          sealed: SealedSecret(bytes: rows.bytes(0), keyMark: rows.text(1)), publicKey: rows.optionalText(2), madeAt: rows.instant(3),
          expiresAt: rows.optionalInt64(4).map { Instant(microseconds: $0) }))
    }
    return found
  }

  static func insert(_ secret: Webhook.Secret, of webhook: Int64, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO webhook_secret(webhook_id, sealed, key_mark, public_key, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)")
    row.bind(1, webhook)
    row.bind(2, blob: secret.sealed.bytes)
    row.bind(3, secret.sealed.keyMark)
    row.bind(4, secret.publicKey)
    row.bind(5, secret.madeAt)
    row.bind(6, secret.expiresAt?.microseconds)
    try row.run()
  }

  static func put(_ health: WebhookHealth, of webhook: Int64, _ c: Connection) throws {
    let row = try c.prepare("UPDATE webhook SET state = ?, reason = ?, failures = ?, paused_until = ? WHERE id = ? AND removed_at IS NULL")
    row.bind(1, health.state.rawValue)
    row.bind(2, health.reason)
    row.bind(3, health.failures)
    row.bind(4, health.pausedUntil?.microseconds)
    row.bind(5, webhook)
    try row.run()
  }

  static func text(_ types: Set<WebhookEventType>) -> String { types.sorted().map(\.rawValue).joined(separator: ",") }
}
