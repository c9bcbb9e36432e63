import Usage

/// The facts: one row per accepted event, numbered in the order of acceptance, each with its link.
struct EventRows {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Appends every record that the decision calls new, and numbers it there; returns how many.
  ///
  /// The link is made here, from the bytes at hand: reading each event back would cost more than hashing it.
  func append(_ records: UsageRecords, _ decision: inout RepeatDecision, firstEvent: Int64) throws -> Int {
    let insert = try connection.prepare(
      """
      INSERT INTO usage_event(event, source, id, subject, type, at, quantity_digits, quantity_scale, attributes, line)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    defer { insert.clear() }
    let chain = try connection.chain(FactStream.usageEvents)
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
      chain.begin()
      link(event, row, records, chain.maker)
      try chain.end(event)
      decision.number(index, event: event)
      event += 1
    }
    return Int(event - firstEvent)
  }

  /// Writes the event's values as `FactReader` reads them from its row.
  private func link(_ event: Int64, _ row: UsageRecords.Row, _ records: UsageRecords, _ maker: LinkMaker) {
    maker.row(0)
    maker.integer(event)
    maker.text(UnsafeRawBufferPointer(records.source(row)))
    maker.text(UnsafeRawBufferPointer(records.id(row)))
    maker.text(UnsafeRawBufferPointer(records.subject(row)))
    maker.text(UnsafeRawBufferPointer(records.type(row)))
    maker.integer(row.at)
    maker.integer(row.quantityDigits)
    maker.integer(Int64(row.quantityScale))
    maker.text(UnsafeRawBufferPointer(records.attributes(row)))
    maker.integer(row.line)
  }
}
