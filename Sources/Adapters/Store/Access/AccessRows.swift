public import Operations
public import Primitives

extension Store: AccessStore {
  public func save(_ key: AccessKey) throws {
    try write { c in
      let row = try c.prepare(
        "INSERT INTO access_key(public_id, name, digest, roles, customer_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
      row.bind(1, key.publicID)
      row.bind(2, key.name)
      row.bind(3, key.digest)
      row.bind(4, key.roles.sorted().map(\.rawValue).joined(separator: ","))
      row.bind(5, key.customer?.rawValue)
      row.bind(6, key.createdAt)
      row.bind(7, key.expiresAt?.microseconds)
      try row.run()
    }
  }

  public func accessKey(publicID: String) throws -> AccessKey? {
    try read { c in
      let row = try c.prepare("\(AccessRows.query) WHERE k.public_id = ?")
      row.bind(1, publicID)
      defer { row.reset() }
      return try row.step() ? AccessRows.key(row) : nil
    }
  }

  public func accessKeys() throws -> [AccessKey] {
    try read { c in
      let rows = try c.prepare("\(AccessRows.query) ORDER BY k.id")
      defer { rows.reset() }
      var found: [AccessKey] = []
      while try rows.step() { found.append(AccessRows.key(rows)) }
      return found
    }
  }

  public func revoke(publicID: String, at: Instant) throws -> Bool {
    try write { c in
      let known = try c.prepare(
        """
        SELECT k.id FROM access_key k LEFT JOIN access_key_revocation r ON r.access_key_id = k.id
        WHERE k.public_id = ? AND r.id IS NULL
        """)
      known.bind(1, publicID)
      defer { known.reset() }
      guard try known.step() else { return false }
      let id = known.int64(0)
      known.reset()
      let row = try c.prepare("INSERT INTO access_key_revocation(access_key_id, revoked_at) VALUES (?, ?)")
      row.bind(1, id)
      row.bind(2, at)
      try row.run()
      return true
    }
  }
}

private enum AccessRows {
  static let query = """
    SELECT k.public_id, k.name, k.digest, k.roles, k.customer_id, k.created_at, k.expires_at, r.revoked_at
    FROM access_key k LEFT JOIN access_key_revocation r ON r.access_key_id = k.id
    """

  static func key(_ row: Statement) -> AccessKey {
    AccessKey(
      publicID: row.text(0), name: row.text(1), digest: row.text(2),
      roles: Set(row.text(3).split(separator: ",").compactMap { Role(rawValue: String($0)) }),
      customer: row.optionalInt64(4).map { CustomerID($0) }, createdAt: row.instant(5),
      expiresAt: row.optionalInt64(6).map { Instant(microseconds: $0) }, revokedAt: row.optionalInt64(7).map { Instant(microseconds: $0) })
  }
}
