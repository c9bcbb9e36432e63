import CSQLite
import Glibc

/// One connection to a SQLite database file.
///
/// Opened in WAL mode with `synchronous=FULL`: a committed transaction survives the loss of power.
final class SQLiteDriver {
  let handle: OpaquePointer
  private let path: String
  /// Words that are said again and again, read once.
  private var kept: [String: OpaquePointer] = [:]
  /// Held, so that it lives as long as SQLite calls it.
  private var sealing: ChainSealing?
  var checkpointer: Checkpointer?

  /// Opens, and for writers creates, the database.
  ///
  /// - Throws: `StoreFault` when the file cannot be opened or is no database.
  init(path: String, readOnly: Bool) throws {
    self.path = path
    _ = SQLiteDriver.processIsPrepared
    var opened: OpaquePointer?
    let flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      let system = sqlite3_system_errno(opened)
      sqlite3_close_v2(opened)
      throw StoreFault(sqlite: code, system: system, message: message, database: path, statement: nil)
    }
    handle = opened
    sqlite3_busy_timeout(handle, 15_000)
    sqlite3_extended_result_codes(handle, 1)
    if !readOnly { try execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;") }
    // Readers walk along accounts and meet most pages once: what they keep costs fresh memory and gives little back.
    try execute("PRAGMA foreign_keys=ON; PRAGMA cache_size=-\(readOnly ? 8_192 : 131_072); PRAGMA temp_store=MEMORY;")
    if !readOnly {
      // The log is open once something was read; from then on it is written in large pieces (`files.h`).
      try execute(SQLiteDriver.firstLook)
      try require(csqlite_gather(handle), "writing in large pieces")
    }
  }

  /// Made once, before the first connection of the process.
  private static let processIsPrepared = csqlite_prepare_process() == SQLITE_OK

  deinit {
    for statement in kept.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  func execute(_ sql: String) throws {
    // What the system said of a commit that failed SQLite does not keep.
    errno = 0
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    let system = errno
    if code != SQLITE_OK { throw fault(code, sql, system: system) }
  }

  /// Like `execute`, for one statement without values that is run often.
  func executeAgain(_ sql: String) throws {
    let code = runKept(sql)
    if code.result != SQLITE_OK { throw fault(code.result, sql, system: code.system) }
  }

  /// - Returns: what SQLite said, and what the system did.
  func runKept(_ sql: String) -> (result: Int32, system: Int32) {
    var statement = kept[sql]
    if statement == nil {
      let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
      guard code == SQLITE_OK, let statement else { return (code, sqlite3_system_errno(handle)) }
      kept[sql] = statement
    }
    // What the system said of a commit that failed SQLite does not keep.
    errno = 0
    var code = sqlite3_step(statement)
    while code == SQLITE_ROW { code = sqlite3_step(statement) }
    let system = errno
    // What went wrong is told again here, and the message stays.
    let end = sqlite3_reset(statement)
    return code == SQLITE_DONE ? (end, system) : (code, system)
  }

  /// From now on the database file is written a little at a time (`files.h`): after so many pages they are brought to the disk, and a pause is made.
  func pace(pausingAfter pages: Int32) throws { try require(csqlite_pace(handle, pages), "writing with pauses") }

  private func require(_ code: Int32, _ doing: String) throws { if code != SQLITE_OK { throw fault(code, doing, system: 0) } }

  /// Like `execute`, when what goes wrong adds nothing to what is known.
  func attempt(_ sql: String) { sqlite3_exec(handle, sql, nil, nil, nil) }

  func prepare(_ sql: String, isKept: Bool) throws -> OpaquePointer {
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0, &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw fault(code, sql, system: sqlite3_system_errno(handle)) }
    return prepared
  }

  /// Tells the chain of every row inserted from now on.
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

  var changes: Int { Int(sqlite3_changes(handle)) }
  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// What the last call said.
  func fault(_ doing: String) -> StoreFault { fault(sqlite3_extended_errcode(handle), doing, system: sqlite3_system_errno(handle)) }

  private func fault(_ code: Int32, _ sql: String, system: Int32) -> StoreFault {
    StoreFault(sqlite: code, system: system, message: String(cString: sqlite3_errmsg(handle)), database: path, statement: sql)
  }
}
