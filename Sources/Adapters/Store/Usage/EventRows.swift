import Usage

/// The facts: one row per accepted event, numbered in the order of acceptance.
struct EventRows {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Appends every record that the decision calls new, and numbers it there; returns how many.
  func append(_ records: UsageRecords, _ decision: inout RepeatDecision, firstEvent: Int64) throws -> Int {
    let insert = try connection.prepare(
      """
      INSERT INTO usage_event(event, source, id, subject, type, at, quantity_digits, quantity_scale, attributes, line)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    defer { insert.clear() }
    var event = firstEvent
    let rows = records.rows
    for index in rows.indices where decision.events[index] != 0 {
      let row = rows[index]
      insert.bind(1, event)
      insert.bind(2, lentText: records.source(row))
      insert.bind(3, lentText: records.id(row))
      insert.bind(4, lentText: records.subject(row))
      insert.bind(5, lentText: records.type(row))
      insert.bind(6, row.at)
      insert.bind(7, row.quantityDigits)
      insert.bind(8, row.quantityScale)
      insert.bind(9, lentText: records.attributes(row))
      insert.bind(10, row.line)
      try insert.run()
      decision.number(index, event: event)
      event += 1
    }
    return Int(event - firstEvent)
  }
}
