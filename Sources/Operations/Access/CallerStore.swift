public import Primitives

/// Where it is kept which callers are let in no more although their issuer vouches for them. Facts: the newest about a
/// caller counts.
public protocol CallerStore: Sendable {
  func isRevoked(caller: String) throws -> Bool
  /// False when it stood so before.
  func revoke(caller: String, at: Instant) throws -> Bool
  /// False when it stood so before.
  func restore(caller: String, at: Instant) throws -> Bool
  /// In the order they were revoked.
  func revokedCallers() throws -> [String]
}
