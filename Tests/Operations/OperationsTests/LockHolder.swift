import Dispatch
import Foundation
import Store
import Testing

/// Another process in the middle of a transaction that writes.
final class LockHolder: Sendable {
  private let (held, letGo) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))

  /// Returns once it holds the lock.
  init(_ address: DatabaseAddress) {
    Thread.detachNewThread { [held, letGo] in
      do {
        let database = try Database(at: address)
        try database.transaction {
          _ = try database.catalog.newestCatalog()
          held.signal()
          letGo.wait()
        }
      } catch { Issue.record(error) }
      held.signal()
    }
    held.wait()
  }

  /// Returns once it is let go.
  func end() {
    letGo.signal()
    held.wait()
  }
}
