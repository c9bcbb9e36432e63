import Operations
import Primitives

/// One connection to a database, of either kind. Not shared between threads: each worker opens its own.
///
/// Whoever uses it says the same words to SQLite and to PostgreSQL; the two drivers below it are told apart here and in
/// `Statement`, and nowhere else.
final class Connection {
  let address: DatabaseAddress
  let driver: Driver
  private var statements: [String: Statement] = [:]
  /// The same statements by where their text lies in memory: a literal is found without reading its text.
  private var recent: [Statement?] = Array(repeating: nil, count: 256)

  /// Whether statements are kept for the next one who asks; else each asker gets one of their own.
  var keepsStatements = true
  /// Links the facts that transactions of this connection write; `nil` while it only reads or changes the schema.
  private(set) var sealing: ChainSealing?
  /// What callers know of rows that never change, by its type; forgotten when a transaction fails.
  private var kept: [ObjectIdentifier: AnyObject] = [:]
  /// What holds for the whole of what is being read.
  var unchanged = UnchangedState()
  /// How many transactions that write it began, and how often it was given words of another kind.
  var transactionsBegun = 0
  /// How the last transaction that writes is found again; of a server.
  var lastBegun: UnsettledCommit?
  /// Whether the transaction that was committed last is durable.
  var isLastDurable = true

  enum Driver {
    case sqlite(SQLiteDriver)
    case postgres(PostgresDriver)
  }

  /// Opens the database, and creates the file of one that is a file.
  ///
  /// - Throws: `StoreFault` when it cannot be opened or reached, or is no database.
  init(at address: DatabaseAddress, readOnly: Bool = false) throws {
    self.address = address
    switch address {
    case .file(let path): driver = .sqlite(try SQLiteDriver(path: path, readOnly: readOnly))
    case .server(let url): driver = .postgres(try PostgresDriver(url: url, readOnly: readOnly))
    }
  }

  deinit {
    recent.removeAll()
    statements.removeAll()
  }

  /// Whether each question is a journey to a server and back.
  var isOnServer: Bool { if case .postgres = driver { true } else { false } }

  /// Whether it costs less to write many rows of several tables in bulk, in an order in which references do not matter.
  var writesBulk: Bool { if case .postgres(let postgres) = driver { postgres.mayTrustReferences } else { false } }

  /// Runs statements without values or rows: schema and settings.
  func execute(_ sql: String) throws {
    transactionsBegun += 1
    switch driver {
    case .sqlite(let sqlite): try sqlite.execute(sql)
    case .postgres(let postgres): try postgres.execute(sql)
    }
  }

  /// Runs what only SQLite understands, where it is SQLite.
  func pragma(_ sql: String) throws {
    if case .sqlite(let sqlite) = driver { try sqlite.execute(sql) }
  }

  /// From now on the log of a file is copied into it beside whoever writes.
  func checkpoint(with checkpointer: Checkpointer) { if case .sqlite(let sqlite) = driver { sqlite.checkpoint(with: checkpointer) } }

  /// From now on a server looks up no references for it, where it grants that, and finds whatever is asked of it by keys: what is asked
  /// again and again is planned once.
  func findByKeys() throws { if case .postgres(let postgres) = driver { try postgres.findByKeys() } }

  /// A statement of the caller's own, for several cursors over the same rows.
  func prepareOwn(_ sql: String) throws -> Statement { try make(sql) }

  /// A statement of the caller's own that reads many rows from front to back: memory does not grow with them.
  func scan(_ sql: String) throws -> Statement { try make(sql, isScan: true) }

  /// A prepared statement, kept for the life of the connection; reset before it is handed out again.
  func prepare(_ sql: String) throws -> Statement {
    guard keepsStatements else { return try make(sql) }
    let slot = sql.utf8.withContiguousStorageIfAvailable { Int(bitPattern: $0.baseAddress) >> 4 & 255 } ?? 0
    if let known = recent[slot], known.sql == sql {
      known.reset()
      return known
    }
    if let known = statements[sql] {
      known.reset()
      recent[slot] = known
      return known
    }
    let statement = try make(sql, isKept: true)
    statements[sql] = statement
    return statement
  }

  /// The texts of the kept statements that ran since this was asked last; of SQLite.
  func textsThatRan() -> [String] { statements.values.filter { $0.takeRuns() > 0 }.map(\.sql) }

  private func make(_ sql: String, isKept: Bool = false, isScan: Bool = false) throws -> Statement {
    switch driver {
    case .sqlite(let sqlite): Statement(try sqlite.prepare(sql, isKept: isKept), sql: sql, database: address)
    case .postgres(let postgres): Statement(try PostgresStatement(sql, postgres, isScan: isScan), sql: sql, database: address)
    }
  }

  /// From now on every transaction links the facts it writes.
  func seal(with sealing: ChainSealing) {
    self.sealing = sealing
    switch driver {
    case .sqlite(let sqlite): sqlite.seal(with: sealing)
    case .postgres(let postgres): postgres.inserted = { sealing.inserted(into: $0, row: $1) }
    }
  }

  /// From now on every transaction leaves its mark where it may remain unknown whether it was committed: on a server.
  func markCommits() {
    if case .postgres(let postgres) = driver { postgres.markCommits() }
  }

  /// The links of a stream whose facts are linked by those who write them; within a transaction, which saves them.
  ///
  /// - Parameter head: the last link, when nobody can have written another since.
  func chain(_ stream: FactStream, after head: ChainRows.Head? = nil) throws -> ChainWriter {
    guard let sealing else { throw UnsealedConnection() }
    return try sealing.writer(stream, self, after: head)
  }

  /// The number that the next row of a table gets, where the driver numbers rows and knows it.
  var nextNumbers: [String: Int64] {
    get { if case .postgres(let postgres) = driver { postgres.nextNumbers } else { [:] } }
    set { if case .postgres(let postgres) = driver { postgres.nextNumbers = newValue } }
  }

  /// The one value of its type that is kept beside this connection; made when there is none.
  func keeping<T: AnyObject>(_ make: @autoclosure () -> T) -> T {
    if let known = kept[ObjectIdentifier(T.self)] as? T { return known }
    let new = make()
    kept[ObjectIdentifier(T.self)] = new
    return new
  }

  /// Forgets what callers kept.
  func forgetKept() { kept.removeAll() }

  /// The number that goes on behind the rows of a table.
  func nextNumber(of table: String) throws -> Int64 {
    let row = try prepare("SELECT COALESCE(MAX(id), 0) + 1 FROM \(table)")
    defer { row.reset() }
    _ = try row.step()
    return row.int64(0)
  }

  /// How many rows the last statement changed.
  ///
  /// - Throws: the fault of a statement that was still on its way.
  func changes() throws -> Int {
    switch driver {
    case .sqlite(let sqlite): return sqlite.changes
    case .postgres(let postgres):
      try postgres.settle()
      return postgres.changes
    }
  }

  var lastInsertedRow: Int64 {
    switch driver {
    case .sqlite(let sqlite): sqlite.lastInsertedRow
    case .postgres(let postgres): postgres.lastInsertedRow
    }
  }
}

/// Facts were to be written through a connection that does not link them: a defect of Florin.
struct UnsealedConnection: Error, CustomStringConvertible {
  var description: String { "facts were written outside of a connection that links them\n    remedy: report this with the command that led to it" }
}
