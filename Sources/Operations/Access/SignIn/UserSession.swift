public import Primitives

extension ProblemCode {
  public static let unknownSession = ProblemCode("access.unknown-session")
  public static let sessionOver = ProblemCode("access.session-over")
  public static let crossSite = ProblemCode("access.cross-site")
}

/// Somebody who signed in, until they sign out or are away for too long. Facts: begun and ended, never changed.
public struct UserSession: Sendable, Hashable {
  public var id: Int64
  public var identity: TokenIdentity
  public var createdAt: Instant
  /// The first instant at which it no longer opens anything, however busy.
  public var expiresAt: Instant
  public var endedAt: Instant?
  /// When it was last used, to the minute.
  public var usedAt: Instant

  public init(id: Int64, identity: TokenIdentity, createdAt: Instant, expiresAt: Instant, endedAt: Instant? = nil, usedAt: Instant) {
    self.id = id
    self.identity = identity
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.endedAt = endedAt
    self.usedAt = usedAt
  }

  public func isOpen(at now: Instant, idleSeconds: Int64) -> Bool { endedAt == nil && now < expiresAt && now < usedAt.adding(seconds: idleSeconds) }

  /// Noting each use would be a write a request.
  public static let noteSeconds: Int64 = 60

  /// What is told whoever brings a session that opens nothing, without saying why.
  public static let over = Problem(.sessionOver, path: "Cookie", "you are not signed in any more", remedy: "sign in again at /sign-in")
}

/// Where sessions are kept. The cookie itself is not, only its digest.
public protocol UserSessionStore: Sendable {
  func userSession(digest: String) throws -> UserSession?
  func userSession(_ id: Int64) throws -> UserSession?
  /// Those neither ended nor at the end of their longest life, in the order they were begun.
  func userSessions(openAt: Instant) throws -> [UserSession]
  /// Whether a session came of this sign-in already.
  func isUsed(signIn: String) throws -> Bool
  /// False when a session came of this sign-in already.
  func begin(_ identity: TokenIdentity, digest: String, signIn: String, at: Instant, until: Instant) throws -> Bool
  func note(use session: Int64, at: Instant) throws
  /// False when it was over before.
  func end(session digest: String, at: Instant) throws -> Bool
  /// False when it was over before.
  func end(session id: Int64, at: Instant) throws -> Bool
}
