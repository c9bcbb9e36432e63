import Glibc
import Primitives

/// What a transaction that writes keeps others from at the same time. SQLite has one lock for everything.
enum WriteLock: Int64 {
  /// Facts and what follows from them: numbers and links go on from what was written before.
  case books = 0x666C_6F72_696E
  /// Who bills which accounts of a run.
  case claims = 0x666C_6F72_696F
}

extension Connection {
  /// Runs `body` in one transaction that takes the write lock at once; everything or nothing.
  ///
  /// The facts it wrote are linked before it is committed. When the connection to a server breaks, or a lock is not to be
  /// had, `body` is run again, unless its work turns out to have been committed.
  ///
  /// - Parameter settlesApart: asked before the commit: whether on a server that may be seen before it is durable; `settle` makes it so.
  func transaction<T>(_ lock: WriteLock = .books, settlesApart: (() -> Bool)? = nil, _ body: () throws -> T) throws -> T {
    guard case .postgres = driver else { return try once(lock, settlesApart, body) }
    var patience = Patience()
    while true {
      do { return try once(lock, settlesApart, body) } catch let fault as StoreFault where fault.isTransient {
        // An address may name several servers: whoever takes writes by now is found when the connection is made anew.
        if fault.kind == .readOnly { abandon() }
        guard patience.wait() else { throw fault }
      }
    }
  }

  /// Like `transaction`, without looking up the references of each row where the database allows that.
  func transactionWithReferencesKnown<T>(_ body: () throws -> T) throws -> T {
    switch driver {
    case .sqlite(let sqlite):
      try sqlite.execute("PRAGMA foreign_keys=OFF")
      defer { sqlite.attempt("PRAGMA foreign_keys=ON") }
      return try transaction(.books, body)
    case .postgres(let postgres):
      return try transaction {
        try postgres.trustReferences()
        return try body()
      }
    }
  }

  private func once<T>(_ lock: WriteLock, _ settlesApart: (() -> Bool)?, _ body: () throws -> T) throws -> T {
    try begin(lock, maySettleApart: settlesApart != nil)
    if case .postgres(let postgres) = driver { lastBegun = postgres.unsettled }
    // Writers of links hold this connection; kept any longer they would keep it from being closed.
    defer { sealing?.forget() }
    let result: T
    do {
      sealing?.forget()
      result = try body()
      try sealing?.seal(self)
    } catch {
      rollBack()
      throw error
    }
    do { try commit(settlesApart) } catch {
      rollBack()
      guard try isCommitted(lock, in: error) else { throw error }
    }
    return result
  }

  /// Makes a connection to a server anew when it broke.
  func reconnect() throws { if case .postgres(let postgres) = driver { try patiently { try postgres.reconnect() } } }

  private func abandon() { if case .postgres(let postgres) = driver { postgres.abandon() } }

  /// Begins to write and gives it up, once: nothing is written.
  func tryToWrite() throws {
    do {
      try begin(.books, maySettleApart: false)
      if case .postgres(let postgres) = driver { try postgres.settle() }
      rollBack()
    } catch {
      rollBack()
      if (error as? StoreFault)?.kind == .readOnly { abandon() }
      throw error
    }
  }

  private func begin(_ lock: WriteLock, maySettleApart: Bool) throws {
    transactionsBegun += 1
    switch driver {
    case .sqlite(let sqlite): try sqlite.executeAgain("BEGIN IMMEDIATE")
    case .postgres(let postgres): try postgres.begin(lock, maySettleApart: maySettleApart)
    }
  }

  /// Lets a server begin with what was sent to it, while more is made ready.
  func beginSent() throws { if case .postgres(let postgres) = driver { try postgres.beginSent() } }

  /// Lets the transaction compute for minutes between two statements without losing it; of a server.
  func standStillLonger() throws { if case .postgres(let postgres) = driver { try postgres.standStillLonger() } }

  /// Makes durable whatever anybody has committed by now, and tells the number of a writer's last commit among it.
  func settle(_ writer: String) throws -> Int64 { if case .postgres(let postgres) = driver { try postgres.settle(writer) } else { .max } }

  private func commit(_ settlesApart: (() -> Bool)?) throws {
    isLastDurable = true
    switch driver {
    case .sqlite(let sqlite): try sqlite.executeAgain("COMMIT")
    case .postgres(let postgres):
      if let settlesApart {
        isLastDurable = !settlesApart()
        if isLastDurable { try postgres.waitForDisk() }
      }
      try postgres.commit()
    }
  }

  private func rollBack() {
    switch driver {
    // The first error is the cause; a failing ROLLBACK (already rolled back by SQLite) adds nothing.
    case .sqlite(let sqlite): sqlite.attempt("ROLLBACK")
    case .postgres(let postgres): postgres.rollBack()
    }
    forgetKept()
  }

  /// Asks the server what became of a transaction whose commit was sent and not answered.
  private func isCommitted(_ lock: WriteLock, in error: any Error) throws -> Bool {
    guard case .postgres(let postgres) = driver, let fault = error as? StoreFault, fault.kind == .lost, let lastBegun else { return false }
    return try patiently { try postgres.wasCommitted(lastBegun, lock) }
  }

  /// Where this connection stands among everybody's writes; asked within a transaction that writes.
  struct Place {
    fileprivate var transaction: Int
    fileprivate var others: [Int64]?
    /// Another one whenever a server was connected to anew.
    fileprivate var writer: String?

    /// Whether nothing was committed between a transaction of this connection and this one.
    func follows(_ before: Place) -> Bool { transaction == before.transaction + 1 && others != nil && others == before.others && isOfSameConnection(as: before) }

    func isOfSameConnection(as before: Place) -> Bool { writer == before.writer }
  }

  /// Lets a server begin with all that was asked, and with what `place` asks of it.
  func askForPlace() throws { if case .postgres(let postgres) = driver { try postgres.marks?.askForOthers(postgres) } }

  func place() throws -> Place {
    let others = try othersWrites()
    guard case .postgres(let postgres) = driver else { return Place(transaction: transactionsBegun, others: others) }
    return Place(transaction: transactionsBegun, others: others, writer: postgres.marks?.writer)
  }

  /// Other numbers whenever another connection has committed something; `nil` where that cannot be told.
  private func othersWrites() throws -> [Int64]? {
    switch driver {
    case .sqlite:
      let row = try prepare("PRAGMA data_version")
      defer { row.reset() }
      return try row.step() ? [row.int64(0)] : nil
    case .postgres(let postgres): return try postgres.marks?.ofOthers(postgres)
    }
  }

  /// Runs `body` on one unchanging snapshot.
  func snapshot<T>(_ body: () throws -> T) throws -> T {
    try beginSnapshot()
    let result: T
    do { result = try body() } catch {
      endSnapshot(isBroken: true)
      throw error
    }
    endSnapshot()
    return result
  }

  /// Begins to read on the state of the database as it is now, until that is ended or the connection closed.
  func beginSnapshot() throws {
    switch driver {
    case .sqlite(let sqlite): try sqlite.beginReading()
    // Asked here, so that a connection that broke while it was idle is made anew before anything is read.
    case .postgres(let postgres): try patiently { try postgres.beginReading() }
    }
  }

  /// - Parameter isBroken: whether something failed on it.
  func endSnapshot(isBroken: Bool = false) {
    switch driver {
    case .sqlite(let sqlite): _ = sqlite.runKept("COMMIT")
    case .postgres(let postgres): if isBroken { postgres.rollBack() } else { postgres.endReading() }
    }
  }
}

/// Does what may fail for a while: a server that is being started again, a lock that somebody holds.
///
/// - Throws: the last fault, when it was tried for long enough, or one that waiting does not help.
func patiently<T>(_ work: () throws -> T) throws -> T {
  var patience = Patience()
  while true {
    do { return try work() } catch let fault as StoreFault where fault.isTransient {
      guard patience.wait() else { throw fault }
    }
  }
}

/// How long what may succeed later is tried again: at first soon, then every second, for a minute.
struct Patience {
  private static let longest = Duration.seconds(60)
  private let began = ContinuousClock.now
  private var pause = Duration.milliseconds(20)

  /// Waits a while; `false` when it has been tried for long enough.
  mutating func wait() -> Bool {
    guard ContinuousClock.now - began < Patience.longest else { return false }
    let parts = pause.components
    usleep(UInt32(parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000))
    pause = min(pause * 2, .seconds(1))
    return true
  }
}
