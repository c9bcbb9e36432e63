import CPQ
import Glibc
import Seeds
import Testing

@testable import Store

/// A connection to a server breaks while a transaction is committed.
@Suite(.enabled(if: TestDatabase.server != nil, "needs a server")) struct CommitTests {
  /// Where it breaks: Florin's side no longer hears, or is neither heard nor hears.
  enum Break: CaseIterable {
    case commitIsNotAnswered
    case commitIsNotSent
  }

  @Test(arguments: Break.allCases) func aTransactionIsDoneOnceWhereverItsConnectionBreaks(_ broken: Break) throws {
    let database = try #require(try TestDatabase.new())
    let connection = try Connection(at: DatabaseAddress(url: database.address))
    connection.markCommits()
    guard case .postgres(let postgres) = connection.driver else { return }
    var runs = 0
    func insert() throws -> Int {
      try connection.transaction {
        runs += 1
        let row = try connection.prepare("INSERT INTO space_attempt(filler) VALUES (?)")
        row.bind(1, "run \(runs)")
        try row.run()
        if runs == 2 { shutdown(PQsocket(postgres.handle), Int32(broken == .commitIsNotAnswered ? SHUT_RD : SHUT_RDWR)) }
        return runs
      }
    }
    #expect(try insert() == 1)
    // What was committed and not answered is found out and not done again; what was not committed is.
    #expect(try insert() == (broken == .commitIsNotAnswered ? 2 : 3))
    #expect(try insert() == (broken == .commitIsNotAnswered ? 3 : 4))
    let count = try connection.prepare("SELECT COUNT(*) FROM space_attempt")
    #expect(try count.step())
    #expect(count.int(0) == 3)
  }
}
