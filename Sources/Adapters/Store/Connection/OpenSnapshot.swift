import Glibc
import Synchronization

/// A snapshot on which one thread reads several times, so that what it reads agrees. It begins with the first read.
final class OpenSnapshot {
  private let readers: ConnectionPool
  private var connection: Connection?
  /// Reads under way, one within another.
  private var depth = 0
  private var isOver = false
  private var isBroken = false

  init(_ readers: ConnectionPool) { self.readers = readers }

  func read<T>(_ body: (Connection) throws -> T) throws -> T {
    let connection = try self.connection ?? begin()
    depth += 1
    // A read within another must not take the statements under the other's hands.
    connection.keepsStatements = depth <= 1
    defer {
      depth -= 1
      connection.keepsStatements = depth <= 1
      if isOver { endWhenIdle() }
    }
    do { return try body(connection) } catch {
      // A server takes nothing more in a transaction in which something failed, and may still owe rows.
      (isOver, isBroken) = (true, true)
      throw error
    }
  }

  /// Ends it, at once or behind the read that is under way; the next read begins another.
  func endWhenIdle() {
    isOver = depth > 0
    guard depth == 0, let connection else { return }
    connection.endSnapshot(isBroken: isBroken)
    isBroken = false
    self.connection = nil
    readers.give(connection)
  }

  private func begin() throws -> Connection {
    let new = try readers.take()
    do { try new.beginSnapshot() } catch {
      readers.give(new)
      throw error
    }
    connection = new
    return new
  }
}

/// The snapshots that threads hold open, by thread.
///
/// Proof of safety: the list is touched only under the lock. An entry is put in, found and taken out by the thread whose number it
/// bears and by no other, and that thread is busy with one body from the first to the last, since the body never waits for a task: so
/// a snapshot is used by one thread alone. A number is given to another thread only after its own has ended, which is after the entry.
final class OpenSnapshots: @unchecked Sendable {
  private let lock = Mutex<Void>(())
  private var open: [(thread: pthread_t, snapshot: OpenSnapshot)] = []

  /// The one that the calling thread holds open.
  var ofThisThread: OpenSnapshot? {
    let own = pthread_self()
    return lock.withLock { _ in open.first { $0.thread == own }?.snapshot }
  }

  /// Runs `body` while the calling thread holds a snapshot open: the one that it holds already, or a new one.
  func holding<T>(_ readers: ConnectionPool, _ body: () throws -> T) rethrows -> T {
    let own = pthread_self()
    let snapshot = lock.withLock { _ -> OpenSnapshot? in
      if open.contains(where: { $0.thread == own }) { return nil }
      let new = OpenSnapshot(readers)
      open.append((own, new))
      return new
    }
    guard let snapshot else { return try body() }
    defer {
      lock.withLock { _ in open.removeAll { $0.thread == own } }
      snapshot.endWhenIdle()
    }
    return try body()
  }
}
