import CPQ
import Glibc
import Primitives
import Synchronization

/// One connection to a PostgreSQL database, through libpq.
///
/// Statements are sent ahead: those that give no rows wait in the pipeline, and their answers are read when somebody needs
/// rows, at the commit, or when many wait. A mistake is told then, by the statement that made it.
final class PostgresDriver {
  let address: DatabaseAddress
  private let url: String
  private let readOnly: Bool
  private(set) var handle: OpaquePointer?
  /// Counts connections made and statements that failed: what was prepared before is gone, or may never have been prepared.
  var epoch = 0
  /// Counts transactions begun: their cursors end with them.
  var transactionNumber = 0
  var isInTransaction = false
  /// What its transactions leave behind when they are committed; `nil` where nothing is written, or the schema knows none.
  private(set) var marks: CommitMarks?
  /// Sent, and not answered yet, in order.
  var waiting: [Waiting] = []
  /// How many rows the last counted statement touched.
  var changes = 0
  var lastInsertedRow: Int64 = 0
  /// The next number of a table's rows, as far as this transaction knows.
  var nextNumbers: [String: Int64] = [:]
  /// Told of every row inserted.
  var inserted: (String, Int64) -> Void = { _, _ in }
  /// Whether references may be left unchecked where the work has read them itself.
  private(set) var mayTrustReferences = false
  /// How long an answer may take before it is asked whether the connection leads to anybody: longer than any lock is waited for.
  var answersWithin = Duration.seconds(40)
  /// What the server knows this connection by.
  private var serverNumber = ""
  /// Whether it is told to find everything by keys.
  private var findsByKeys = false
  private var names = 0
  /// Statements that are made of parts, by their text, with the epoch they were prepared in.
  private var prepared: [String: (name: String, types: [Oid], epoch: Int)] = [:]
  private var knownKeys: [String: String]?

  /// Something sent to the server.
  enum Waiting {
    /// With the statement that its rows are for, when nobody waits for them.
    case call(String, PostgresStatement?)
    case end
  }

  /// - Throws: `StoreFault` when the server cannot be reached or its database cannot be used.
  init(url: String, readOnly: Bool) throws {
    self.url = url
    self.readOnly = readOnly
    address = .server(url)
    try connect()
  }

  deinit { PQfinish(handle) }

  /// A name that no statement or cursor of this connection has.
  func newName(_ kind: String) -> String {
    names += 1
    return "florin_\(kind)\(names)"
  }

  /// Sends a statement that is used again and again, without anybody who keeps it.
  func sendKept(_ text: String, _ parameters: PostgresParameters = PostgresParameters(count: 0)) throws {
    if let known = prepared[text], known.epoch == epoch, known.types == parameters.types { return try send(known.name, parameters, for: text) }
    let name = newName("s")
    try sendPrepare(name, text, parameters.types)
    prepared[text] = (name, parameters.types, epoch)
    try send(name, parameters, for: text)
  }

  // MARK: the connection

  private func connect() throws {
    PQfinish(handle)
    handle = nil
    epoch += 1
    waiting.removeAll()
    isInTransaction = false
    knownKeys = nil
    if marks != nil { marks = CommitMarks() }
    handle = PostgresDriver.open(url)
    do { try makeReady() } catch {
      // Half begun, it would be taken for a good one from then on.
      abandon()
      throw error
    }
  }

  /// What is said here may be said otherwise in the address: a server's machine that is gone is noticed within seconds.
  private static func open(_ url: String) -> OpaquePointer? {
    let settings = [
      ("connect_timeout", "10"), ("tcp_user_timeout", "15000"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"), ("dbname", url),
    ]
    let texts = settings.map { (strdup($0.0), strdup($0.1)) }
    defer { for (name, value) in texts { (free(name), free(value)) } }
    let names = texts.map { UnsafePointer($0.0) } + [nil]
    let values = texts.map { UnsafePointer($0.1) } + [nil]
    return PQconnectdbParams(names, values, 1)
  }

  private func makeReady() throws {
    guard let opened = handle, PQstatus(opened) == CONNECTION_OK else { throw lost(nil) }
    cpq_silence(opened)
    try check(opened)
    // Locks are waited for a while and then asked for anew; whoever stands still in the middle of a transaction loses it, and does it again.
    // Between two statements of an import or a bill run less than 0.2 seconds pass, however many there are.
    try simple("SET jit = off; SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '\(readOnly ? "5min" : "30s")'")
    // A client's machine that is gone is noticed by the server as soon as a server's by its clients: what it held, others wait for.
    try simple("SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; SET tcp_user_timeout = 15000")
    serverNumber = try simple("SELECT pg_backend_pid()") ?? ""
    try simple("SELECT set_config('application_name', 'florin', false) WHERE current_setting('application_name') = ''")
    if readOnly {
      try simple("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    } else {
      mayTrustReferences = try simple("SELECT has_parameter_privilege('session_replication_role', 'SET')") == "t"
    }
    if findsByKeys { try sayKeys() }
    if PQenterPipelineMode(opened) != 1 { throw lost(nil) }
  }

  /// Whether the server is at what this connection asked for, as it tells over another one; `nil` when it cannot be asked. A server that waits
  /// for more of it is not.
  func isServed() -> Bool? {
    let other = PostgresDriver.open(url)
    defer { PQfinish(other) }
    guard let number = Int32(serverNumber), PQstatus(other) == CONNECTION_OK else { return nil }
    let answer = PQexec(other, "SELECT 1 FROM pg_stat_activity WHERE pid = \(number) AND state = 'active' AND wait_event IS DISTINCT FROM 'ClientRead'")
    defer { PQclear(answer) }
    return PQresultStatus(answer) == PGRES_TUPLES_OK ? PQntuples(answer) > 0 : nil
  }

  /// Ends a connection that is good for nothing any more: whoever asks next makes another.
  func abandon() {
    PQfinish(handle)
    handle = nil
    epoch += 1
    waiting.removeAll()
    isInTransaction = false
  }

  /// What is wrong with a connection that does not do what it must, which is ended with that.
  func giveUp(_ sql: String?) -> StoreFault {
    let fault = lost(sql)
    abandon()
    return fault
  }

  func findByKeys() throws {
    findsByKeys = true
    try settle()
    guard PQexitPipelineMode(handle) == 1 else { throw giveUp(nil) }
    defer { PQenterPipelineMode(handle) }
    try sayKeys()
  }

  /// Said once: with each change of the role of references the server forgets every plan it has made.
  private func sayKeys() throws {
    try simple("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off")
    // What is decided takes milliseconds, so whoever holds the lock and says nothing stands still, and others wait.
    try simple("SET idle_in_transaction_session_timeout = '15s'")
    if mayTrustReferences { try simple("SET session_replication_role = replica") }
  }

  private func check(_ opened: OpaquePointer) throws {
    let encoding = PQparameterStatus(opened, "server_encoding").map { String(cString: $0) } ?? ""
    if encoding == "UTF8", PQserverVersion(opened) >= 150_000 { return }
    throw StoreFault(
      postgres: "55000", message: "PostgreSQL \(PQserverVersion(opened) / 10_000) with the encoding \(encoding); Florin needs 15 or newer, and UTF8",
      database: address.description, statement: nil)
  }

  /// Runs statements without values, outside of the pipeline; gives the first value of the last.
  @discardableResult
  private func simple(_ sql: String) throws -> String? {
    guard let result = PQexec(handle, sql) else { throw lost(sql) }
    defer { PQclear(result) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK: return nil
    case PGRES_TUPLES_OK: return PQntuples(result) > 0 ? PQgetvalue(result, 0, 0).map { String(cString: $0) } : nil
    default: throw fault(result, sql)
    }
  }

  /// Connects anew when the connection is broken.
  func reconnect() throws {
    if handle == nil || PQstatus(handle) != CONNECTION_OK { try connect() }
  }

  /// Runs statements without values or rows: schema and settings.
  func execute(_ sql: String) throws {
    try settle()
    guard PQexitPipelineMode(handle) == 1 else { throw giveUp(sql) }
    defer { PQenterPipelineMode(handle) }
    knownKeys = nil
    try simple(sql)
  }

  /// From now on every transaction leaves its mark.
  func markCommits() { marks = CommitMarks() }

  func hasTable(_ name: String) throws -> Bool { try !rows("SELECT to_regclass('\(name)')::text").isNull(0, 0) }

  /// By table, the one whole-number column that numbers its rows.
  func keys() throws -> [String: String] {
    if let knownKeys { return knownKeys }
    var found: [String: String] = [:]
    let result = try rows(
      """
      SELECT c.relname::text, a.attname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
      WHERE i.indisprimary AND i.indnatts = 1 AND a.atttypid = 20 AND c.relnamespace = current_schema()::text::regnamespace
      """)
    for row in 0..<result.rowCount {
      found[String(decoding: result.bytes(row, 0), as: UTF8.self)] = String(decoding: result.bytes(row, 1), as: UTF8.self)
    }
    knownKeys = found
    return found
  }

  // MARK: faults

  func lost(_ sql: String?) -> StoreFault {
    let message = handle.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? "out of memory"
    return StoreFault(postgres: nil, message: message, database: address.description, statement: sql)
  }

  func fault(_ result: OpaquePointer, _ sql: String) -> StoreFault {
    let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
    if state == nil, PQstatus(handle) != CONNECTION_OK { return lost(sql) }
    let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) } ?? String(cString: PQresultErrorMessage(result))
    return StoreFault(postgres: state, message: message, database: address.description, statement: sql)
  }
}
