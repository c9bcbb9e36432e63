import Foundation
import Primitives
import Synchronization

/// Threads for code that waits for the database, so that the threads that serve connections never wait.
///
/// Readers work beside each other; writers work one at a time, as the database has one writer anyway: a second thread
/// would only wait for its lock. What would have to wait behind too many others is refused at once.
public final class WorkPool: Sendable {
  private let readers = OperationQueue()
  private let writer = OperationQueue()
  private let waiting = Atomic<Int>(0)
  private let mostWaiting: Int

  /// - Parameters:
  ///   - readers: how many requests read at the same time.
  ///   - mostWaiting: how many requests wait or work at the same time before others are refused.
  public init(readers: Int, mostWaiting: Int = 512) {
    self.readers.maxConcurrentOperationCount = max(1, readers)
    writer.maxConcurrentOperationCount = 1
    self.mostWaiting = mostWaiting
  }

  /// How many requests wait or work at this moment.
  public var load: Int { waiting.load(ordering: .relaxed) }

  /// Runs `body` beside other readers.
  public func read<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T { try await run(on: readers, body) }
  func write<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T { try await run(on: writer, body) }

  private func run<T: Sendable>(on queue: OperationQueue, _ body: @escaping @Sendable () throws -> T) async throws -> T {
    guard waiting.add(1, ordering: .relaxed).newValue <= mostWaiting else {
      waiting.subtract(1, ordering: .relaxed)
      throw Rejection(
        Problem(
          .tooBusy, "\(mostWaiting) requests wait already", remedy: "come again after the seconds that `Retry-After` names, with the same key"))
    }
    defer { waiting.subtract(1, ordering: .relaxed) }
    return try await withCheckedThrowingContinuation { done in queue.addOperation { done.resume(with: Result(catching: body)) } }
  }
}
