import CSQLite
import Primitives

/// SQLite keeps a private copy of bound bytes when told so with this destructor value.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// A prepared statement. Parameters count from 1, columns from 0, as in SQLite.
final class Statement {
  private let handle: OpaquePointer
  let sql: String
  private let path: String
  /// Room for the digits of one number a parameter, so that binding one needs no memory of its own.
  private let digits = UnsafeMutablePointer<UInt8>.allocate(capacity: Statement.digitsPerNumber * Statement.numberedParameters)
  private static let digitsPerNumber = 20
  private static let numberedParameters = 32

  init(_ handle: OpaquePointer, sql: String, path: String) {
    self.handle = handle
    self.sql = sql
    self.path = path
  }

  deinit {
    sqlite3_finalize(handle)
    digits.deallocate()
  }

  func reset() { sqlite3_reset(handle) }

  /// Makes it ready again and forgets the bound values, lent bytes among them.
  func clear() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }
  func bind(_ index: Int32, _ value: Int) { sqlite3_bind_int64(handle, index, Int64(value)) }
  func bind(_ index: Int32, _ value: Int32) { sqlite3_bind_int(handle, index, value) }
  func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }
  func bind(_ index: Int32, _ value: Int64?) { if let value { bind(index, value) } else { bindNull(index) } }
  func bind(_ index: Int32, _ day: Day) { sqlite3_bind_int(handle, index, day.number) }
  func bind(_ index: Int32, _ day: Day?) { if let day { bind(index, day) } else { bindNull(index) } }
  func bind(_ index: Int32, _ instant: Instant) { sqlite3_bind_int64(handle, index, instant.microseconds) }

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
    copy.withUTF8 { bytes in
      _ = sqlite3_bind_text64(
        handle, index, bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) } ?? emptyText,
        UInt64(bytes.count), transient, UInt8(SQLITE_UTF8))
    }
  }

  func bind(_ index: Int32, _ text: String?) { if let text { bind(index, text) } else { bindNull(index) } }

  func bind(_ index: Int32, blob bytes: [UInt8]) {
    bytes.withUnsafeBytes { _ = sqlite3_bind_blob64(handle, index, $0.baseAddress ?? emptyBlob, UInt64($0.count), transient) }
  }

  func bind(_ index: Int32, textBytes bytes: [UInt8]) {
    bytes.withUnsafeBytes {
      _ = sqlite3_bind_text64(
        handle, index, $0.baseAddress?.assumingMemoryBound(to: CChar.self) ?? emptyText, UInt64($0.count), transient,
        UInt8(SQLITE_UTF8))
    }
  }

  /// Binds text in place, without a copy: the bytes must stay as they are until the statement has been run.
  func bind(_ index: Int32, lentText bytes: UnsafeBufferPointer<UInt8>) {
    let start = bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) } ?? emptyText
    sqlite3_bind_text64(handle, index, start, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
  }

  /// Binds bytes in place, without a copy: they must stay as they are until the statement has been run.
  func bind(_ index: Int32, lentBlob bytes: UnsafeRawBufferPointer) {
    sqlite3_bind_blob64(handle, index, bytes.baseAddress ?? emptyBlob, UInt64(bytes.count), nil)
  }

  /// Reads a blob column in place; the bytes are valid only inside `body`.
  func withBlobBytes<T>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    try body(UnsafeRawBufferPointer(start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column))))
  }

  /// Moves to the next row; `false` when there is none.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let message = sqlite3_db_handle(handle).map { String(cString: sqlite3_errmsg($0)) } ?? "unknown"
      sqlite3_reset(handle)
      throw StoreFault(code: code, message: message, path: path, statement: sql)
    }
  }

  /// Executes a statement that gives no rows, and makes it ready for the next values.
  func run() throws {
    while try step() {}
    sqlite3_reset(handle)
  }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
  func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }
  func day(_ column: Int32) -> Day { Day(number: sqlite3_column_int(handle, column)) }
  func optionalDay(_ column: Int32) -> Day? { isNull(column) ? nil : day(column) }
  func instant(_ column: Int32) -> Instant { Instant(microseconds: int64(column)) }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    return String(decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))), as: UTF8.self)
  }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  /// Reads a column's bytes in place; they are valid only inside `body`.
  func withTextBytes<T>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
    try body(UnsafeBufferPointer(start: sqlite3_column_text(handle, column), count: Int(sqlite3_column_bytes(handle, column))))
  }

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
    switch sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, column))
    case SQLITE_TEXT: .text(stored(column))
    case SQLITE_BLOB: .blob(stored(column))
    case SQLITE_FLOAT: .fraction(sqlite3_column_double(handle, column))
    default: .null
    }
  }

  /// The bytes of a text or blob as they lie in the page: unlike text for others, SQLite need not copy them first.
  func stored(_ column: Int32) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: sqlite3_column_blob(handle, column), count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// A decimal kept as text.
  func exact(_ column: Int32) -> Exact { withTextBytes(column) { Exact(utf8: $0) } ?? .overflow }
}

// Proof of safety: constant storage that is never written to nor freed; SQLite only needs a non-null address for
// values of length zero.
private nonisolated(unsafe) let emptyText = UnsafePointer<CChar>(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
private nonisolated(unsafe) let emptyBlob = UnsafeRawPointer(emptyText)
