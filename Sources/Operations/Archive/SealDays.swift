public import Archiving
public import Primitives

/// Seals what was kept, and has every seal stamped.
public struct SealDays: Sendable {
  let store: any ArchiveStore
  let hash: ContentHash

  public init(store: any ArchiveStore, hash: @escaping ContentHash) {
    self.store = store
    self.hash = hash
  }

  /// What came of it.
  public struct Outcome: Sendable {
    /// The new seals.
    public var sealed: [ChainedSeal]
    /// Those that were given a stamp, new or older.
    public var stamped: [StampedSeal]
  }

  /// One seal for each day that has ended with entries that no seal covers.
  ///
  /// - Parameters:
  ///   - includingToday: what was kept today so far too; what is kept later today goes into a seal of its own.
  ///   - stamp: gets a stamp; `nil` where no authority is configured.
  /// - Throws: `Rejection` (`archive.no-time-stamp`); the seals made stand, and are stamped the next time.
  public func callAsFunction(
    at now: Instant, includingToday: Bool = false, stamp: ((ChainedSeal) async throws -> SealStamp)? = nil
  ) async throws -> Outcome {
    var outcome = Outcome(sealed: [], stamped: [])
    while let oldest = try store.oldestUnsealed(), oldest.utcDay < now.utcDay || includingToday {
      let end = Instant(seconds: (Int64(oldest.utcDay.number) + 1) * 86_400)
      guard let seal = try store.seal(before: end, at: now, hash: hash) else { break }
      outcome.sealed.append(seal)
    }
    guard let stamp else { return outcome }
    var after: Int64 = 0
    while true {
      let page = try store.seals(after: after, limit: 100)
      for one in page where one.stamps.isEmpty {
        let made = try await stamp(one.seal)
        guard try store.add(made, to: one.seal.seal.number) else { continue }
        outcome.stamped.append(StampedSeal(seal: one.seal, stamps: [made]))
      }
      guard let last = page.last else { return outcome }
      after = last.seal.seal.number
    }
  }
}
