import Synchronization

/// Whether hot reads are short enough for a connection's own thread, where they keep the other connections of that thread waiting.
///
/// They are until one is not: then all of them go to the threads that wait for the database, for a while.
final class ShortReads: Sendable {
  /// About what reading a page from a disk takes twenty times over.
  private static let longest: Int64 = 2_000
  private static let rest: Int64 = 1_000_000

  private let from = Atomic<Int64>(.min)

  /// - Parameter now: of a steady clock, in microseconds.
  func areShort(at now: Int64) -> Bool { now >= from.load(ordering: .relaxed) }

  /// Notes one that was done in place.
  func note(from begun: Int64, until now: Int64) {
    if now - begun > ShortReads.longest { from.store(now + ShortReads.rest, ordering: .relaxed) }
  }
}
