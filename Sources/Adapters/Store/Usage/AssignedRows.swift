import Primitives
import Usage

/// The projection that bills read: accepted events by account, and those that nobody claims yet.
struct AssignedRows {
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// Files every new event under its account, or holds it; returns how many were assigned.
  ///
  /// - Parameter events: by position in the batch: the event's number, 0 for a repeat.
  func append(_ records: UsageRecords, _ events: [Int64], _ subjects: SubjectIndex, round: Int64) throws -> Int {
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
    subjects.sort(&order)
    try write(records, events, subjects, order, round)
    return order.count
  }

  /// `order` holds (entry, position in the batch) in ascending order, which is that of account and subscription.
  private func write(
    _ records: UsageRecords, _ events: [Int64], _ subjects: SubjectIndex, _ order: [UInt64], _ round: Int64
  ) throws {
    let runs = AssignedRuns(connection: connection)
    let run = (try runs.all().last?.run ?? 0) + 1
    var writer = try AssignedRunWriter(run: run, connection)
    var packer = UsagePacker(records, events, round: round)
    var start = 0
    var account = subjects.owner(of: Int32(order[0] >> 32)).account
    while start < order.count {
      let entryIndex = order[start] >> 32
      var end = start + 1
      while end < order.count, order[end] >> 32 == entryIndex { end += 1 }
      let owner = subjects.owner(of: Int32(entryIndex))
      let full = packer.packed.bytes.count > AssignedRun.bytesPerPart && writer.hasRoom(account: account.rawValue)
      if owner.account != account || full {
        try write(&packer, account, &writer)
        account = owner.account
      }
      packer.pack(order[start..<end], subscription: owner.subscription.rawValue)
      start = end
    }
    try write(&packer, account, &writer)
    try runs.note(writer.finished(rounds: round...round))
    try runs.merge()
  }

  private func write(_ packer: inout UsagePacker, _ account: BillingAccountID, _ writer: inout AssignedRunWriter) throws {
    let packed = packer.packed
    try writer.add(
      account: account.rawValue, eventCount: packed.eventCount, firstAt: packed.firstAt, lastAt: packed.lastAt, packed.bytes)
    packer.removeAll()
  }

  /// Files held events whose subject a subscription claims by now; returns how many.
  ///
  /// - Parameter fact: what is known of subscriptions: up to this fact.
  func appendHeld(_ subjects: SubjectIndex, round: Int64, asKnownAt fact: Int64 = .max - 1) throws -> Int {
    let held = try connection.scan(AssignedRows.eventQuery("usage_held h JOIN usage_event e ON e.event = h.event", by: "h.event"))
    defer { held.reset() }
    let assigned = try file(held, subjects, asKnownAt: fact, round: round).assigned
    let release = try connection.prepare("DELETE FROM usage_held WHERE event = ?")
    for event in assigned {
      release.bind(1, event)
      try release.run()
    }
    return assigned.count
  }

  /// A query for `file`: what it needs of events, of a source in which they are called `e`.
  static func eventQuery(_ source: String, by order: String) -> String {
    """
    SELECT e.subject, e.type, e.at, e.quantity_digits, e.quantity_scale, e.attributes, e.event, e.line FROM \(source)
    ORDER BY \(order)
    """
  }

  /// Files stored events under the accounts that `subjects` gives; tells which were, and which nobody claims.
  func file(
    _ rows: Statement, _ subjects: SubjectIndex, asKnownAt fact: Int64, round: Int64
  ) throws -> (assigned: [Int64], unclaimed: [Int64]) {
    let records = UsageRecords()
    var events: [Int64] = []
    var unclaimed: [Int64] = []
    var order: [UInt64] = []
    while try rows.step() {
      let answer = rows.withTextBytes(0) { subjects.find($0, at: rows.int64(2), asKnownAt: fact) }
      guard case .entry(let entry) = answer else {
        unclaimed.append(rows.int64(6))
        continue
      }
      let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
      rows.withTextBytes(1) { records.begin(source: nothing, id: nothing, subject: nothing, type: $0) }
      rows.withTextBytes(5) { records.appendAttribute($0) }
      records.finish(
        quantity: rows.int64(3), scale: rows.int(4), at: rows.int64(2), line: rows.int64(7), offset: 0, length: 0)
      order.append(UInt64(entry) << 32 | UInt64(events.count))
      events.append(rows.int64(6))
    }
    if !events.isEmpty {
      subjects.sort(&order)
      try write(records, events, subjects, order, round)
    }
    return (events, unclaimed)
  }
}

/// Packs groups of a batch's records, type by type.
struct UsagePacker {
  private(set) var packed = PackedUsageWriter()
  private let records: UsageRecords
  private let rows: [UsageRecords.Row]
  private let events: [Int64]
  private let round: Int64
  private var done: [Bool] = []

  init(_ records: UsageRecords, _ events: [Int64], round: Int64) {
    self.records = records
    rows = records.rows
    self.events = events
    self.round = round
  }

  mutating func removeAll() { packed.removeAll() }

  /// `group` holds positions in the batch in the lower half of each number, in file order.
  mutating func pack(_ group: ArraySlice<UInt64>, subscription: Int64) {
    done.removeAll(keepingCapacity: true)
    for _ in group { done.append(false) }
    var left = group.count
    var first = group.startIndex
    while left > 0 {
      while done[first - group.startIndex] { first += 1 }
      let type = records.type(rows[Int(group[first] & 0xFFFF_FFFF)])
      packed.begin(round: round, subscription: subscription, type: type)
      var count = 0
      for place in first..<group.endIndex where !done[place - group.startIndex] {
        let index = Int(group[place] & 0xFFFF_FFFF)
        let row = rows[index]
        guard Bytes.equal(records.type(row), type) else { continue }
        done[place - group.startIndex] = true
        count += 1
        packed.add(
          event: events[index], at: row.at, digits: row.quantityDigits, scale: row.quantityScale,
          attributes: records.attributes(row))
      }
      packed.end(count: count)
      left -= count
    }
  }
}
