public import Operations
import Primitives
import Store

/// Rebuilds the projections of one installation.
public struct Rebuilding {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// - Throws: `Rejection` (`rebuild.broken-chain`) when the facts themselves were changed.
  public func callAsFunction() throws -> [Rebuild.Outcome] {
    try Rebuild(store: installation.store, readFact: Replay.fact, zones: Zones.table(try installation.store.zoneNames()))()
  }
}
