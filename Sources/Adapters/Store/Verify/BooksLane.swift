public import Operations
import Synchronization

extension Store: VerifyStore {
  /// Proving reads everything once, so it keeps few pages: its memory must not grow with the books.
  private static let cacheKiB = 16_384

  public var laws: [String] { BookChecks.everything.map(\.name) + [CounterProof.law, ChainCheck.law] }

  public func lanes(_ count: Int) throws -> [any VerifyLane] {
    let first = try lane()
    let others = count > 1 ? try (1..<count).map { _ in try lane() } : []
    return try begin(first, others).map { BooksLane($0) }
  }

  private func lane() throws -> Connection {
    let connection = try Connection(at: address, readOnly: true)
    try connection.pragma("PRAGMA cache_size=-\(Store.cacheKiB)")
    return connection
  }

  /// Lets them all read the same state; only the first where others cannot join it.
  private func begin(_ first: Connection, _ others: [Connection]) throws -> [Connection] {
    guard !others.isEmpty else {
      try first.beginSnapshot()
      return [first]
    }
    switch first.driver {
    case .sqlite:
      do {
        // Nobody writes between the beginning of the first and that of the last.
        try write { _ in for connection in [first] + others { try connection.beginSnapshot() } }
      } catch let fault as StoreFault where fault.isBusy {
        // A new one, for the first may have begun already.
        return try begin(lane(), [])
      }
    case .postgres(let postgres):
      try first.beginSnapshot()
      let name = try postgres.exportedSnapshot()
      for case .postgres(let other) in others.map(\.driver) { try other.beginReading(name) }
    }
    return [first] + others
  }
}

/// Proof of safety: the connection is reached only inside `read`, which holds the lock for its whole body, and never leaves it.
private final class BooksLane: VerifyLane, @unchecked Sendable {
  private let lock = Mutex<Void>(())
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  func read(looked: @escaping (Int) -> Void, _ body: (any VerifySnapshot) throws -> Void) throws {
    try lock.withLock { _ in try body(BooksSnapshot(connection, looked)) }
  }
}
