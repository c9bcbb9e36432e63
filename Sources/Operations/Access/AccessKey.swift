public import Primitives

/// What somebody may do, by the work they have.
public enum Role: String, Sendable, Hashable, CaseIterable, Comparable {
  case catalogManager = "catalog-manager"
  case billing, collections, care, finance, auditor, partner
  /// Sees what belongs to one customer, and nothing else.
  case customer

  public static func < (a: Role, b: Role) -> Bool { a.rawValue < b.rawValue }

  /// Everybody who works for the operator.
  public static let staff = Set(allCases).subtracting([.partner, .customer])
}

/// A key by which a program, or somebody with one, is known to the service. Its secret part is shown once and never kept.
public struct AccessKey: Sendable, Hashable {
  /// The part that may be shown: it stands in lists, logs and the audit.
  public var publicID: String
  /// What it is for.
  public var name: String
  /// SHA-256 of the whole key.
  public var digest: String
  public var roles: Set<Role>
  /// Whose things a key with the role `customer` sees.
  public var customer: CustomerID?
  public var createdAt: Instant
  /// The first instant at which it no longer opens anything.
  public var expiresAt: Instant?
  public var revokedAt: Instant?

  public init(
    publicID: String, name: String, digest: String, roles: Set<Role>, customer: CustomerID? = nil, createdAt: Instant,
    expiresAt: Instant? = nil, revokedAt: Instant? = nil
  ) {
    self.publicID = publicID
    self.name = name
    self.digest = digest
    self.roles = roles
    self.customer = customer
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }

  public enum State: String, Sendable, CaseIterable { case active, expired, revoked }

  public func state(at now: Instant) -> State {
    if revokedAt != nil { return .revoked }
    return expiresAt.map { $0 <= now } == true ? .expired : .active
  }
}

/// Where access keys are kept. Facts: made and revoked, never changed.
public protocol AccessStore: Sendable {
  func save(_ key: AccessKey) throws
  func accessKey(publicID: String) throws -> AccessKey?
  /// In the order they were made.
  func accessKeys() throws -> [AccessKey]
  /// False when there is no such key, or it was revoked before.
  func revoke(publicID: String, at: Instant) throws -> Bool
}
