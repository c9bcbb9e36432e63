public import Operations
public import Primitives

extension Store: UserSessionStore {
  public func userSession(digest: String) throws -> UserSession? {
    try read { c in
      let row = try c.prepare("\(UserSessionRows.query) WHERE s.digest = ?")
      row.bind(1, digest)
      return try UserSessionRows.sessions(row).first
    }
  }

  public func userSession(_ id: Int64) throws -> UserSession? {
    try read { c in
      let row = try c.prepare("\(UserSessionRows.query) WHERE s.id = ?")
      row.bind(1, id)
      return try UserSessionRows.sessions(row).first
    }
  }

  public func userSessions(openAt: Instant) throws -> [UserSession] {
    try read { c in
      let rows = try c.prepare("\(UserSessionRows.query) WHERE e.id IS NULL AND s.expires_at > ? ORDER BY s.id")
      rows.bind(1, openAt)
      return try UserSessionRows.sessions(rows)
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
      let known = try c.prepare("SELECT id FROM user_session WHERE digest = ?")
      known.bind(1, digest)
      defer { known.reset() }
      return try known.step() && UserSessionRows.end(known.int64(0), at, c)
    }
  }

  public func end(session id: Int64, at: Instant) throws -> Bool { try write { try UserSessionRows.end(id, at, $0) } }
}

private enum UserSessionRows {
  static let query = """
    SELECT s.id, s.caller, s.roles, s.customer, s.created_at, s.expires_at, e.ended_at, COALESCE(u.used_at, s.created_at)
    FROM user_session s LEFT JOIN user_session_end e ON e.user_session_id = s.id LEFT JOIN user_session_use u ON u.user_session_id = s.id
    """

  static func sessions(_ rows: Statement) throws -> [UserSession] {
    defer { rows.reset() }
    var found: [UserSession] = []
    while try rows.step() {
      let roles = Set(rows.text(2).split(separator: ",").compactMap { Role(rawValue: String($0)) })
      found.append(
        UserSession(
          id: rows.int64(0), identity: TokenIdentity(caller: rows.text(1), roles: roles, customerReference: rows.optionalText(3)), createdAt: rows.instant(4),
          expiresAt: rows.instant(5), endedAt: rows.optionalInt64(6).map { Instant(microseconds: $0) }, usedAt: rows.instant(7)))
    }
    return found
  }

  static func end(_ id: Int64, _ at: Instant, _ c: Connection) throws -> Bool {
    let known = try c.prepare("SELECT 1 FROM user_session_end WHERE user_session_id = ?")
    known.bind(1, id)
    defer { known.reset() }
    if try known.step() { return false }
    let row = try c.prepare("INSERT INTO user_session_end(user_session_id, ended_at) VALUES (?, ?)")
    row.bind(1, id)
    row.bind(2, at)
    try row.run()
    return true
  }

  static func isUsed(_ signIn: String, _ c: Connection) throws -> Bool {
    let row = try c.prepare("SELECT 1 FROM user_session WHERE sign_in = ?")
    row.bind(1, signIn)
    defer { row.reset() }
    return try row.step()
  }
}
