import CSQLite
import Primitives

/// SQLite keeps a private copy of bound bytes when told so with this destructor value.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// A prepared statement of either kind of database. Parameters count from 1, columns from 0, as in SQLite.
///
/// SQLite's is called in place, without anything between: reading and writing columns is the hottest path there is.
final class Statement {
  let sql: String
  private let database: DatabaseAddress
  /// SQLite's; then `postgres` is `nil`.
  private let handle: OpaquePointer?
  private let postgres: PostgresStatement?
  /// Room for the digits of one number a parameter, so that binding one needs no memory of its own.
  private let digits = UnsafeMutablePointer<UInt8>.allocate(capacity: Statement.digitsPerNumber * Statement.numberedParameters)
  private static let digitsPerNumber = 20
  private static let numberedParameters = 32
  /// Room for one short text a parameter, for the same reason; made when the first is bound.
  private var texts: UnsafeMutablePointer<UInt8>?
  private static let longestShortText = 64

  init(_ handle: OpaquePointer, sql: String, database: DatabaseAddress) {
    self.handle = handle
    postgres = nil
    self.sql = sql
    self.database = database
  }

  init(_ postgres: PostgresStatement, sql: String, database: DatabaseAddress) {
    handle = nil
    self.postgres = postgres
    self.sql = sql
    self.database = database
  }

  deinit {
    sqlite3_finalize(handle)
    digits.deallocate()
    texts?.deallocate()
  }

  /// How often it ran since this was asked last; of SQLite.
  func takeRuns() -> Int32 { handle.map { sqlite3_stmt_status($0, SQLITE_STMTSTATUS_RUN, 1) } ?? 0 }

  func reset() {
    if let handle { sqlite3_reset(handle) } else { postgres?.reset() }
  }

  /// Makes it ready again and forgets the bound values, lent bytes among them.
  func clear() {
    guard let handle else {
      postgres?.clear()
      return
    }
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  // MARK: values

  func bind(_ index: Int32, _ value: Int64) {
    if let handle { sqlite3_bind_int64(handle, index, value) } else { postgres?.parameters.bind(index, value) }
  }

  func bind(_ index: Int32, _ value: Int) { bind(index, Int64(value)) }
  func bind(_ index: Int32, _ value: Int32) { bind(index, Int64(value)) }

  func bindNull(_ index: Int32) {
    if let handle { sqlite3_bind_null(handle, index) } else { postgres?.parameters.bindNull(index) }
  }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { return bind(index, value) }
    if let handle { sqlite3_bind_null(handle, index) } else { postgres?.parameters.bindNull(index, PostgresParameters.Types.whole64) }
  }

  func bind(_ index: Int32, _ day: Day) { bind(index, Int64(day.number)) }
  func bind(_ index: Int32, _ day: Day?) { bind(index, day.map { Int64($0.number) }) }
  func bind(_ index: Int32, _ instant: Instant) { bind(index, instant.microseconds) }

  /// A decimal as its digits; a fraction as numerator and denominator.
  func bind(_ index: Int32, _ exact: Exact) {
    guard exact.fractionDigits == 0, let whole = exact.unscaled64, whole >= 0, index < Statement.numberedParameters else {
      return bind(index, exact.description)
    }
    let end = digits + Int(index + 1) * Statement.digitsPerNumber
    var first = end
    var rest = UInt64(whole)
    repeat {
      first -= 1
      first.pointee = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    // Lent: the digits stay as they are until the next number is bound to this parameter.
    bind(index, lentText: UnsafeBufferPointer(start: first, count: end - first))
  }

  func bind(_ index: Int32, _ text: String) {
    var copy = text
    copy.withUTF8 { bind(index, copiedText: $0) }
  }

  func bind(_ index: Int32, _ text: String?) {
    if let text { return bind(index, text) }
    if let handle { sqlite3_bind_null(handle, index) } else { postgres?.parameters.bindNull(index, PostgresParameters.Types.text) }
  }

  func bind(_ index: Int32, textBytes bytes: [UInt8]) { bytes.withUnsafeBufferPointer { bind(index, copiedText: $0) } }

  /// Binds text of which the statement keeps a copy of its own.
  func bind(_ index: Int32, copiedText bytes: UnsafeBufferPointer<UInt8>) {
    guard let handle else {
      postgres?.parameters.bind(index, text: UnsafeRawBufferPointer(bytes))
      return
    }
    guard bytes.count <= Statement.longestShortText, index < Statement.numberedParameters, let start = bytes.baseAddress else {
      sqlite3_bind_text64(handle, index, Statement.characters(bytes), UInt64(bytes.count), transient, UInt8(SQLITE_UTF8))
      return
    }
    if texts == nil { texts = .allocate(capacity: Statement.longestShortText * Statement.numberedParameters) }
    guard let texts else { return }
    // Lent: the text stays as it is until the next one is bound to this parameter.
    let room = texts + Int(index) * Statement.longestShortText
    room.update(from: start, count: bytes.count)
    bind(index, lentText: UnsafeBufferPointer(start: room, count: bytes.count))
  }

  func bind(_ index: Int32, blob bytes: [UInt8]) {
    bytes.withUnsafeBytes {
      if let handle {
        sqlite3_bind_blob64(handle, index, $0.baseAddress ?? emptyBlob, UInt64($0.count), transient)
      } else {
        postgres?.parameters.bind(index, blob: $0)
      }
    }
  }

  /// Binds text in place, without a copy: the bytes must stay as they are until the statement has been run.
  func bind(_ index: Int32, lentText bytes: UnsafeBufferPointer<UInt8>) {
    guard let handle else {
      postgres?.parameters.bind(index, lentText: UnsafeRawBufferPointer(bytes))
      return
    }
    sqlite3_bind_text64(handle, index, Statement.characters(bytes), UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
  }

  /// Binds bytes in place, without a copy: they must stay as they are until the statement has been run.
  func bind(_ index: Int32, lentBlob bytes: UnsafeRawBufferPointer) {
    guard let handle else {
      postgres?.parameters.bind(index, lentBlob: bytes)
      return
    }
    sqlite3_bind_blob64(handle, index, bytes.baseAddress ?? emptyBlob, UInt64(bytes.count), nil)
  }

  private static func characters(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafePointer<CChar> {
    bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) } ?? emptyText
  }

  /// Of a server, which takes a column of many rows as one value.
  func bind(_ index: Int32, _ array: PostgresArray) { postgres?.parameters.bind(index, array) }

  /// Sends a statement to a server with whatever is sent next; its rows are there when somebody steps to them, and what is wrong is told
  /// at the next answer. Where nothing is sent it is run when it is stepped through.
  func sendAhead() throws { try postgres?.sendAhead() }

  // MARK: rows

  /// Moves to the next row; `false` when there is none.
  func step() throws -> Bool {
    guard let handle else { return try postgres?.step() ?? false }
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let connection = sqlite3_db_handle(handle)
      let message = connection.map { String(cString: sqlite3_errmsg($0)) } ?? "unknown"
      let system = sqlite3_system_errno(connection)
      sqlite3_reset(handle)
      throw StoreFault(sqlite: code, system: system, message: message, database: database.description, statement: sql)
    }
  }

  /// Executes a statement that gives no rows, and makes it ready for the next values.
  ///
  /// Within a transaction of a server, what is wrong may be told later, at the commit at the latest.
  func run() throws {
    guard let handle else {
      try postgres?.run()
      return
    }
    while try step() {}
    sqlite3_reset(handle)
  }

  /// Adds its values to rows on their way into a PostgreSQL table.
  func add(to copy: PostgresCopy) throws {
    if let postgres { try copy.add(postgres.parameters) }
  }

  func add(to rows: PostgresRows) throws {
    if let postgres { try rows.add(postgres.parameters) }
  }

  // MARK: columns

  func isNull(_ column: Int32) -> Bool {
    if let handle { return sqlite3_column_type(handle, column) == SQLITE_NULL }
    return postgres?.isNull(column) ?? true
  }

  func int64(_ column: Int32) -> Int64 {
    if let handle { return sqlite3_column_int64(handle, column) }
    return postgres?.integer(column) ?? 0
  }

  func int(_ column: Int32) -> Int { Int(int64(column)) }
  func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
  func day(_ column: Int32) -> Day { Day(number: Int32(truncatingIfNeeded: int64(column))) }
  func optionalDay(_ column: Int32) -> Day? { isNull(column) ? nil : day(column) }
  func instant(_ column: Int32) -> Instant { Instant(microseconds: int64(column)) }

  func text(_ column: Int32) -> String { withTextBytes(column) { String(decoding: $0, as: UTF8.self) } }
  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
  func bytes(_ column: Int32) -> [UInt8] { [UInt8](stored(column)) }

  /// Reads a column's bytes in place; they are valid only inside `body`.
  func withTextBytes<T>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
    guard let handle else { return try body((postgres?.bytes(column) ?? nothing).bindMemory(to: UInt8.self)) }
    return try body(UnsafeBufferPointer(start: sqlite3_column_text(handle, column), count: Int(sqlite3_column_bytes(handle, column))))
  }

  /// Reads a blob column in place; the bytes are valid only inside `body`.
  func withBlobBytes<T>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T { try body(stored(column)) }

  /// What a column holds, as it is stored; the bytes of text and blobs are valid until the next step.
  enum Value {
    case null
    case integer(Int64)
    case fraction(Double)
    case text(UnsafeRawBufferPointer)
    case blob(UnsafeRawBufferPointer)
  }

  @inline(__always)
  func value(_ column: Int32) -> Value {
    guard let handle else { return postgres?.value(column) ?? .null }
    // The column is looked up once and then asked for its kind and its content. SQLite calls such a value unprotected: it may not
    // be asked from two threads at once, which a connection never is.
    let value = sqlite3_column_value(handle, column)
    func bytes() -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: sqlite3_value_blob(value), count: Int(sqlite3_value_bytes(value)))
    }
    return switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: .integer(sqlite3_value_int64(value))
    case SQLITE_TEXT: .text(bytes())
    case SQLITE_BLOB: .blob(bytes())
    case SQLITE_FLOAT: .fraction(sqlite3_value_double(value))
    default: .null
    }
  }

  /// The bytes of a text or blob as they lie in the page: unlike text for others, SQLite need not copy them first.
  func stored(_ column: Int32) -> UnsafeRawBufferPointer {
    guard let handle else { return postgres?.bytes(column) ?? nothing }
    let value = sqlite3_column_value(handle, column)
    return UnsafeRawBufferPointer(start: sqlite3_value_blob(value), count: Int(sqlite3_value_bytes(value)))
  }

  /// A decimal kept as text.
  func exact(_ column: Int32) -> Exact { withTextBytes(column) { Exact(utf8: $0) } ?? .overflow }
}

extension PostgresStatement {
  func isNull(_ column: Int32) -> Bool { result?.isNull(row, column) ?? true }
  func integer(_ column: Int32) -> Int64 { result?.integer(row, column) ?? 0 }
  func bytes(_ column: Int32) -> UnsafeRawBufferPointer { result?.bytes(row, column) ?? nothing }
  func value(_ column: Int32) -> Statement.Value { result?.value(row, column) ?? .null }
}

private var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

// Proof of safety: constant storage that is never written to nor freed; SQLite only needs a non-null address for
// values of length zero.
private nonisolated(unsafe) let emptyText = UnsafePointer<CChar>(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
private nonisolated(unsafe) let emptyBlob = UnsafeRawPointer(emptyText)
