import HTTPAPI
import Primitives
import Synchronization

/// Room for so many at the same time; further ones are told to come again.
final class Places: Sendable {
  private let most: Int
  private let taken = Atomic<Int>(0)

  init(_ most: Int) { self.most = most }

  /// - Throws: `Rejection` (`http.too-busy`) when there is no place, else what `body` throws.
  func within<T>(_ body: () async throws -> T) async throws -> T {
    defer { taken.subtract(1, ordering: .relaxed) }
    guard taken.add(1, ordering: .relaxed).newValue <= most else {
      throw Rejection(Problem(.tooBusy, "\(most) people sign in at this moment", remedy: "come again after the seconds that `Retry-After` names"))
    }
    return try await body()
  }
}
