/// Florin's SQL as PostgreSQL reads it.
///
/// Statements and migrations are written once, in words that SQLite and PostgreSQL share. What is left is translated
/// here, and nowhere else: placeholders, a few words of types, and the trigger that refuses changes.
enum PostgresDialect {
  /// A statement with `$1` for `?` and `?1`, and how many values it takes.
  struct Translated {
    var text: String
    var parameterCount: Int
    /// Numbers within the count that no placeholder names.
    var unused: Set<Int>
  }

  static func statement(_ sql: String) -> Translated {
    var text: [UInt8] = []
    var highest = 0
    var named: Set<Int> = []
    var isQuoted = false
    var bytes = Array(sql.utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "'") { isQuoted.toggle() }
      guard byte == UInt8(ascii: "?"), !isQuoted else {
        text.append(byte)
        continue
      }
      var number = 0
      while let digit = bytes.first, digit >= 0x30, digit <= 0x39 {
        number = number * 10 + Int(digit & 15)
        bytes.removeFirst()
      }
      if number == 0 { number = highest + 1 }
      highest = max(highest, number)
      named.insert(number)
      text.append(contentsOf: "$\(number)".utf8)
    }
    // SQLite keeps tables joined this way in their order; PostgreSQL orders them itself.
    let joined = String(decoding: text, as: UTF8.self).replacing("CROSS JOIN", with: "JOIN")
    return Translated(text: joined, parameterCount: highest, unused: Set(1..<highest + 1).subtracting(named))
  }

  /// How a migration begins that SQLite has no need of.
  static let alone = "-- PostgreSQL alone"

  /// A migration; `nil` when it is SQLite's alone. Text compares byte by byte, as it does in SQLite.
  static func schema(_ sql: String) -> String? {
    if sql.hasPrefix("-- SQLite alone") { return nil }
    if sql.hasPrefix(alone) { return sql }
    return sql.replacing(/CREATE TRIGGER (\w+) BEFORE (\w+) ON (\w+)\s+BEGIN SELECT RAISE\(ABORT, ('[^']*')\); END;/) {
      "CREATE TRIGGER \($0.1) BEFORE \($0.2) ON \($0.3) FOR EACH ROW EXECUTE FUNCTION refuse_change(\($0.4));"
    }
    .replacing(" WITHOUT ROWID", with: "")
    // What follows from other columns: PostgreSQL keeps it in the row.
    .replacing(" VIRTUAL;", with: " STORED;")
    .replacing(/\bINTEGER\b/, with: "bigint")
    .replacing(/\bBLOB\b/, with: "bytea")
    .replacing(/\bTEXT\b/, with: "text COLLATE \"C\"")
    .replacing("group_concat(", with: "string_agg(")
  }

  /// What SQLite brings along and migrations and statements use; made before the first migration.
  static let functions = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;
    CREATE FUNCTION json_each(document text) RETURNS TABLE(value text) LANGUAGE sql IMMUTABLE AS $$
    SELECT element::text FROM json_array_elements(document::json) element $$;
    CREATE FUNCTION json_extract(document text, path text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT document::json ->> substr(path, 3) $$;
    """
}
