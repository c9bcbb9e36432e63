import CPQ

/// A statement of a PostgreSQL connection; prepared when it is first run, for then it is known what its values are.
final class PostgresStatement {
  private let driver: PostgresDriver
  private let sql: String
  private var text: String
  private let isScan: Bool
  private let insert: PostgresInsert?
  private let givesRows: Bool
  private let unused: Set<Int>
  let parameters: PostgresParameters
  private var name = ""
  private var preparedIn = -1
  private var preparedTypes: [Oid] = []
  private var cursor: (name: String, transaction: Int)?
  private var fetchCount: Int32 = 0
  private(set) var result: PostgresResult?
  private(set) var row: Int32 = -1
  private var isRunning = false
  /// Whether it was sent, and nobody has asked for its rows yet.
  private var isAhead = false

  /// - Parameter isScan: reads its rows in portions, so that memory does not grow with them; within a transaction.
  init(_ sql: String, _ driver: PostgresDriver, isScan: Bool) throws {
    self.sql = sql
    self.driver = driver
    self.isScan = isScan
    let statement = PostgresDialect.statement(sql)
    let keyword = sql.prefix { $0.isLetter || $0.isWhitespace }.filter { !$0.isWhitespace }.uppercased()
    let writes = ["INSERT", "UPDATE", "DELETE"].contains { keyword.hasPrefix($0) }
    insert = writes ? PostgresInsert(statement, keys: try driver.keys()) : nil
    givesRows = !writes || sql.contains("RETURNING")
    text = insert?.text ?? statement.text
    unused = statement.unused
    var count = statement.parameterCount
    if case .given(let parameter, _)? = insert?.number { count = max(count, parameter) }
    parameters = PostgresParameters(count: count)
    for number in statement.unused { parameters.declare(Int32(number), PostgresParameters.Types.whole64) }
  }

  deinit { closeCursor() }

  func reset() {
    result = nil
    row = -1
    isRunning = false
    isAhead = false
    closeCursor()
  }

  func clear() {
    reset()
    parameters.forget()
  }

  /// Moves to the next row; `false` when there is none.
  func step() throws -> Bool {
    if !isRunning {
      if isAhead { try driver.settle() } else { try start() }
      isAhead = false
      isRunning = true
    }
    row += 1
    if let result, row < result.rowCount { return true }
    guard cursor != nil, let last = result, last.rowCount == fetchCount else { return false }
    adapt(to: last)
    try fetch()
    row = 0
    return result.map { $0.rowCount > 0 } ?? false
  }

  /// Executes a statement that gives no rows, and makes it ready for the next values.
  func run() throws {
    if givesRows {
      while try step() {}
      return reset()
    }
    try send()
    guard driver.isInTransaction, insert?.isCounted != true else {
      try driver.settle()
      return noteCounted()
    }
    try driver.settleSome()
  }

  /// Sends it with whatever is sent next; its rows are there when somebody steps to them.
  func sendAhead() throws {
    try prepare()
    try driver.send(name, parameters, for: sql, receiver: self)
    isAhead = true
  }

  func receive(_ rows: PostgresResult) { if isAhead { result = rows } }

  private func start() throws {
    if isScan, driver.isInTransaction {
      let name = driver.newName("c")
      try driver.sendOnce("DECLARE \(name) NO SCROLL CURSOR FOR \(text)", parameters)
      cursor = (name, driver.transactionNumber)
      fetchCount = 64
      return try fetch()
    }
    try send()
    result = try driver.answer()
    if !givesRows || insert != nil { noteCounted() }
  }

  // MARK: sending

  private func send() throws {
    let first = try number()
    try prepare()
    try driver.send(name, parameters, for: sql)
    guard let insert, let first, !insert.isCounted else { return }
    driver.inserted(insert.table, first)
    driver.lastInsertedRow = first
    if case .given = insert.number { driver.nextNumbers[insert.table] = first + 1 }
  }

  /// The number of the row to be inserted, or of the first of several.
  private func number() throws -> Int64? {
    guard let insert else { return nil }
    switch insert.number {
    case .parameter(let parameter): return parameters.whole(parameter)
    case .given(let parameter, _):
      var next = driver.nextNumbers[insert.table]
      if next == nil {
        next = try driver.rows("SELECT COALESCE(MAX(\(insert.key)), 0) + 1 FROM \(insert.table)").integer(0, 0)
        driver.nextNumbers[insert.table] = next
      }
      if let next { parameters.bind(Int32(parameter), next) }
      return next
    }
  }

  /// Takes note of the rows that only the answer tells of.
  private func noteCounted() {
    guard let insert, insert.isCounted, driver.changes > 0 else { return }
    switch insert.number {
    case .parameter(let parameter):
      if let number = parameters.whole(parameter) { driver.inserted(insert.table, number) }
    case .given(let parameter, _):
      guard let first = parameters.whole(parameter) else { return }
      driver.inserted(insert.table, first)
      driver.lastInsertedRow = first + Int64(driver.changes) - 1
      driver.nextNumbers[insert.table] = first + Int64(driver.changes)
    }
  }

  private func prepare() throws {
    if preparedIn == driver.epoch, preparedTypes == parameters.types { return }
    if preparedIn == driver.epoch, !name.isEmpty { try driver.sendOnce("DEALLOCATE \(name)") }
    name = driver.newName("s")
    try driver.sendPrepare(name, text, parameters.types)
    preparedIn = driver.epoch
    preparedTypes = parameters.types
  }

  // MARK: portions

  private func fetch() throws {
    guard let cursor else { return }
    try driver.sendOnce("FETCH FORWARD \(fetchCount) FROM \(cursor.name)")
    result = try driver.answer()
  }

  /// As many rows at a time as make about a megabyte.
  private func adapt(to last: PostgresResult) {
    let bytes = max(1, last.byteCount / max(1, Int(last.rowCount)))
    fetchCount = Int32(min(4_096, max(8, (1 << 20) / bytes)))
  }

  private func closeCursor() {
    guard let cursor else { return }
    self.cursor = nil
    // A cursor ends with its transaction; within it, a statement that failed has ended it already.
    if driver.isInTransaction, cursor.transaction == driver.transactionNumber { try? driver.sendOnce("CLOSE \(cursor.name)") }
  }
}
