public import Operations
public import Primitives

extension Store {
  public func recordEvents(at: Instant, now: Instant, limit: Int) throws -> Int {
    // Looked at first without the lock that everybody who writes needs.
    let isNew = try read { c in
      guard try WebhookEventRows.isHeard(c) else { return false }
      return try EventSource.all.contains { try $0.last(c) > WebhookEventRows.through($0, c) }
    }
    guard isNew else { return 0 }
    return try write { c in
      guard try WebhookEventRows.isHeard(c) else { return 0 }
      let hearing = try WebhookRows.all(c).filter { $0.health.state != .disabled }
      var count = 0
      for source in EventSource.all {
        let after = try WebhookEventRows.through(source, c)
        let last = try source.last(c)
        guard last > after else { continue }
        let portion = try source.read(c, after, max(1, limit - count))
        for event in portion.events { try WebhookEventRows.save(event, at: at, now: now, hearing, c) }
        try WebhookEventRows.put(source, through: portion.isCut ? portion.through : last, c)
        count += portion.events.count
        // What follows from facts that are not told yet must not be told before them.
        if portion.isCut { break }
      }
      return count
    }
  }

  public func webhookEvents(_ filter: WebhookEventFilter) throws -> [WebhookEvent] { try read { try WebhookEventRows.events(filter, $0) } }

  public func webhookEvent(name: String) throws -> WebhookEvent? {
    try read { try WebhookEventRows.events(WebhookEventFilter(name: name, limit: 1), $0).first }
  }
}

enum WebhookEventRows {
  static let columns = "e.id, e.name, e.type, e.subject, e.recorded_at, e.data"

  /// Whether anybody wants to be told.
  static func isHeard(_ c: Connection) throws -> Bool {
    let row = try c.prepare("SELECT 1 FROM webhook WHERE removed_at IS NULL LIMIT 1")
    defer { row.reset() }
    return try row.step()
  }

  static func through(_ source: EventSource, _ c: Connection) throws -> Int64 {
    let row = try c.prepare("SELECT through FROM event_cursor WHERE source = ?")
    row.bind(1, source.name)
    defer { row.reset() }
    return try row.step() ? row.int64(0) : 0
  }

  static func put(_ source: EventSource, through: Int64, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO event_cursor(source, through) VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET through = excluded.through")
    row.bind(1, source.name)
    row.bind(2, through)
    try row.run()
  }

  static func save(_ event: NewEvent, at: Instant, now: Instant, _ hearing: [Webhook], _ c: Connection) throws {
    let id = try insert(
      WebhookEvent(id: 0, name: event.type.name(event.number), type: event.type, subject: event.subject, recordedAt: at, data: event.data),
      object: event.object ?? event.subject, c)
    for webhook in hearing where webhook.hears(event.type) {
      try DeliveryRows.queue(event: id, object: event.object ?? event.subject, to: webhook.id, now: now, c)
    }
  }

  static func insert(_ event: WebhookEvent, object: String, _ c: Connection) throws -> Int64 {
    let row = try c.prepare("INSERT INTO event(name, type, subject, object, recorded_at, data) VALUES (?, ?, ?, ?, ?, ?)")
    row.bind(1, event.name)
    row.bind(2, event.type.rawValue)
    row.bind(3, event.subject)
    row.bind(4, object)
    row.bind(5, event.recordedAt)
    row.bind(6, event.data)
    try row.run()
    return c.lastInsertedRow
  }

  static func events(_ filter: WebhookEventFilter, _ c: Connection) throws -> [WebhookEvent] {
    var conditions = ["e.id > ?1"]
    if filter.name != nil { conditions.append("e.name = ?3") }
    if filter.since != nil { conditions.append("e.recorded_at >= ?4") }
    if filter.until != nil { conditions.append("e.recorded_at < ?5") }
    let types = filter.types.sorted()
    if !types.isEmpty { conditions.append("e.type IN (\(types.indices.map { "?\($0 + 6)" }.joined(separator: ", ")))") }
    let rows = try c.prepare("SELECT \(columns) FROM event e WHERE \(conditions.joined(separator: " AND ")) ORDER BY e.id LIMIT ?2")
    rows.clear()
    rows.bind(1, filter.after)
    rows.bind(2, filter.limit)
    if let name = filter.name { rows.bind(3, name) }
    if let since = filter.since { rows.bind(4, since) }
    if let until = filter.until { rows.bind(5, until) }
    for (index, type) in types.enumerated() { rows.bind(Int32(index + 6), type.rawValue) }
    defer { rows.reset() }
    var found: [WebhookEvent] = []
    while try rows.step() { found.append(event(rows, from: 0)) }
    return found
  }

  static func event(_ row: Statement, from column: Int32) -> WebhookEvent {
    WebhookEvent(
      id: row.int64(column), name: row.text(column + 1), type: WebhookEventType(rawValue: row.text(column + 2)) ?? .ping, subject: row.text(column + 3),
      recordedAt: row.instant(column + 4), data: row.text(column + 5))
  }
}
