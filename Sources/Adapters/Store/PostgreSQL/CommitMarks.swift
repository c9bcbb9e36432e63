import CPQ
import Glibc
import Operations

/// What transactions of one connection leave behind, each in place of the one before: whoever gets no answer to a commit finds out
/// by it what became of the transaction. A connection that is made anew leaves them under another name, so that what stands under the
/// one before says what became of its last.
///
/// A server can be asked about a transaction by the number it gave it (`pg_xact_status`), but after a crash it gives the
/// numbers of transactions that left nothing on the disk to others. A mark is on the disk exactly when its transaction is.
final class CommitMarks {
  private static let keptSeconds: Int64 = 86_400
  /// By which name they are found.
  let writer: String
  private var name = ""
  private var preparedIn = -1
  private var hasCleared = false
  /// The transaction in which it was asked for those of others, and not answered yet.
  private var askedIn: Int?

  private static let removal = "DELETE FROM commit_mark WHERE marked_at < $1"
  private static let question = "SELECT 1 FROM commit_mark WHERE writer = $1 AND number = $2"
  // Sums would not do: a mark that is removed and a new one of the same number leave them as they were.
  private static let others = "SELECT COUNT(*), COALESCE(BIT_XOR(hashtextextended(writer, number)), 0) FROM commit_mark WHERE writer <> $1"
  private static let mark = """
    INSERT INTO commit_mark(writer, number, marked_at) VALUES ($1, $2, $3)
    ON CONFLICT (writer) DO UPDATE SET number = excluded.number, marked_at = excluded.marked_at
    """

  init() {
    var random = SystemRandomNumberGenerator()
    writer = String(random.next() as UInt64, radix: 16)
  }

  /// Sends the mark of a transaction ahead of its commit.
  func leave(_ number: Int, _ driver: PostgresDriver) throws {
    let now = Int64(Glibc.time(nil))
    if !hasCleared {
      let oldest = PostgresParameters(count: 1)
      oldest.bind(1, now - CommitMarks.keptSeconds)
      try driver.sendOnce(CommitMarks.removal, oldest)
      hasCleared = true
    }
    let values = PostgresParameters(count: 3)
    var writer = writer
    writer.withUTF8 { values.bind(1, text: UnsafeRawBufferPointer($0)) }
    values.bind(2, Int64(number))
    values.bind(3, now)
    if preparedIn != driver.epoch {
      name = driver.newName("s")
      try driver.sendPrepare(name, CommitMarks.mark, values.types)
      preparedIn = driver.epoch
    }
    try driver.send(name, values, for: CommitMarks.mark)
  }

  /// Whether the mark of that transaction stands.
  static func stands(_ commit: UnsettledCommit, _ driver: PostgresDriver) throws -> Bool {
    let values = PostgresParameters(count: 2)
    var writer = commit.writer
    writer.withUTF8 { values.bind(1, text: UnsafeRawBufferPointer($0)) }
    values.bind(2, commit.number)
    try driver.sendOnce(CommitMarks.question, values)
    return try driver.answer()?.rowCount == 1
  }

  /// Asks for what `ofOthers` tells, so that the server is at it.
  func askForOthers(_ driver: PostgresDriver) throws {
    let values = PostgresParameters(count: 1)
    var writer = writer
    writer.withUTF8 { values.bind(1, text: UnsafeRawBufferPointer($0)) }
    try driver.sendKept(CommitMarks.others, values)
    try driver.flush()
    askedIn = driver.transactionNumber
  }

  /// Numbers that are others whenever another connection has committed something: each counts its transactions.
  func ofOthers(_ driver: PostgresDriver) throws -> [Int64]? {
    if askedIn != driver.transactionNumber { try askForOthers(driver) }
    askedIn = nil
    return try driver.answer().map { row in (0..<2).map { row.integer(0, $0) } }
  }
}
