import Primitives
import Synchronization

/// Presses that several tasks share; each has one for as long as it makes a document.
///
/// A press keeps what it has shaped and the subsets it has cut for the whole batch.
final class Presses: Sendable {
  private let free: Mutex<[BillPress]>
  private let all: [BillPress]

  /// Opens so many, at least one.
  ///
  /// - Throws: `Rejection` (`documents.fonts-missing`).
  init(_ count: Int) throws {
    all = try (0..<max(1, count)).map { _ in try BillPress().open() }
    free = Mutex(all)
  }

  var count: Int { all.count }
  var pages: Int { all.reduce(0) { $0 + $1.pageCount } }

  func with<T>(_ work: (BillPress) throws -> T) rethrows -> T {
    let press = free.withLock { $0.popLast() } ?? .shared
    defer { free.withLock { $0.append(press) } }
    return try work(press)
  }
}
