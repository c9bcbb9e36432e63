import CPQ
import Primitives

/// Transactions: one writes at a time, any number read beside it.
///
/// What numbers rows and what links facts must know everything written before it. So a transaction that writes begins by
/// taking one lock of the database, as SQLite's writer does; each of its statements then sees what was committed before.
/// What is written was computed before the lock is taken.
extension PostgresDriver {
  /// - Parameter lock: its key among the database's advisory locks, which begin with "florin" in ASCII.
  func begin(_ lock: WriteLock) throws {
    try reconnect()
    try settle()
    transactionNumber += 1
    nextNumbers.removeAll(keepingCapacity: true)
    isInTransaction = true
    try sendOnce("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    try sendOnce("SELECT pg_advisory_xact_lock(\(lock.rawValue))")
    let own = try rows("SELECT pg_current_xact_id()::text")
    writing = String(decoding: own.bytes(0, 0), as: UTF8.self)
  }

  /// Begins to read one unchanging state of the database.
  func beginReading() throws {
    try reconnect()
    try settle()
    transactionNumber += 1
    isInTransaction = true
    try sendOnce("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try settle()
  }

  /// Lets the transaction write rows whose references the work has read itself, without looking each up again; where the
  /// server grants that. `florin verify` looks them up.
  func trustReferences() throws {
    if mayTrustReferences { try sendOnce("SET LOCAL session_replication_role = replica") }
  }

  func commit() throws {
    isInTransaction = false
    try sendOnce("COMMIT")
    try settle()
  }

  /// Ends reading; nobody waits for the answer.
  func endReading() {
    isInTransaction = false
    // Nothing was written, so a broken connection loses nothing; the next one who uses it finds out.
    if (try? sendOnce("COMMIT")) != nil { try? flush() }
    PQflush(handle)
  }

  func rollBack() {
    isInTransaction = false
    // The first error is the cause; whatever goes wrong from here on adds nothing to it, and the server rolls back what
    // loses its connection.
    try? settle()
    if (try? sendOnce("ROLLBACK")) != nil { try? settle() }
  }

  /// Whether the transaction whose commit was not answered has been committed all the same.
  func wasCommitted() throws -> Bool {
    guard let writing else { return false }
    try reconnect()
    let row = try rows("SELECT pg_xact_status('\(writing)'::xid8)")
    return row.rowCount == 1 && String(decoding: row.bytes(0, 0), as: UTF8.self) == "committed"
  }
}
