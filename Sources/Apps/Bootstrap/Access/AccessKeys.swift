public import Operations
import Parties
public import Primitives
import Store
import Synchronization

/// The access keys of one installation.
public struct AccessKeys: Sendable {
  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// Makes a key; its text is given once and never kept.
  public func create(name: String, roles: Set<Role>, customer: String? = nil, expiresAt: Instant? = nil) throws -> (key: AccessKey, text: String) {
    var random = SystemRandomNumberGenerator()
    let issue = IssueAccessKey(store: installation.store) { try AccessKeys.digest($0) }
    return try issue(name: name, roles: roles, customer: customer, expiresAt: expiresAt, at: now, random: &random)
  }

  public func list() throws -> [AccessKey] { try installation.store.accessKeys() }

  public func customerReference(of key: AccessKey) throws -> String? { try key.customer.flatMap { try installation.store.customerReference($0) } }

  /// Takes a key back, or lets a caller of an issuer (`issuer/digest`) in no more; revoking again changes nothing.
  ///
  /// - Throws: `Rejection` (`access.unknown-id`) when there is no such key, or it is no caller's name.
  public func revoke(_ publicID: String) throws {
    if publicID.contains("/") {
      _ = try installation.store.revoke(caller: try AccessKeys.callerName(publicID), at: now)
      return
    }
    guard try installation.store.accessKey(publicID: publicID) != nil else {
      throw Rejection(
        Problem(.unknownAccessKey, path: "id", "there is no access key \"\(publicID)\"", remedy: "`florin key list` names the keys"))
    }
    _ = try installation.store.revoke(publicID: publicID, at: now)
  }

  /// Lets a caller of an issuer in again.
  ///
  /// - Throws: `Rejection` (`access.unknown-id`) when it is not revoked.
  public func restore(_ caller: String) throws {
    if try installation.store.restore(caller: try AccessKeys.callerName(caller), at: now) { return }
    throw Rejection(Problem(.unknownAccessKey, path: "id", "\(caller) is not revoked", remedy: "`florin key list` names the callers that are; a key that was revoked stays so"))
  }

  /// The sessions of people who signed in that neither were ended nor have lasted as long as they may, the oldest first.
  public func sessions() throws -> [UserSession] { try installation.store.userSessions(openAt: now) }

  /// Ends a session. Ending it again changes nothing.
  ///
  /// - Throws: `Rejection` (`access.unknown-session`) when there never was one of this number.
  public func end(session number: Int64) throws {
    guard let session = try installation.store.userSession(number) else {
      throw Rejection(Problem(.unknownSession, path: "session", "there is no session \(number)", remedy: "`florin key sessions` names the open ones"))
    }
    _ = try installation.store.end(session: session.id, at: now)
  }

  /// Ends every open session of a caller.
  ///
  /// - Returns: how many there were.
  /// - Throws: `Rejection` (`access.unknown-id`) when it is no caller's name.
  public func endSessions(of caller: String) throws -> Int {
    let name = try AccessKeys.callerName(caller)
    return try sessions().filter { $0.identity.caller == name }.count { try installation.store.end(session: $0.id, at: now) }
  }

  /// The callers of issuers that are let in no more.
  public func revokedCallers() throws -> [String] { try installation.store.revokedCallers() }

  /// The name under which somebody whom an issuer vouches for stands in logs and the audit.
  public static func caller(issuer: String, subject: String) throws -> String {
    try TokenIdentity.caller(issuer: issuer, subject: subject) { try digest($0) }
  }

  private static func callerName(_ text: String) throws(Rejection) -> String {
    let halves = text.split(separator: "/", omittingEmptySubsequences: false)
    if halves.count == 2, !halves[0].isEmpty, halves[1].utf8.count == 24, halves[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) { return text }
    throw Rejection(
      Problem(.unknownAccessKey, path: "id", "\"\(text)\" is no caller of an issuer", remedy: "write it as logs and the audit do, or let `florin key caller ISSUER SUBJECT` tell it"))
  }

  /// Keys by the machine's time, whatever a sandbox's clock shows: they guard a real door.
  var now: Instant { MachineClock().now() }

  static func digest(_ text: String) throws -> String { try Digest.sha256(Array(text.utf8)) }

  /// The caller that a key's text makes.
  func caller(_ text: String) throws -> Caller { try caller(text, try AccessKeys.publicID(text).flatMap { try known($0) }) }

  /// The same without asking the database; `nil` when it must be asked.
  ///
  /// - Parameter seconds: how long ago it may have been asked.
  func rememberedCaller(_ text: String, within seconds: Int64 = 1) throws -> Caller? {
    guard let key = AccessKeys.publicID(text).flatMap({ remembered($0, at: now, within: seconds) }) else { return nil }
    return try caller(text, key)
  }

  private func caller(_ text: String, _ key: AccessKey?) throws -> Caller {
    do { return try Caller(key, digest: try AccessKeys.digest(text), at: now) } catch let rejection as Rejection {
      // Who has the whole of a key that is over is who the key says.
      guard let key, let problem = rejection.problems.first, problem.code != .keyUnknown else { throw rejection }
      throw RefusedCaller(key.publicID, problem)
    }
  }

  private static func publicID(_ text: String) -> String? {
    let parts = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0].elementsEqual("florin".utf8) ? String(Substring(parts[1])) : nil
  }

  /// What is kept of a key, asked for at most once a second: that long a revoked one may still open.
  private func known(_ publicID: String) throws -> AccessKey? {
    let now = now
    if let key = remembered(publicID, at: now) { return key }
    let key = try installation.store.accessKey(publicID: publicID)
    remembered.keys.withLock { keys in
      // Keys that nobody made are not remembered, so that guesses fill no memory.
      keys[publicID] = key.map { ($0, now) }
    }
    return key
  }

  private func remembered(_ publicID: String, at now: Instant, within seconds: Int64 = 1) -> AccessKey? {
    // What is remembered from a later time than now is old: the clock was set back.
    guard let (key, at) = remembered.keys.withLock({ $0[publicID] }), at <= now, now < at.adding(seconds: seconds) else { return nil }
    return key
  }

  private final class Remembered: Sendable {
    let keys = Mutex<[String: (AccessKey, Instant)]>([:])
  }

  private let remembered = Remembered()
}
