import CSQLite
import Primitives

/// A copy of a SQLite database, made while others read and write it.
public struct SQLiteBackup {
  private let path: String

  /// - Parameter path: the database.
  public init(of path: String) { self.path = path }

  /// Copies the database as it is now into a new file, page by page, on one snapshot.
  ///
  /// - Parameter progress: pages copied, of how many.
  /// - Throws: `StoreFault`; then the file is not whole.
  public func copy(to target: String, progress: (Int, Int) -> Void = { _, _ in }) throws {
    let source = try SQLiteDriver(path: path, readOnly: true)
    // As long as the snapshot is open, what others write in the meantime neither changes the copy nor begins it anew.
    try source.execute("BEGIN; SELECT COUNT(*) FROM schema_migration")
    defer { source.attempt("COMMIT") }
    let copy = try SQLiteDriver(path: target, readOnly: false)
    guard let backup = sqlite3_backup_init(copy.handle, "main", source.handle, "main") else { throw copy.fault("the copy cannot be begun") }
    var code = SQLITE_OK
    while code == SQLITE_OK {
      code = sqlite3_backup_step(backup, 4_096)
      let count = Int(sqlite3_backup_pagecount(backup))
      progress(count - Int(sqlite3_backup_remaining(backup)), count)
    }
    let finished = sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, finished == SQLITE_OK else { throw copy.fault("the copy broke off") }
    // One file that holds everything, and lies on the disk when this returns.
    try copy.execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE")
  }

  /// What is wrong with a file as a database of Florin, in words; `nil` when it is sound.
  public func damage() -> String? {
    do {
      let connection = try Connection(at: .file(path), readOnly: true)
      let check = try connection.prepareOwn("PRAGMA quick_check(1000000000)")
      while try check.step() {
        // SQLite 3.40 finds empty values where there are none, in tables whose key has its columns in another order.
        let said = check.text(0)
        if said != "ok", !said.hasPrefix("NULL value in") { return "is damaged: \(said)" }
      }
      let schema = try connection.prepareOwn("SELECT MAX(number) FROM schema_migration")
      guard try schema.step(), !schema.isNull(0) else { return "is empty" }
      let newest = Migrations.all.last?.number ?? 0
      return schema.int(0) > newest ? "was written by a newer Florin (schema \(schema.int(0)), this one knows up to \(newest))" : nil
    } catch {
      return "is no database of Florin"
    }
  }
}
