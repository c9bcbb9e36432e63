import Primitives
import Usage

/// The projection that bills read: accepted events by account, and those that nobody claims yet.
struct AssignedRows {
  /// A row is closed at the end of the section in which it grows beyond this.
  private static let bytesPerPart = 1 << 18

  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Files every new event under its account, or holds it; returns how many were assigned.
  ///
  /// - Parameter events: by position in the batch: the event's number, 0 for a repeat.
  func append(_ records: UsageRecords, _ events: [Int64], _ entries: [SubjectEntry], round: Int64) throws -> Int {
    let rows = records.rows
    var order: [UInt64] = []
    order.reserveCapacity(rows.count)
    let hold = try connection.prepare("INSERT INTO usage_held(event) VALUES (?)")
    for index in rows.indices where events[index] > 0 {
      if rows[index].entry >= 0 {
        order.append(UInt64(rows[index].entry) << 32 | UInt64(index))
      } else {
        hold.bind(1, events[index])
        try hold.run()
      }
    }
    if order.isEmpty { return 0 }
    order.sort()
    try write(records, events, entries, order, round)
    return order.count
  }

  /// `order` holds (entry, position in the batch) in ascending order, which is that of account and subscription.
  private func write(
    _ records: UsageRecords, _ events: [Int64], _ entries: [SubjectEntry], _ order: [UInt64], _ round: Int64
  ) throws {
    var packed = PackedUsageWriter()
    var part = 0
    var start = 0
    var account = entries[Int(order[0] >> 32)].account
    while start < order.count {
      let entryIndex = order[start] >> 32
      var end = start + 1
      while end < order.count, order[end] >> 32 == entryIndex { end += 1 }
      let entry = entries[Int(entryIndex)]
      if entry.account != account || packed.bytes.count > AssignedRows.bytesPerPart {
        try insert(packed, account, round, part)
        packed.removeAll()
        part = entry.account == account ? part + 1 : 0
        account = entry.account
      }
      pack(records, events, order[start..<end], entry.subscription.rawValue, &packed)
      start = end
    }
    try insert(packed, account, round, part)
  }

  private func pack(
    _ records: UsageRecords, _ events: [Int64], _ group: ArraySlice<UInt64>, _ subscription: Int64,
    _ packed: inout PackedUsageWriter
  ) {
    let rows = records.rows
    var waiting = Array(group)
    while let first = waiting.first {
      let type = records.type(rows[Int(first & 0xFFFF_FFFF)])
      var same: [Int] = []
      var others: [UInt64] = []
      for item in waiting {
        let index = Int(item & 0xFFFF_FFFF)
        if Bytes.equal(records.type(rows[index]), type) { same.append(index) } else { others.append(item) }
      }
      packed.begin(subscription: subscription, type: type, count: same.count)
      for index in same {
        let row = rows[index]
        packed.add(
          event: events[index], at: row.at, digits: row.quantityDigits, scale: row.quantityScale,
          attributes: records.attributes(row))
      }
      waiting = others
    }
  }

  private func insert(_ packed: PackedUsageWriter, _ account: BillingAccountID, _ round: Int64, _ part: Int) throws {
    let row = try connection.prepare(
      """
      INSERT INTO usage_assigned(account_id, round, part, event_count, first_at, last_at, events)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, account.rawValue)
    row.bind(2, round)
    row.bind(3, part)
    row.bind(4, packed.eventCount)
    row.bind(5, packed.firstAt)
    row.bind(6, packed.lastAt)
    try packed.bytes.withUnsafeBytes {
      row.bind(7, lentBlob: $0)
      try row.run()
    }
  }

  /// Files held events whose subject a subscription claims by now; returns how many.
  func appendHeld(_ subjects: SubjectIndex, round: Int64) throws -> Int {
    let held = try connection.prepare(
      """
      SELECT e.source, e.id, e.subject, e.type, e.at, e.quantity_digits, e.quantity_scale, e.attributes, e.event, e.line
      FROM usage_held h JOIN usage_event e ON e.event = h.event ORDER BY h.event
      """)
    let records = UsageRecords()
    var events: [Int64] = []
    var found: [Int32] = []
    while try held.step() {
      let answer = held.withTextBytes(2) { subjects.find($0, at: held.int64(4)) }
      guard case .entry(let entry) = answer else { continue }
      let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
      held.withTextBytes(3) { records.begin(source: nothing, id: nothing, subject: nothing, type: $0) }
      held.withTextBytes(7) { records.appendAttribute($0) }
      records.finish(
        quantity: held.int64(5), scale: held.int(6), at: held.int64(4), line: held.int64(9), offset: 0, length: 0)
      events.append(held.int64(8))
      found.append(entry)
    }
    held.reset()
    if events.isEmpty { return 0 }
    let order = found.indices.map { UInt64(found[$0]) << 32 | UInt64($0) }.sorted()
    try write(records, events, subjects.entries, order, round)
    let release = try connection.prepare("DELETE FROM usage_held WHERE event = ?")
    for event in events {
      release.bind(1, event)
      try release.run()
    }
    return events.count
  }
}
