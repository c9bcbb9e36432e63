import CSQLite
import Primitives

/// One connection to a SQLite database file. Not shared between threads: each worker opens its own.
///
/// Opened in WAL mode with `synchronous=FULL`: a committed transaction survives the loss of power.
final class Connection {
  let path: String
  private let handle: OpaquePointer
  private var statements: [String: Statement] = [:]
  /// The same statements by where their text lies in memory: a literal is found without reading its text.
  private var recent: [Statement?] = Array(repeating: nil, count: 256)

  /// Links the facts that transactions of this connection write; `nil` while it only reads or changes the schema.
  private(set) var sealing: ChainSealing?
  /// What callers know of rows that never change, by its type; forgotten when a transaction fails.
  private var kept: [ObjectIdentifier: AnyObject] = [:]

  /// Opens, and for writers creates, the database.
  ///
  /// - Throws: `StoreFault` when the file cannot be opened or is no database.
  init(path: String, readOnly: Bool = false) throws {
    self.path = path
    _ = Connection.processIsPrepared
    var opened: OpaquePointer?
    let flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw StoreFault(code: code, message: message, path: path, statement: nil)
    }
    handle = opened
    sqlite3_busy_timeout(handle, 15_000)
    sqlite3_extended_result_codes(handle, 1)
    if !readOnly { try execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;") }
    // Readers walk along accounts and meet most pages once: what they keep costs fresh memory and gives little back.
    try execute("PRAGMA foreign_keys=ON; PRAGMA cache_size=-\(readOnly ? 8_192 : 131_072); PRAGMA temp_store=MEMORY;")
  }

  /// Made once, before the first connection of the process.
  private static let processIsPrepared = csqlite_prepare_process() == SQLITE_OK

  deinit {
    recent.removeAll()
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs statements without values or rows: schema and pragmas.
  func execute(_ sql: String) throws {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    if code != SQLITE_OK { throw fault(code, sql) }
  }

  /// A statement of the caller's own, for several cursors over the same rows.
  func prepareOwn(_ sql: String) throws -> Statement {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, 0, &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw fault(code, sql) }
    return Statement(prepared, sql: sql, path: path)
  }

  /// A prepared statement, kept for the life of the connection; reset before it is handed out again.
  func prepare(_ sql: String) throws -> Statement {
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
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw fault(code, sql) }
    let statement = Statement(prepared, sql: sql, path: path)
    statements[sql] = statement
    return statement
  }

  /// From now on every transaction links the facts it writes.
  func seal(with sealing: ChainSealing) {
    self.sealing = sealing
    // Proof of safety: SQLite calls the hook only while a statement of this connection runs, and the connection holds
    // `sealing` until it is closed.
    sqlite3_update_hook(
      handle,
      { context, operation, _, table, row in
        guard operation == SQLITE_INSERT, let context, let table else { return }
        Unmanaged<ChainSealing>.fromOpaque(context).takeUnretainedValue().inserted(into: table, row: row)
      }, Unmanaged.passUnretained(sealing).toOpaque())
  }

  /// The links of a stream whose facts are linked by those who write them; within a transaction, which saves them.
  func chain(_ stream: FactStream) throws -> ChainWriter {
    guard let sealing else { throw StoreFault(code: SQLITE_MISUSE, message: "facts written outside of a sealed connection", path: path, statement: nil) }
    return try sealing.writer(stream, self)
  }

  /// Runs `body` in one transaction that takes the write lock at once; everything or nothing.
  ///
  /// The facts it wrote are linked before it is committed.
  func transaction<T>(_ body: () throws -> T) throws -> T {
    try execute("BEGIN IMMEDIATE")
    do {
      sealing?.forget()
      let result = try body()
      try sealing?.seal(self)
      try execute("COMMIT")
      return result
    } catch {
      // The first error is the cause; a failing ROLLBACK (already rolled back by SQLite) adds nothing.
      sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      kept.removeAll()
      throw error
    }
  }

  /// Runs `body` on one unchanging snapshot.
  func snapshot<T>(_ body: () throws -> T) throws -> T {
    try execute("BEGIN")
    defer { sqlite3_exec(handle, "COMMIT", nil, nil, nil) }
    return try body()
  }

  /// The one value of its type that is kept beside this connection; made when there is none.
  func keeping<T: AnyObject>(_ make: @autoclosure () -> T) -> T {
    if let known = kept[ObjectIdentifier(T.self)] as? T { return known }
    let new = make()
    kept[ObjectIdentifier(T.self)] = new
    return new
  }

  var changes: Int { Int(sqlite3_changes(handle)) }
  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  private func fault(_ code: Int32, _ sql: String) -> StoreFault {
    StoreFault(code: code, message: String(cString: sqlite3_errmsg(handle)), path: path, statement: sql)
  }
}

/// The database failed: full disk, broken file, lock held too long. The transaction it happened in left nothing behind.
public struct StoreFault: Error, CustomStringConvertible {
  /// SQLite's extended result code.
  public let code: Int32
  public let message: String
  public let path: String
  let statement: String?

  public var isDiskFull: Bool { code & 0xFF == SQLITE_FULL }
  public var isBusy: Bool { code & 0xFF == SQLITE_BUSY }
  public var isConstraint: Bool { code & 0xFF == SQLITE_CONSTRAINT }

  public var description: String {
    let remedy =
      switch code & 0xFF {
      case SQLITE_FULL: "free space on the disk and run the same command again"
      case SQLITE_BUSY: "another Florin process holds the database; wait for it and run the same command again"
      case SQLITE_NOTADB, SQLITE_CORRUPT: "restore the file from a backup; `florin verify` tells what is wrong"
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN: "check that the folder exists and that you may write to it"
      default: "nothing was changed; if it happens again, report it with this text"
      }
    return "the database \(path) failed: \(message) (SQLite \(code))\(statement.map { ", in: \($0.prefix(120))" } ?? "")\n    remedy: \(remedy)"
  }
}
