import CSQLite

/// Reads the database beside Florin, with nothing of Florin's in between.
final class Auditor {
  private let path: String
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  init(path: String) { self.path = path }

  deinit { close() }

  func close() {
    for statement in statements.values { sqlite3_finalize(statement) }
    statements = [:]
    sqlite3_close_v2(handle)
    handle = nil
  }

  /// The rows of a query as texts.
  func rows(_ sql: String) throws -> [[String]] {
    if handle == nil {
      guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else { throw failure(sql) }
    }
    var statement = statements[sql]
    if statement == nil {
      guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { throw failure(sql) }
      statements[sql] = statement
    }
    defer { sqlite3_reset(statement) }
    var found: [[String]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        found.append(
          (0..<sqlite3_column_count(statement)).map { column in sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "" })
      case SQLITE_DONE: return found
      default: throw failure(sql)
      }
    }
  }

  func number(_ sql: String) throws -> Int { try rows(sql).first?.first.flatMap { Int($0) } ?? 0 }

  private func failure(_ sql: String) -> WorldFault { WorldFault("the auditor cannot read: \(String(cString: sqlite3_errmsg(handle))) in \(sql)") }
}
