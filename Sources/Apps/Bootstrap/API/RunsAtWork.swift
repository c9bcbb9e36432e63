import Primitives
import Store
import Synchronization

/// Bill runs that this process executes at this moment.
final class RunsAtWork: Sendable {
  private struct State {
    var tasks: [BillRunID: Task<Void, Never>] = [:]
    var isStopping = false
    /// Whether runs wait for what passes: a full disk, a server that is away.
    var isPatient = true
    /// Whether a run could not be brought to its end.
    var hasFailed = false
  }

  private let state = Mutex(State())
  /// Told which run failed, and how.
  private let complain: @Sendable (BillRunID, any Error) -> Void

  init(complain: @escaping @Sendable (BillRunID, any Error) -> Void = { _, _ in }) { self.complain = complain }

  /// Executes a run beside the requests, unless it is executed already or everything is about to stop.
  ///
  /// - Parameter work: brings the run to its end. It goes on where it was broken off when it is called again.
  func begin(_ run: BillRunID, _ work: @escaping @Sendable () async throws -> Void) {
    state.withLock { state in
      if state.isStopping || state.tasks[run] != nil { return }
      state.tasks[run] = Task.detached { [self] in
        await carryOut(run, work)
        self.state.withLock { $0.tasks[run] = nil }
      }
    }
  }

  private func carryOut(_ run: BillRunID, _ work: @Sendable () async throws -> Void) async {
    var trouble = Backoff()
    while true {
      do { return try await work() } catch {
        // Stopped with the service; it goes on when it is executed again.
        if error is CancellationError { return }
        complain(run, error)
        guard (error as? StoreFault)?.passes == true, state.withLock({ $0.isPatient && !$0.isStopping }) else {
          return state.withLock { $0.hasFailed = true }
        }
        if (try? await Task.sleep(for: trouble.next())) == nil { return }
      }
    }
  }

  /// Waits until every run has come to its end, or fails.
  ///
  /// - Returns: whether all of them came to it.
  @discardableResult func finish() async -> Bool {
    state.withLock { $0.isPatient = false }
    while let task = state.withLock({ $0.tasks.values.first }) { await task.value }
    return state.withLock { !$0.hasFailed }
  }

  /// Lets every run stop behind the accounts it has in hand, and waits for that.
  func stop() async {
    state.withLock { state in
      state.isStopping = true
      for task in state.tasks.values { task.cancel() }
    }
    await finish()
  }
}
