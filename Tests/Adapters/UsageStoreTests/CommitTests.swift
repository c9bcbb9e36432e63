import CPQ
import Glibc
import Operations
import Seeds
import Testing

@testable import Store

/// A connection to a server breaks while a transaction is committed.
@Suite(.enabled(if: TestDatabase.server != nil, "needs a server")) struct CommitTests {
  /// Where it breaks: Florin's side no longer hears, or is neither heard nor hears.
  enum Break: CaseIterable {
    case commitIsNotAnswered
    case commitIsNotSent
  }

  @Test(arguments: Break.allCases) func aTransactionIsDoneOnceWhereverItsConnectionBreaks(_ broken: Break) throws {
    let database = try #require(try TestDatabase.new())
    let connection = try Connection(at: DatabaseAddress(url: database.address))
    connection.markCommits()
    guard case .postgres(let postgres) = connection.driver else { return }
    var runs = 0
    func insert() throws -> Int {
      try connection.transaction {
        runs += 1
        let row = try connection.prepare("INSERT INTO space_attempt(filler) VALUES (?)")
        row.bind(1, "run \(runs)")
        try row.run()
        if runs == 2 { shutdown(PQsocket(postgres.handle), Int32(broken == .commitIsNotAnswered ? SHUT_RD : SHUT_RDWR)) }
        return runs
      }
    }
    #expect(try insert() == 1)
    // What was committed and not answered is found out and not done again; what was not committed is.
    #expect(try insert() == (broken == .commitIsNotAnswered ? 2 : 3))
    #expect(try insert() == (broken == .commitIsNotAnswered ? 3 : 4))
    let count = try connection.prepare("SELECT COUNT(*) FROM space_attempt")
    #expect(try count.step())
    #expect(count.int(0) == 3)
  }

  /// A connection that could not be made ready is none: it is made anew when somebody asks again.
  @Test func whatWasHalfMadeIsMadeAnew() throws {
    let database = try #require(try TestDatabase.new())
    let role = "half_" + String(UInt64.random(in: 0...UInt64.max), radix: 16)
    let owner = try Connection(at: DatabaseAddress(url: database.address))
    func run(_ sql: String) throws { try owner.execute(sql) }
    try run("CREATE ROLE \(role) LOGIN")
    defer { try? run("DROP ROLE \(role)") }
    let connection = try Connection(at: DatabaseAddress(url: database.address.replacing("florin@", with: "\(role)@")))
    func ask() throws -> Bool { try connection.snapshot { try connection.prepare("SELECT 1").step() } }
    #expect(try ask())
    // What is asked of a new connection is refused to it, and the old one ends.
    try run("REVOKE EXECUTE ON FUNCTION has_parameter_privilege(text, text) FROM PUBLIC")
    try run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '\(role)'")
    for _ in 0..<2 { #expect(throws: StoreFault.self) { try ask() } }
    try run("GRANT EXECUTE ON FUNCTION has_parameter_privilege(text, text) TO PUBLIC")
    #expect(try ask())
  }

  @Test(arguments: ["57P05", "25P04", "0A000", "57P01", "53200", "53400", "25006"]) func whatPassesIsTriedAgain(_ state: String) {
    #expect(StoreFault(postgres: state, message: "", database: "", statement: nil).isTransient)
  }

  /// Whoever stands still within a transaction loses it with its lock, and does it again; long work that goes on is not cut.
  @Test func whoStandsStillLosesTheLock() throws {
    let database = try #require(try TestDatabase.new())
    let connection = try Connection(at: DatabaseAddress(url: database.address))
    func text(_ sql: String, _ connection: Connection) throws -> String {
      let row = try connection.prepare(sql)
      defer { row.reset() }
      return try row.step() ? row.text(0) : ""
    }
    let setting = "SELECT current_setting('idle_in_transaction_session_timeout')"
    #expect(try text(setting, connection) == "30s")
    #expect(try connection.snapshot { try text(setting, connection) } == "30s")
    let reader = try Connection(at: DatabaseAddress(url: database.address), readOnly: true)
    #expect(try reader.snapshot { try text(setting, reader) } == "5min")
    try connection.execute("CREATE TABLE done(work TEXT NOT NULL); SET idle_in_transaction_session_timeout = '300ms'")
    var tries = 0
    try connection.transaction {
      tries += 1
      try connection.prepare("INSERT INTO done(work) VALUES ('once')").run()
      // At it for longer than it may stand still.
      for _ in 0..<4 { _ = try text("SELECT pg_sleep(0.2)::text", connection) }
      if tries == 1 { usleep(1_000_000) }
    }
    #expect(tries == 2)
    #expect(try text("SELECT COUNT(*)::text FROM done", connection) == "1")
    #expect(try text(setting, connection) == "30s")
  }

  /// Also whoever stands still behind what it let the server begin with, and has not asked for its answer.
  @Test func whoStandsStillBehindWhatItSentLosesTheLock() throws {
    let database = try #require(try TestDatabase.new())
    let connection = try Connection(at: DatabaseAddress(url: database.address))
    try connection.execute("CREATE TABLE done(work TEXT NOT NULL); SET idle_in_transaction_session_timeout = '300ms'")
    var tries = 0
    try connection.transaction {
      tries += 1
      try connection.prepare("INSERT INTO done(work) VALUES ('once')").run()
      try connection.beginSent()
      if tries == 1 { usleep(1_000_000) }
      try connection.prepare("INSERT INTO done(work) VALUES ('and more')").run()
    }
    #expect(tries == 2)
    let row = try connection.prepare("SELECT COUNT(*) FROM done")
    defer { row.reset() }
    #expect(try row.step() && row.int(0) == 2)
  }

  /// The connection stands, and nobody is behind it any more: whoever may not wait for ever asks over another one.
  @Test(.timeLimit(.minutes(2))) func aServerThatSaysNothingIsTakenForGone() throws {
    let database = try #require(try TestDatabase.new())
    let connection = try Connection(at: DatabaseAddress(url: database.address))
    func number(_ sql: String) throws -> Int {
      let row = try connection.prepare(sql)
      defer { row.reset() }
      return try row.step() ? row.int(0) : 0
    }
    guard case .postgres(let postgres) = connection.driver else { return }
    postgres.answersWithin = .milliseconds(300)
    let backend = pid_t(try number("SELECT pg_backend_pid()"))
    try #require(kill(backend, SIGSTOP) == 0)
    defer { kill(backend, SIGCONT) }
    var runs = 0
    let other = try connection.transaction {
      runs += 1
      // The server is at what takes longer.
      _ = try number("SELECT 1 FROM pg_sleep(1)")
      return try number("SELECT pg_backend_pid()")
    }
    #expect(runs == 2 && other != Int(backend))
  }

  /// A disk that fails is not tried again at once, and yet it is no defect of what was asked.
  @Test func aDiskThatFailsMayBeMended() {
    for fault in [StoreFault(postgres: "58030", message: "", database: "", statement: nil), StoreFault(sqlite: 778, message: "", database: "", statement: nil)] {
      #expect(fault.kind == .storage && fault.passes && !fault.isTransient)
      #expect(fault.description.contains("see what the machine says of the disk"))
    }
    // Read-only: the file of SQLite, a standby.
    for fault in [StoreFault(sqlite: 8, message: "", database: "", statement: nil), StoreFault(postgres: "0A000", message: "", database: "", statement: nil)] {
      #expect(fault.kind == .readOnly && fault.passes)
    }
  }

  /// A column that an index names would have every index of the table written with each movement.
  @Test func whatMovesIsInNoIndex() throws {
    let database = try #require(try TestDatabase.new())
    let store = try Store(at: DatabaseAddress(url: database.address))
    defer { withExtendedLifetime(database) {} }
    let indexes = try store.read { c in
      let rows = try c.prepare("SELECT indexdef FROM pg_indexes WHERE tablename IN ('balance_bucket', 'charging_counter') ORDER BY indexname")
      defer { rows.reset() }
      var found: [String] = []
      while try rows.step() { found.append(rows.text(0)) }
      return found
    }
    #expect(indexes.contains { $0.contains("has_left") } && indexes.count == 4)
    for column in ["amount", "reserved", "last_request", "last_movement", "units", "net_minor"] { #expect(!indexes.contains { $0.contains(column) }, "\(column)") }
  }

  /// A server fails between a commit that is settled apart and its settling: it is told exactly when it is lost, whatever was committed since.
  @Test func aCommitThatIsLostIsNotSaidToBeDurable() throws {
    let server = try ThrowawayServer()
    let database = try TestDatabase(on: server.address)
    let store = try Store(at: DatabaseAddress(url: database.address))
    // Nobody but who settles writes its journal to the disk.
    try server.run("ALTER SYSTEM SET wal_writer_delay = '10s'")
    try server.run("SELECT pg_reload_conf()")
    func insert(_ name: String, apart: Bool) throws -> UnsettledCommit? {
      try store.writeReferencesTrusted(settlesApart: { apart }) { c in
        let row = try c.prepare("INSERT INTO space_attempt(filler) VALUES (?)")
        row.bind(1, name)
        try row.run()
      }.1
    }
    func stands(_ name: String) throws -> Bool {
      try store.read { c in
        let row = try c.prepare("SELECT 1 FROM space_attempt WHERE filler = ?")
        row.bind(1, name)
        defer { row.reset() }
        return try row.step()
      }
    }
    #expect(try insert("durable with its commit", apart: false) == nil)
    try server.stop()
    try server.start()
    #expect(try stands("durable with its commit"))
    let kept = try #require(try insert("kept", apart: true))
    #expect(store.settle([kept])[0] == nil)
    var lost = 0
    for attempt in 1...10 where lost == 0 {
      let ahead = try #require(try insert("ahead \(attempt)", apart: true))
      #expect(try stands("ahead \(attempt)"))
      try server.stop()
      try server.start()
      let later = try #require(try insert("later \(attempt)", apart: true))
      let told = store.settle([kept, ahead, later])
      #expect(try stands("kept") && stands("later \(attempt)"))
      #expect(told[0] == nil && told[2] == nil)
      #expect(try (told[1] == nil) == stands("ahead \(attempt)"))
      if let fault = told[1] {
        lost += 1
        #expect((fault as? StoreFault)?.kind == .lost)
      }
    }
    #expect(lost == 1)
  }
}
