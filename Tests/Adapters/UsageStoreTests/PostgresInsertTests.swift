import Testing

@testable import Store

/// How rows are numbered on a server, and when that waits for the server.
@Suite struct PostgresInsertTests {
  private func insert(_ sql: String) -> PostgresInsert? { PostgresInsert(PostgresDialect.statement(sql), keys: ["head": "stream", "row": "id"]) }

  /// What is certain to be written needs no answer before more is sent: each wait is a journey to the server and back.
  @Test(arguments: [
    ("INSERT INTO head(stream, link) VALUES (?, ?)", false),
    ("INSERT INTO head(stream, link) VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET link = excluded.link", false),
    ("INSERT INTO head(stream, link) VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET link = excluded.link WHERE head.link < excluded.link", true),
    ("INSERT INTO head(stream, link) VALUES (?, ?) ON CONFLICT DO NOTHING", true),
    ("INSERT INTO row(text) VALUES (?)", false),
    ("INSERT INTO row(text) VALUES (?) ON CONFLICT (text) DO UPDATE SET text = excluded.text", true),
    ("INSERT INTO row(text) VALUES (?) ON CONFLICT DO NOTHING", true),
    ("INSERT INTO row(text) SELECT link FROM head", true),
  ]) func onlyWhatMayBeLeftOutIsWaitedFor(_ sql: String, _ isCounted: Bool) throws {
    #expect(try #require(insert(sql)).isCounted == isCounted)
  }

  @Test func rowsWithoutANumberAreNone() {
    #expect(insert("INSERT INTO other(text) VALUES (?)") == nil)
    #expect(insert("UPDATE row SET text = ?") == nil)
  }

  @Test func whoeverNamesNoNumberIsGivenOne() throws {
    #expect(try #require(insert("INSERT INTO row(text) VALUES (?)")).text == "INSERT INTO row(id, text) VALUES ($2, $1)")
  }
}
