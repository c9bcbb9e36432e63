import HTTPAPI
import Operations
import Primitives
import Store
import Synchronization

/// The sessions of people who signed in.
struct UserSessions: Sendable {
  let store: Store
  let client: SignInClient
  let pool: WorkPool
  private let remembered = Remembered()

  init(_ store: Store, _ client: SignInClient, pool: WorkPool) {
    self.store = store
    self.client = client
    self.pool = pool
  }

  /// Sessions by the machine's time: they guard a real door.
  var now: Instant { MachineClock().now() }

  /// Begins a session; the text that is returned is the only copy of its cookie.
  ///
  /// - Throws: `Rejection` (`access.sign-in-state`) when a session came of the attempt before.
  func begin(_ identity: TokenIdentity, of attempt: SignInAttempt) async throws -> String {
    var random = SystemRandomNumberGenerator()
    let text = RandomText.letters(40, &random)
    let digest = try AccessKeys.digest(text)
    let signIn = try AccessKeys.digest(attempt.state)
    let now = now
    let isNew = try await pool.write { [store, client] in
      try store.begin(identity, digest: digest, signIn: signIn, at: now, until: now.adding(seconds: client.longestSeconds))
    }
    if !isNew { throw Rejection(SignInAttempt.used) }
    return text
  }

  /// - Throws: `Rejection` (`access.sign-in-state`) when a session came of the attempt already.
  func requireNew(_ attempt: SignInAttempt) async throws {
    let signIn = try AccessKeys.digest(attempt.state)
    if try await pool.read({ [store] in try store.isUsed(signIn: signIn) }) { throw Rejection(SignInAttempt.used) }
  }

  /// Who signed in. The database is asked at most once a second for each: that long a session that ended may still open.
  ///
  /// - Throws: `Rejection` or, of a session that there was, `RefusedCaller` (`access.session-over`).
  func identity(_ cookie: String) async throws -> TokenIdentity {
    let digest = try AccessKeys.digest(cookie)
    let now = now
    var session = remembered.sessions.withLock { $0[digest] }.flatMap { $0.at <= now && now < $0.at.adding(seconds: 1) ? $0.session : nil }
    if session == nil {
      session = try await pool.read { [store] in try store.userSession(digest: digest) }
      // Those that nobody has are not remembered, so that guesses fill no memory.
      if let session {
        remembered.sessions.withLock { sessions in
          if sessions.count >= 10_000 { sessions.removeAll() }
          sessions[digest] = (session, now)
        }
      }
    }
    guard let session else { throw Rejection(UserSession.over) }
    guard session.isOpen(at: now, idleSeconds: client.idleSeconds) else { throw RefusedCaller(session.identity.caller, UserSession.over) }
    if session.usedAt.adding(seconds: UserSession.noteSeconds) <= now {
      do { try await pool.write { [store] in try store.note(use: session.id, at: now) } } catch let fault as StoreFault where fault.passes {
        // Nobody is kept from reading because the disk is full; at worst the session is over a little early.
      }
      remembered.sessions.withLock { $0[digest]?.session.usedAt = now }
    }
    return session.identity
  }

  func end(_ cookie: String) async throws {
    let digest = try AccessKeys.digest(cookie)
    let now = now
    _ = try await pool.write { [store] in try store.end(session: digest, at: now) }
    remembered.sessions.withLock { $0[digest] = nil }
  }

  private final class Remembered: Sendable {
    let sessions = Mutex<[String: (session: UserSession, at: Instant)]>([:])
  }
}
