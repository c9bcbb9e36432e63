public import Operations
public import Primitives

extension Store: UserSessionStore {
  public func userSession(digest: String) throws -> UserSession? {
    try read { c in
      let row = try c.prepare(
        """
        SELECT s.id, s.caller, s.roles, s.customer, s.created_at, s.expires_at, e.ended_at, COALESCE(u.used_at, s.created_at)
        FROM user_session s LEFT JOIN user_session_end e ON e.user_session_id = s.id LEFT JOIN user_session_use u ON u.user_session_id = s.id
        WHERE s.digest = ?
        """)
      row.bind(1, digest)
      defer { row.reset() }
      guard try row.step() else { return nil }
      let roles = Set(row.text(2).split(separator: ",").compactMap { Role(rawValue: String($0)) })
      return UserSession(
        id: row.int64(0), identity: TokenIdentity(caller: row.text(1), roles: roles, customerReference: row.optionalText(3)), createdAt: row.instant(4),
        expiresAt: row.instant(5), endedAt: row.optionalInt64(6).map { Instant(microseconds: $0) }, usedAt: row.instant(7))
    }
  }

  public func isUsed(signIn: String) throws -> Bool { try read { try UserSessionRows.isUsed(signIn, $0) } }

  public func begin(_ identity: TokenIdentity, digest: String, signIn: String, at: Instant, until: Instant) throws -> Bool {
    try write { c in
      if try UserSessionRows.isUsed(signIn, c) { return false }
      let row = try c.prepare("INSERT INTO user_session(digest, sign_in, caller, roles, customer, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
      row.bind(1, digest)
      row.bind(2, signIn)
      row.bind(3, identity.caller)
      row.bind(4, identity.roles.sorted().map(\.rawValue).joined(separator: ","))
      row.bind(5, identity.customerReference)
      row.bind(6, at)
      row.bind(7, until)
      try row.run()
      return true
    }
  }

  public func note(use session: Int64, at: Instant) throws {
    try write { c in
      let row = try c.prepare(
        "INSERT INTO user_session_use(user_session_id, used_at) VALUES (?, ?) ON CONFLICT (user_session_id) DO UPDATE SET used_at = excluded.used_at")
      row.bind(1, session)
      row.bind(2, at)
      try row.run()
    }
  }

  public func end(session digest: String, at: Instant) throws -> Bool {
    try write { c in
      let known = try c.prepare("SELECT s.id FROM user_session s LEFT JOIN user_session_end e ON e.user_session_id = s.id WHERE s.digest = ? AND e.id IS NULL")
      known.bind(1, digest)
      defer { known.reset() }
      guard try known.step() else { return false }
      let id = known.int64(0)
      known.reset()
      let row = try c.prepare("INSERT INTO user_session_end(user_session_id, ended_at) VALUES (?, ?)")
      row.bind(1, id)
      row.bind(2, at)
      try row.run()
      return true
    }
  }
}

private enum UserSessionRows {
  static func isUsed(_ signIn: String, _ c: Connection) throws -> Bool {
    let row = try c.prepare("SELECT 1 FROM user_session WHERE sign_in = ?")
    row.bind(1, signIn)
    defer { row.reset() }
    return try row.step()
  }
}
