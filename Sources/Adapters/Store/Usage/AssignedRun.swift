import Primitives

/// One run of assigned usage: rows in the order of accounts, holding the events of some rounds.
struct AssignedRun {
  let run: Int64
  let firstRound: Int64
  let lastRound: Int64
  let eventCount: Int
  let rowCount: Int
  /// No account outside of these has a row.
  let accounts: ClosedRange<Int64>

  /// Where rows hold this many events on average, merging would save less on reading than it costs.
  static let denseRow = 16
  var isDense: Bool { eventCount >= rowCount * AssignedRun.denseRow }

  /// A row ends at the section in which it grows beyond this; the last part takes whatever is left.
  static let bytesPerPart = 1 << 18
  static let largestPart: Int64 = 255
  /// Accounts are numbered from 1 by the database, so this many is no bound in practice.
  static let largestAccount: Int64 = 0xFFFF_FFFF

  var places: ClosedRange<Int64> { (run << 40)...((run << 40) | 0xFF_FFFF_FFFF) }

  func places(of account: BillingAccountID) -> ClosedRange<Int64> {
    let first = run << 40 | account.rawValue << 8
    return first...(first | AssignedRun.largestPart)
  }
}

/// Writes a run front to back; accounts come in ascending order.
struct AssignedRunWriter {
  private let run: Int64
  private let insert: Statement
  private var account: Int64 = -1
  private var part: Int64 = 0
  private var firstAccount: Int64 = -1
  private var rowCount = 0
  private var eventCount = 0

  init(run: Int64, _ connection: Connection) throws {
    self.run = run
    insert = try connection.prepare(
      "INSERT INTO usage_assigned(place, account_id, event_count, first_at, last_at, events) VALUES (?, ?, ?, ?, ?, ?)")
  }

  mutating func add(account: Int64, eventCount: Int, firstAt: Int64, lastAt: Int64, _ bytes: [UInt8]) throws {
    guard account >= 0, account <= AssignedRun.largestAccount else {
      throw DamagedRow(table: "billing_account", row: account, what: "its number does not fit usage")
    }
    part = account == self.account ? part + 1 : 0
    guard part <= AssignedRun.largestPart else {
      throw DamagedRow(table: "usage_assigned", row: account, what: "too many parts in one run")
    }
    self.account = account
    if firstAccount < 0 { firstAccount = account }
    rowCount += 1
    self.eventCount += eventCount
    insert.bind(1, run << 40 | account << 8 | part)
    insert.bind(2, account)
    insert.bind(3, eventCount)
    insert.bind(4, firstAt)
    insert.bind(5, lastAt)
    try bytes.withUnsafeBytes {
      insert.bind(6, lentBlob: $0)
      try insert.run()
    }
  }

  /// The run as written.
  func finished(rounds: ClosedRange<Int64>) -> AssignedRun {
    AssignedRun(
      run: run, firstRound: rounds.lowerBound, lastRound: rounds.upperBound, eventCount: eventCount, rowCount: rowCount,
      accounts: firstAccount...max(firstAccount, account))
  }

  /// May this account have another part after this one?
  func hasRoom(account: Int64) -> Bool { account != self.account || part < AssignedRun.largestPart - 1 }
}

/// The runs of assigned usage, and their merging.
struct AssignedRuns {
  /// Larger runs are left as they are, so that one commit never rewrites the whole history.
  static let largestMerge = 1 << 22

  let connection: Connection

  func all(from round: Int64 = .min) throws -> [AssignedRun] {
    let rows = try connection.prepare(
      """
      SELECT run, first_round, last_round, event_count, row_count, first_account, last_account
      FROM usage_assigned_run WHERE last_round >= ? ORDER BY run
      """)
    defer { rows.reset() }
    rows.bind(1, round)
    var found: [AssignedRun] = []
    while try rows.step() {
      found.append(
        AssignedRun(
          run: rows.int64(0), firstRound: rows.int64(1), lastRound: rows.int64(2), eventCount: rows.int(3),
          rowCount: rows.int(4), accounts: rows.int64(5)...max(rows.int64(5), rows.int64(6))))
    }
    return found
  }

  func note(_ run: AssignedRun) throws {
    let row = try connection.prepare(
      """
      INSERT INTO usage_assigned_run(run, first_round, last_round, event_count, row_count, first_account, last_account)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    row.bind(1, run.run)
    row.bind(2, run.firstRound)
    row.bind(3, run.lastRound)
    row.bind(4, run.eventCount)
    row.bind(5, run.rowCount)
    row.bind(6, run.accounts.lowerBound)
    row.bind(7, run.accounts.upperBound)
    try row.run()
  }

  /// Merges runs of a like size until no size has too many.
  func merge() throws {
    while try mergeOnce() {}
  }

  private func mergeOnce() throws -> Bool {
    let known = try all()
    let merged = RunGrowth.assigned.due(known.filter { !$0.isDense }, count: \.eventCount, largestMerge: AssignedRuns.largestMerge)
    guard let last = known.last, !merged.isEmpty else { return false }
    try merge(merged, into: last.run + 1)
    return true
  }

  private func merge(_ merged: [AssignedRun], into target: Int64) throws {
    var writer = try AssignedRunWriter(run: target, connection)
    var readers = try merged.map { try AssignedRunReader($0, connection) }
    var joined = AssignedRow()
    while true {
      var smallest = -1
      for index in readers.indices where !readers[index].isAtEnd {
        if smallest < 0 || readers[index].row.account < readers[smallest].row.account { smallest = index }
      }
      guard smallest >= 0 else { break }
      let row = readers[smallest].row
      let full = joined.bytes.count + row.bytes.count > AssignedRun.bytesPerPart && writer.hasRoom(account: row.account)
      if joined.eventCount > 0, row.account != joined.account || full {
        try write(joined, &writer)
        joined.removeAll()
      }
      joined.append(row)
      try readers[smallest].advance()
    }
    if joined.eventCount > 0 { try write(joined, &writer) }
    readers.removeAll()
    for run in merged { try forget(run) }
    let rounds = (merged.map(\.firstRound).min() ?? 0)...(merged.map(\.lastRound).max() ?? 0)
    try note(writer.finished(rounds: rounds))
  }

  private func write(_ row: AssignedRow, _ writer: inout AssignedRunWriter) throws {
    try writer.add(account: row.account, eventCount: row.eventCount, firstAt: row.firstAt, lastAt: row.lastAt, row.bytes)
  }

  private func forget(_ run: AssignedRun) throws {
    let rows = try connection.prepare("DELETE FROM usage_assigned WHERE place BETWEEN ? AND ?")
    rows.bind(1, run.places.lowerBound)
    rows.bind(2, run.places.upperBound)
    try rows.run()
    let head = try connection.prepare("DELETE FROM usage_assigned_run WHERE run = ?")
    head.bind(1, run.run)
    try head.run()
  }
}

/// One row of a run, copied out of the database.
struct AssignedRow {
  var account: Int64 = 0
  var eventCount = 0
  var firstAt = Int64.max
  var lastAt = Int64.min
  var bytes: [UInt8] = []

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    eventCount = 0
    firstAt = .max
    lastAt = .min
  }

  mutating func append(_ other: AssignedRow) {
    account = other.account
    eventCount += other.eventCount
    firstAt = min(firstAt, other.firstAt)
    lastAt = max(lastAt, other.lastAt)
    bytes.append(contentsOf: other.bytes)
  }
}

/// Reads a run front to back.
struct AssignedRunReader {
  private let rows: Statement
  private(set) var row = AssignedRow()
  private(set) var isAtEnd = false

  init(_ run: AssignedRun, _ connection: Connection) throws {
    rows = try connection.scan(
      "SELECT account_id, event_count, first_at, last_at, events FROM usage_assigned WHERE place BETWEEN ? AND ? ORDER BY place")
    rows.bind(1, run.places.lowerBound)
    rows.bind(2, run.places.upperBound)
    try advance()
  }

  mutating func advance() throws {
    guard try rows.step() else {
      isAtEnd = true
      return
    }
    row.account = rows.int64(0)
    row.eventCount = rows.int(1)
    row.firstAt = rows.int64(2)
    row.lastAt = rows.int64(3)
    row.bytes.removeAll(keepingCapacity: true)
    rows.withBlobBytes(4) { row.bytes.append(contentsOf: $0) }
  }
}
