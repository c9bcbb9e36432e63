public import Operations
public import Primitives

extension Store: ReaderLinkStore {
  public func linkKeys() throws -> [LinkKey] { try read { try ReaderLinkRows.keys($0) } }

  public func addFirst(linkKey sealed: SealedSecret, at: Instant) throws {
    try write { c in
      if try ReaderLinkRows.keys(c).isEmpty { try ReaderLinkRows.insert(sealed, at, c) }
    }
  }

  public func rotate(linkKey sealed: SealedSecret, at: Instant, oldExpireAt: Instant) throws {
    try write { c in
      let over = try c.prepare("DELETE FROM link_key WHERE expires_at <= ?1 OR ?2 <= ?1")
      over.bind(1, at)
      over.bind(2, oldExpireAt)
      try over.run()
      let old = try c.prepare("UPDATE link_key SET expires_at = ?1 WHERE expires_at IS NULL OR expires_at > ?1")
      old.bind(1, oldExpireAt)
      try old.run()
      try ReaderLinkRows.insert(sealed, at, c)
    }
  }

  public func withdraw(linksOf account: BillingAccountID, to document: ReaderLink.Document?, at: Instant) throws {
    try write { c in
      let row = try c.prepare("INSERT INTO link_withdrawal(account_id, kind, document_id, made_until) VALUES (?, ?, ?, ?)")
      row.bind(1, account.rawValue)
      row.bind(2, Int64(document?.kind.rawValue ?? 0))
      row.bind(3, document?.id ?? 0)
      row.bind(4, at)
      try row.run()
    }
  }

  public func linksWithdrawn(of account: BillingAccountID, to document: ReaderLink.Document) throws -> Instant? {
    try read { c in
      let row = try c.prepare(
        "SELECT made_until FROM link_withdrawal WHERE account_id = ?1 AND (kind = 0 OR (kind = ?2 AND document_id = ?3)) ORDER BY made_until DESC LIMIT 1")
      row.bind(1, account.rawValue)
      row.bind(2, Int64(document.kind.rawValue))
      row.bind(3, document.id)
      defer { row.reset() }
      return try row.step() ? row.instant(0) : nil
    }
  }
}

private enum ReaderLinkRows {
  static func keys(_ c: Connection) throws -> [LinkKey] {
    let rows = try c.prepare("SELECT id, sealed, key_mark, made_at, expires_at FROM link_key ORDER BY id")
    defer { rows.reset() }
    var found: [LinkKey] = []
    while try rows.step() {
      found.append(
        LinkKey(
          id: rows.int64(0), sealed: SealedSecret(bytes: rows.bytes(1), keyMark: rows.text(2)), madeAt: rows.instant(3),
          expiresAt: rows.optionalInt64(4).map { Instant(microseconds: $0) }))
    }
    return found
  }

  static func insert(_ sealed: SealedSecret, _ at: Instant, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO link_key(sealed, key_mark, made_at) VALUES (?, ?, ?)")
    row.bind(1, blob: sealed.bytes)
    row.bind(2, sealed.keyMark)
    row.bind(3, at)
    try row.run()
  }
}
