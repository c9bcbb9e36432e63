/// Many rows of one table at once: `INSERT` after `INSERT` on SQLite, one `COPY` on PostgreSQL.
///
/// The one thing that the two databases are told in different words. Rows are bound and added like those of a statement,
/// in the order of its columns, each with all of its values; not all are there before `finish`.
struct BulkInsert {
  /// To bind the values of the next row.
  let row: Statement
  private let copy: PostgresCopy?
  private let rows: PostgresRows?

  /// - Parameter sql: `INSERT INTO table(columns) VALUES (?, …)`.
  init(_ sql: String, _ c: Connection) throws {
    row = try c.prepare(sql)
    rows = nil
    if case .postgres(let postgres) = c.driver { copy = PostgresCopy(sql, postgres) } else { copy = nil }
  }

  /// Rows that are sent as one statement instead: sooner done than a `COPY`, which nothing is sent ahead of, unless they are very many.
  ///
  /// - Parameter conflict: `ON CONFLICT …`, what is done where a row is there already.
  init(rowsOf sql: String, _ conflict: String, _ c: Connection) throws {
    row = try c.prepare(conflict.isEmpty ? sql : "\(sql) \(conflict)")
    copy = nil
    if case .postgres(let postgres) = c.driver { rows = PostgresRows(sql, conflict, postgres) } else { rows = nil }
  }

  func add() throws {
    if let copy { try row.add(to: copy) } else if let rows { try row.add(to: rows) } else { try row.run() }
  }

  /// Writes what was added, and forgets the last row's values.
  func finish() throws {
    try copy?.finish()
    try rows?.finish()
    row.clear()
  }
}

/// Rows of several tables on their way together.
final class BulkRows {
  private let c: Connection
  private var inserts: [(sql: String, insert: BulkInsert)] = []

  init(_ c: Connection) { self.c = c }

  func insert(_ sql: String, _ conflict: String = "") throws -> BulkInsert {
    if let known = inserts.first(where: { $0.sql == sql }) { return known.insert }
    let insert = try BulkInsert(rowsOf: sql, conflict, c)
    inserts.append((sql, insert))
    return insert
  }

  /// Writes them, table after table in the order in which they were begun.
  func finish() throws { for one in inserts { try one.insert.finish() } }
}
