import Foundation
import Operations
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
  private let toRead: Patience
  private let toWrite: Patience

  /// - Parameters:
  ///   - readers: how many requests read at the same time.
  ///   - mostWaiting: how many requests wait or work at the same time before others are refused.
  ///   - secondsToRead: how long a read may wait and work before its sender is told that the database does not answer.
  ///   - secondsToWrite: the same for a write.
  public init(readers: Int, mostWaiting: Int = 512, secondsToRead: Int = 10, secondsToWrite: Int = 30) {
    toRead = Patience(seconds: secondsToRead)
    toWrite = Patience(seconds: secondsToWrite)
    self.readers.maxConcurrentOperationCount = max(1, readers)
    writer.maxConcurrentOperationCount = 1
    self.mostWaiting = mostWaiting
  }

  /// How many requests wait or work at this moment.
  public var load: Int { waiting.load(ordering: .relaxed) }

  /// Runs `body` beside other readers.
  public func read<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T { try await run(on: readers, within: toRead, body) }
  /// Runs `body` beside other readers, for as long as it takes.
  func readSlowly<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T { try await run(on: readers, within: nil, body) }
  /// Runs `body` when no other writer works.
  public func write<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T { try await run(on: writer, within: toWrite, body) }

  /// Runs `body` beside other readers; `told` is called with what came of it, on any thread.
  func read<T: Sendable>(_ body: @escaping @Sendable () throws -> T, then told: @escaping @Sendable (Result<T, any Error>) -> Void) throws(Rejection) {
    try run(on: readers, within: toRead, body, then: told)
  }

  private func run<T: Sendable>(on queue: OperationQueue, within patience: Patience?, _ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      do throws(Rejection) { try run(on: queue, within: patience, body) { continuation.resume(with: $0) } } catch { continuation.resume(throwing: error) }
    }
  }

  private func run<T: Sendable>(
    on queue: OperationQueue, within patience: Patience?, _ body: @escaping @Sendable () throws -> T, then told: @escaping @Sendable (Result<T, any Error>) -> Void
  ) throws(Rejection) {
    guard waiting.add(1, ordering: .relaxed).newValue <= mostWaiting else {
      waiting.subtract(1, ordering: .relaxed)
      throw Rejection(
        Problem(
          .tooBusy, "\(mostWaiting) requests wait already", remedy: "come again after the seconds that `Retry-After` names, with the same key"))
    }
    let first = FirstAnswer(told)
    // The place is free again when the work is done, not when its sender was told to wait no longer.
    queue.addOperation { [self] in
      if first.isWanted { first.give(Result(catching: body)) }
      waiting.subtract(1, ordering: .relaxed)
    }
    guard let patience else { return }
    patience.add(isWaiting: { first.isWanted }) { first.give(.failure(WaitedTooLong(.seconds(patience.seconds)))) }
  }

  /// Whoever answers first is heard; the other one is not.
  private final class FirstAnswer<T: Sendable>: Sendable {
    private let waiting: Mutex<(@Sendable (Result<T, any Error>) -> Void)?>

    init(_ told: @escaping @Sendable (Result<T, any Error>) -> Void) { waiting = Mutex(told) }

    var isWanted: Bool { waiting.withLock { $0 != nil } }

    func give(_ answer: Result<T, any Error>) {
      let told = waiting.withLock { waiting in
        defer { waiting = nil }
        return waiting
      }
      told?(answer)
    }
  }
}
