import Usage

/// The facts: one row per accepted event, numbered in the order of acceptance, each with its link.
struct EventRows {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Appends every record that the decision calls new, and numbers it there; returns how many.
  ///
  /// The link is made here, from the bytes at hand: reading each event back would cost more than hashing it.
  func append(_ records: UsageRecords, _ decision: inout RepeatDecision, firstEvent: Int64) throws -> Int {
    let insert = try BulkInsert(
      """
      INSERT INTO usage_event(event, source, id, subject, type, at, quantity_digits, quantity_scale, attributes, line)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, connection)
    let values = insert.row
    let chain = try connection.chain(FactStream.usageEvents)
    var event = firstEvent
    let rows = records.rows
    for index in rows.indices where decision.events[index] != 0 {
      let row = rows[index]
      values.bind(1, event)
      values.bind(2, lentText: records.source(row))
      values.bind(3, lentText: records.id(row))
      values.bind(4, lentText: records.subject(row))
      values.bind(5, lentText: records.type(row))
      values.bind(6, row.at)
      values.bind(7, row.quantityDigits)
      values.bind(8, row.quantityScale)
      values.bind(9, lentText: records.attributes(row))
      values.bind(10, row.line)
      try insert.add()
      chain.begin()
      link(event, row, records, chain.maker)
      try chain.end(event)
      decision.number(index, event: event)
      event += 1
    }
    try insert.finish()
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
