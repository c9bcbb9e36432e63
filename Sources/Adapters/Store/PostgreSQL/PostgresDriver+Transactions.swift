import CPQ
import Operations
import Primitives

/// Transactions: one writes at a time, any number read beside it.
///
/// What numbers rows and what links facts must know everything written before it. So a transaction that writes begins by
/// taking one lock of the database, as SQLite's writer does; each of its statements then sees what was committed before.
/// What is written was computed before the lock is taken.
extension PostgresDriver {
  /// - Parameters:
  ///   - lock: its key among the database's advisory locks, which begin with "florin" in ASCII.
  ///   - maySettleApart: whether the commit is answered before it is on the disk, unless `waitForDisk` is said before.
  func begin(_ lock: WriteLock, maySettleApart: Bool = false) throws {
    try reconnect()
    try settle()
    transactionNumber += 1
    nextNumbers.removeAll(keepingCapacity: true)
    isInTransaction = true
    try sendKept("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    // Answered with what is asked for first: nothing that is sent behind it is done before.
    try sendKept("SELECT pg_advisory_xact_lock(\(lock.rawValue))\(maySettleApart ? ", set_config('synchronous_commit', 'off', true)" : "")")
  }

  /// Begins to read one unchanging state of the database.
  ///
  /// - Parameter exported: the name of the state that another connection reads; `nil`: the newest.
  func beginReading(_ exported: String? = nil) throws {
    try reconnect()
    try settle()
    transactionNumber += 1
    isInTransaction = true
    try sendOnce("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    // The server made the name, of digits, letters and dashes; this statement takes no values.
    if let exported { try sendOnce("SET TRANSACTION SNAPSHOT '\(exported)'") }
    try settle()
  }

  /// The name by which others may read the same state while this one does.
  func exportedSnapshot() throws -> String { String(decoding: try rows("SELECT pg_export_snapshot()").bytes(0, 0), as: UTF8.self) }

  /// Lets the transaction write rows whose references the work has read itself, without looking each up again; where the
  /// server grants that. `florin verify` looks them up.
  func trustReferences() throws {
    if mayTrustReferences { try sendOnce("SET LOCAL session_replication_role = replica") }
  }

  /// Has the commit wait for the disk after all, as the database is set to.
  func waitForDisk() throws { try sendKept("SET LOCAL synchronous_commit TO DEFAULT") }

  /// Lets the transaction stand still for as long as readers may: it computes what it writes with all facts in memory.
  func standStillLonger() throws { try sendKept("SET LOCAL idle_in_transaction_session_timeout = '5min'") }

  /// Commits, and leaves a mark with what was written by which it can be seen later that it was.
  func commit() throws {
    try marks?.leave(transactionNumber, self)
    isInTransaction = false
    try sendKept("COMMIT")
    try settle()
  }

  /// Makes durable whatever anybody has committed by now: a commit that waits for the disk takes along all that were before it.
  ///
  /// - Returns: which of a connection's transactions was its last among them.
  func settle(_ writer: String) throws -> Int64 {
    try reconnect()
    let values = PostgresParameters(count: 1)
    var writer = writer
    writer.withUTF8 { values.bind(1, text: UnsafeRawBufferPointer($0)) }
    // The message is nothing but something to commit.
    try sendKept("SELECT COALESCE((SELECT number FROM commit_mark WHERE writer = $1), 0), pg_logical_emit_message(true, 'florin', '')", values)
    return try answer()?.integer(0, 0) ?? 0
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

  /// How the transaction that goes on is found when it was committed; `nil` where it leaves no mark.
  var unsettled: UnsettledCommit? { marks.map { UnsettledCommit(writer: $0.writer, number: Int64(transactionNumber)) } }

  /// Whether a transaction whose commit was not answered has been committed all the same.
  ///
  /// It is asked with the lock held: until then the server may still be at it.
  func wasCommitted(_ commit: UnsettledCommit, _ lock: WriteLock) throws -> Bool {
    try begin(lock)
    defer { rollBack() }
    return try CommitMarks.stands(commit, self)
  }
}
