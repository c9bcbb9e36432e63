import Foundation
import HTTPAPI
import Messaging
import Operations
import Parties
import Primitives
import Store
import Synchronization

/// Who asks, by what a request carries: an access key, a token of an issuer that is trusted, or the session of somebody who signed in.
struct Callers: Sendable {
  let installation: Installation
  private let usual: Asking
  private let keys: AccessKeys
  /// By what tokens call their issuer.
  private let checks: [String: CheckToken]
  private let sessions: UserSessions?
  private let signIn: SignIn?
  private let remembered = Remembered()

  init(_ installation: Installation, _ settings: IssuerSettings, signIn client: SignInClient? = nil, pool: WorkPool) {
    self.installation = installation
    usual = Asking(pool: pool)
    keys = AccessKeys(installation)
    let doors = IssuerDoors(settings)
    checks = Dictionary(settings.issuers.map { ($0.issuer, doors.check($0)) }) { first, _ in first }
    sessions = client.map { UserSessions(installation.store, $0, pool: pool) }
    signIn = client.map { [checks] client in
      SignIn(
        client, check: checks[client.issuer.issuer] ?? doors.check(client.issuer), reader: { try doors.reader() }, digest: { try AccessKeys.digest($0) },
        now: { MachineClock().now() })
    }
  }

  /// The way in for people, where there is one.
  var signInDoor: SignInDoor? {
    guard let signIn, let sessions else { return nil }
    return SignInDoor(signIn: signIn, sessions: sessions, callers: self)
  }

  /// - Throws: `Rejection` or `RefusedCaller` when what was sent opens nothing, `ToldFault` when that cannot be found out at this moment.
  ///
  /// - Parameter asking: how the database is asked; as usual when left out.
  func caller(_ credential: Credential, _ asking: Asking? = nil) async throws -> Caller {
    switch credential {
    case .bearer(let text): return try await bearer(text, asking ?? usual)
    case .session(let cookie):
      guard let sessions else { throw Rejection(UserSession.over) }
      return try await known(try await sessions.identity(cookie), path: "Cookie", asking)
    }
  }

  /// How the database is asked who somebody is.
  struct Asking: Sendable {
    var pool: WorkPool
    /// While it cannot be asked, what it said within so many seconds still holds.
    var leewaySeconds: Int64 = 0

    /// - Parameter known: what was said within so many seconds.
    func ask<T: Sendable>(_ body: @escaping @Sendable () throws -> T, orElse known: (Int64) throws -> T?) async throws -> T {
      do { return try await pool.read(body) } catch where !(error is Rejection) && !(error is RefusedCaller) {
        if leewaySeconds > 0, let known = try known(leewaySeconds) { return known }
        throw error
      }
    }
  }

  /// The same as far as nobody has to be asked: keys that were seen within the second.
  func callerAtHand(_ credential: Credential) throws -> CallerAtHand {
    guard case .bearer(let text) = credential, !isToken(text), let caller = try keys.rememberedCaller(text) else { return .toBeAsked }
    return .known(caller)
  }

  /// No access key has a dot in it, and every token has two.
  private func isToken(_ text: String) -> Bool { !checks.isEmpty && text.utf8.contains(UInt8(ascii: ".")) }

  private func bearer(_ text: String, _ asking: Asking) async throws -> Caller {
    guard isToken(text) else {
      if let caller = try keys.rememberedCaller(text) { return caller }
      return try await asking.ask { [keys] in try keys.caller(text) } orElse: { try keys.rememberedCaller(text, within: $0) }
    }
    let path = "Authorization"
    let token = try SignedToken(text, path: path, read: IssuerDoors.json)
    guard let check = token.issuer.flatMap({ checks[$0] }) else { throw Rejection(TokenClaims.otherIssuer(path)) }
    let claims = try await check(token, audiences: check.issuer.audiences, types: ["jwt", "at+jwt"], path: path)
    return try await known(try check.issuer.identity(claims, path: path) { try AccessKeys.digest($0) }, path: path, asking)
  }

  /// The caller that an identity is, unless it was revoked. The database is asked at most once a second: that long a
  /// revoked one may still come in.
  func known(_ identity: TokenIdentity, path: String, _ asking: Asking? = nil) async throws -> Caller {
    let now = MachineClock().now()
    func remembered(within seconds: Int64) -> Standing? {
      guard let known = self.remembered.standings.withLock({ $0[identity] }), known.at <= now, now < known.at.adding(seconds: seconds) else { return nil }
      return known
    }
    let standing: Standing
    if let known = remembered(within: 1) {
      standing = known
    } else {
      standing = try await (asking ?? usual).ask { [store = installation.store] in
        Standing(
          isRevoked: try store.isRevoked(caller: identity.caller),
          customer: try identity.customerReference.flatMap { try store.customer(reference: $0)?.id }, at: now)
      } orElse: { remembered(within: $0) }
      self.remembered.standings.withLock { standings in
        if standings.count >= Callers.mostRemembered { standings.removeAll() }
        standings[identity] = standing
      }
    }
    if standing.isRevoked {
      throw RefusedCaller(identity.caller, Problem(.callerRevoked, path: path, "\(identity.caller) was revoked here", remedy: "ask who runs this installation; `florin key restore` lets a caller in again"))
    }
    if let reference = identity.customerReference, standing.customer == nil {
      throw RefusedCaller(
        identity.caller,
        Problem(.callerUnmapped, path: path, "\(identity.caller) acts for a customer \"\(reference)\" that is not there", remedy: "let the issuer write the reference of a customer of this installation"))
    }
    return Caller(name: identity.caller, roles: identity.roles, customer: standing.customer)
  }

  private static let mostRemembered = 10_000

  private struct Standing: Sendable {
    var isRevoked: Bool
    var customer: CustomerID?
    var at: Instant
  }

  private final class Remembered: Sendable {
    let standings = Mutex<[TokenIdentity: Standing]>([:])
  }
}
