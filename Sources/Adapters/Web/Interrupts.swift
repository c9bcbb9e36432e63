import Foundation
import Synchronization

/// Tells that the program was asked to stop (SIGINT or SIGTERM), for as long as it is held.
///
/// A signal handler may do next to nothing, so it only raises a flag, and the waiting side looks at the flag ten
/// times a second.
struct Interrupts: Sendable {
  private static let arrived = Atomic<Bool>(false)

  init() {
    Interrupts.arrived.store(false, ordering: .sequentiallyConsistent)
    for number in [SIGINT, SIGTERM] { signal(number) { _ in Interrupts.arrived.store(true, ordering: .sequentiallyConsistent) } }
  }

  func wait() async throws {
    while !Interrupts.arrived.load(ordering: .sequentiallyConsistent) { try await Task.sleep(for: .milliseconds(100)) }
  }

  /// Gives the signals their usual meaning back.
  func cancel() { for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) } }
}
