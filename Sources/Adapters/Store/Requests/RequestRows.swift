public import Operations
public import Primitives

extension Store: RequestStore {
  public func begin(_ request: AskedRequest, at: Instant) throws -> Int64 {
    try write { c in
      let row = try c.prepare("INSERT INTO request(recorded_at, caller, key, operation, content) VALUES (?, ?, ?, ?, ?)")
      row.bind(1, at)
      row.bind(2, request.caller)
      row.bind(3, request.key)
      row.bind(4, request.operation)
      row.bind(5, request.content)
      try row.run()
      return c.lastInsertedRow
    }
  }

  public func answer(_ request: Int64, _ asked: AskedRequest, with answer: GivenAnswer, at: Instant) throws {
    try write { c in
      let row = try c.prepare(
        "INSERT INTO request_answer(request_id, caller, key, answered_at, status, body) VALUES (?, ?, ?, ?, ?, ?)")
      row.bind(1, request)
      row.bind(2, asked.caller)
      row.bind(3, asked.key)
      row.bind(4, at)
      row.bind(5, answer.status)
      row.bind(6, answer.body)
      try row.run()
    }
  }

  public func answered(caller: String, key: String) throws -> (content: String, answer: GivenAnswer)? {
    try read { c in
      let row = try c.prepare(
        """
        SELECT r.content, a.status, a.body FROM request_answer a JOIN request r ON r.id = a.request_id
        WHERE a.caller = ? AND a.key = ?
        """)
      row.bind(1, caller)
      row.bind(2, key)
      defer { row.reset() }
      return try row.step() ? (row.text(0), GivenAnswer(status: row.int(1), body: row.text(2))) : nil
    }
  }

  public func requests(before: Int64?, limit: Int) throws -> [RecordedRequest] {
    try read { c in
      let rows = try c.prepare(
        """
        SELECT r.id, r.recorded_at, r.caller, r.key, r.operation, a.status FROM request r
        LEFT JOIN request_answer a ON a.request_id = r.id WHERE ?1 IS NULL OR r.id < ?1 ORDER BY r.id DESC LIMIT ?2
        """)
      rows.bind(1, before)
      rows.bind(2, limit)
      defer { rows.reset() }
      var found: [RecordedRequest] = []
      while try rows.step() {
        found.append(
          RecordedRequest(
            id: rows.int64(0), recordedAt: rows.instant(1), caller: rows.text(2), key: rows.text(3), operation: rows.text(4),
            status: rows.optionalInt64(5).map(Int.init)))
      }
      return found
    }
  }
}

/// The digest by which the store proves facts, for other things that must be told apart for sure.
public enum Digest {
  /// SHA-256 as 64 hexadecimal digits.
  ///
  /// - Throws: when the system's library offers none.
  public static func sha256(_ bytes: [UInt8]) throws -> String {
    let sha = try SHA256()
    sha.begin()
    bytes.withUnsafeBytes { sha.add($0) }
    return "\(sha.finish())"
  }
}
