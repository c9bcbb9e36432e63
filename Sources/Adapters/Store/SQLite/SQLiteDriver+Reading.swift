import CSQLite
import Glibc

extension SQLiteDriver {
  /// How often a snapshot is asked for again that SQLite gave up, and how long after the first time.
  private static let triesAgain = 5
  private static let firstPauseMicroseconds: UInt32 = 20_000

  static let firstLook = "SELECT 1 FROM sqlite_schema LIMIT 1"

  /// Begins a transaction that reads, on the state of the database as it is now.
  ///
  /// While others write, checkpoint and begin to read at the same time, SQLite may not find an unchanging state within its
  /// hundred tries and says "locking protocol", though nothing is wrong. Asked for here, where nothing was read yet, it can be
  /// asked for again.
  func beginReading() throws {
    var pause = SQLiteDriver.firstPauseMicroseconds
    for tries in 0... {
      var code = runKept("BEGIN").result
      if code == SQLITE_OK { code = runKept(SQLiteDriver.firstLook).result }
      if code == SQLITE_OK { return }
      let failure = fault(SQLiteDriver.firstLook)
      attempt("ROLLBACK")
      if code & 0xFF != SQLITE_PROTOCOL || tries == SQLiteDriver.triesAgain { throw failure }
      usleep(pause)
      pause *= 2
    }
  }
}
