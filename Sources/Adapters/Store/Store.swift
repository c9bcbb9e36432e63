import Operations
import Primitives
import Synchronization

/// Florin's facts and projections in one database: a SQLite file, or a PostgreSQL server's.
///
/// One writer at a time, any number of readers beside it, each on its own snapshot. A write is durable when the
/// call returns.
public final class Store: Sendable, CommitSettling {
  public let address: DatabaseAddress
  private let writer: ConnectionLane
  private let claimer: ConnectionLane
  /// What charging writes with: it looks up no references, which cannot be said to a connection without its reading every statement anew.
  private let charger: ConnectionLane
  /// What makes durable what was committed ahead; on a server.
  private let settler: ConnectionLane
  private let readers: ConnectionPool
  private let checkpointer: Checkpointer
  private let snapshots = OpenSnapshots()
  /// Whether there was space for what was written last.
  let space = Space()
  /// Whether anything can be written at all.
  let trial: WriteTrial

  /// Opens the database, creates its file when missing, and brings its schema up to date.
  ///
  /// - Throws: `StoreFault` when it cannot be used, `Rejection` when a newer Florin wrote it.
  public init(at address: DatabaseAddress) throws {
    self.address = address
    let connection = try Connection(at: address)
    try Migrations.apply(to: connection)
    try NameBuild(connection).catchUp()
    let checkpointer = Checkpointer(address)
    self.checkpointer = checkpointer
    connection.checkpoint(with: checkpointer)
    settler = ConnectionLane { try Connection(at: address) }
    writer = ConnectionLane(connection)
    claimer = ConnectionLane {
      let connection = try Connection(at: address)
      connection.markCommits()
      connection.checkpoint(with: checkpointer)
      return connection
    }
    charger = ConnectionLane {
      let connection = try Connection(at: address)
      try connection.pragma("PRAGMA foreign_keys=OFF")
      connection.checkpoint(with: checkpointer)
      try connection.findByKeys()
      connection.seal(with: try ChainSealing())
      connection.markCommits()
      return connection
    }
    readers = ConnectionPool(address)
    trial = WriteTrial(ConnectionLane { try Connection(at: address) })
  }

  // Its connection is not to be the last one, long after whoever had the store.
  deinit { checkpointer.finish() }

  /// Runs `body` in one write transaction: all of it becomes durable, or nothing of it.
  func write<T>(_ body: (Connection) throws -> T) throws -> T {
    try writing { try writer.with { connection in try connection.transaction { try body(connection) } } }
  }

  /// Like `write`, for many rows whose references were all read or written by the same work: they are not looked up
  /// again one by one. `florin verify` looks them up.
  func writeReferencesKnown<T>(_ body: (Connection) throws -> T) throws -> T {
    try writing { try writer.with { connection in try connection.transactionWithReferencesKnown { try body(connection) } } }
  }

  /// The same for what is done again and again in small portions.
  ///
  /// Each row that is referred to was read by the same work or one before it, and none is ever removed.
  ///
  /// - Parameter settlesApart: asked before the commit, where a commit and its being durable are two things: whether it may be seen by
  ///   others before it is durable; `nil`: never.
  /// - Returns: what `body` did, and a commit that is to be settled; `nil` when it is durable.
  func writeReferencesTrusted<T>(settlesApart: (() -> Bool)? = nil, _ body: (Connection) throws -> T) throws -> (T, UnsettledCommit?) {
    try trial.charging {
      try writing {
        try writer.with { _ in
          // One of this process at a time: whoever waits here is called sooner than one who asks the database again and again.
          try charger.with { connection in
            let done = try connection.transaction(settlesApart: settlesApart) { try body(connection) }
            return (done, connection.isLastDurable ? nil : connection.lastBegun)
          }
        }
      }
    }
  }

  public var settlesApart: Bool { if case .server = address { true } else { false } }

  public func settle(_ commits: [UnsettledCommit]) -> [(any Error)?] {
    var last: [String: Result<Int64, any Error>] = [:]
    for writer in Set(commits.lazy.map(\.writer)).sorted() {
      last[writer] = Result { try space.watching { try settler.with { connection in try patiently { try connection.settle(writer) } } } }
    }
    return commits.map { commit in
      switch last[commit.writer] {
      case .success(let number)?: commit.number <= number ? nil : StoreFault.lostCommit(address)
      case .failure(let error)?: error
      case nil: nil
      }
    }
  }

  /// Gives the writing connection to work that opens its own transactions.
  func alone<T>(_ body: (Connection) throws -> T) throws -> T {
    try writing(surely: false) {
      try writer.with { connection in
        // A server may have been started anew since, and what begins with reading finds no transaction that would notice.
        try connection.reconnect()
        return try body(connection)
      }
    }
  }

  /// Runs `body` in a transaction of its own kind, beside the one that writes the books: for who does which work.
  func claims<T>(_ body: (Connection) throws -> T) throws -> T {
    try writing(surely: false) { try claimer.with { connection in try connection.transaction(.claims) { try body(connection) } } }
  }

  /// What the thread read before is not what it reads behind its own write.
  ///
  /// - Parameter surely: whether the books were written when it succeeds.
  private func writing<T>(surely: Bool = true, _ body: () throws -> T) throws -> T {
    snapshots.ofThisThread?.endWhenIdle()
    defer { snapshots.ofThisThread?.endWhenIdle() }
    let done = try space.watching(body)
    if surely { trial.wrote() }
    return done
  }

  /// Runs `body`, whose reads on this thread are all on one unchanging snapshot, so that they agree with each other; until it writes, when
  /// what follows is read on a new one.
  ///
  /// The snapshot begins with the first read. What reads for long keeps the file's log from being emptied.
  public func onOneSnapshot<T>(_ body: () throws -> T) rethrows -> T { try snapshots.holding(readers, body) }

  /// Runs `body` on one unchanging snapshot, beside writers: the one that this thread holds open, or one of its own.
  func read<T>(_ body: (Connection) throws -> T) throws -> T {
    if let open = snapshots.ofThisThread { return try open.read(body) }
    let connection = try readers.take()
    defer { readers.give(connection) }
    return try connection.snapshot { try body(connection) }
  }
}

/// One connection that is used by one caller at a time; opened when it is first needed.
///
/// Proof of safety: the connection is reached only inside `with`, which holds the lock for its whole body, and
/// never leaves it.
final class ConnectionLane: @unchecked Sendable {
  private let lock = Mutex<Void>(())
  private let open: () throws -> Connection
  private var connection: Connection?

  init(_ connection: Connection) {
    self.connection = connection
    open = { connection }
  }

  init(opening: @escaping () throws -> Connection) { open = opening }

  func with<T>(_ body: (Connection) throws -> T) throws -> T {
    try lock.withLock { _ in
      let connection = try self.connection ?? open()
      self.connection = connection
      return try body(connection)
    }
  }
}

/// Idle connections for readers; each is used by one caller at a time.
///
/// Proof of safety: the list is touched only under the lock, and a connection is in the list or with exactly one
/// caller, never both.
final class ConnectionPool: @unchecked Sendable {
  private let address: DatabaseAddress
  private let lock = Mutex<Void>(())
  private var idle: [Connection] = []

  init(_ address: DatabaseAddress) { self.address = address }

  func take() throws -> Connection {
    let known = lock.withLock { _ in idle.popLast() }
    return try known ?? patiently { try Connection(at: address, readOnly: true) }
  }

  func give(_ connection: Connection) {
    lock.withLock { _ in
      if idle.count < 8 { idle.append(connection) }
    }
  }
}
extension Store: BillRunStore, InvoiceStore, JournalStore, LateUsageStore {}
