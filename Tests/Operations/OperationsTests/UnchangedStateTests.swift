import Bootstrap
import Operations
import Testing

@testable import Lab
@testable import Store

/// What is true of the whole database is read once for each state of it.
@Suite struct UnchangedStateTests {
  private struct Counted {
    var accounts: Int

    init(_ c: Connection) throws {
      let row = try c.prepare("SELECT COUNT(*) FROM billing_account")
      defer { row.reset() }
      accounts = try row.step() ? row.int(0) : 0
    }
  }

  @Test func itIsReadAgainOnceAnythingWasCommitted() throws {
    let world = try World()
    let isOnServer = world.database != nil
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    var reads = 0
    func accounts() throws -> Int {
      try world.store.read { c in
        try c.whileUnchanged {
          reads += 1
          return try Counted(c)
        }.accounts
      }
    }
    for expected in 1...4 {
      // By turns through this process and through another.
      if expected.isMultiple(of: 2) { try world.registering("a\(expected)", at: other) } else { try world.account("a\(expected)") }
      reads = 0
      for _ in 0..<3 { #expect(try accounts() == expected) }
      #expect(reads == (isOnServer ? 3 : 1))
    }
  }

  /// On one snapshot it stays what it was; behind it, it is what others have committed meanwhile.
  @Test func itIsOfTheSnapshot() throws {
    let world = try World()
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    func accounts() throws -> Int { try world.store.read { c in try c.whileUnchanged { try Counted(c) }.accounts } }
    #expect(try accounts() == 0)
    try world.store.onOneSnapshot { () throws -> Void in
      #expect(try accounts() == 0)
      try world.registering("a", at: other)
      #expect(try accounts() == 0)
    }
    #expect(try accounts() == 1)
  }

  /// Who writes sees what was written.
  @Test func whoWritesReadsEachTime() throws {
    let world = try World()
    try world.account("a")
    try world.store.write { c in
      #expect(try c.whileUnchanged { try Counted(c) }.accounts == 1)
      try c.execute("UPDATE billing_account SET name = 'b'")
      var isRead = false
      _ = try c.whileUnchanged { () -> Counted in
        isRead = true
        return try Counted(c)
      }
      #expect(isRead)
    }
  }

  /// Nothing kept is not the same as a kept nothing.
  @Test func whatMayBeNothingIsReadToo() throws {
    let world = try World()
    func seven() throws -> Int? { try world.store.read { c in try c.whileUnchanged { () -> Int? in 7 } } }
    #expect(try seven() == 7)
    #expect(try seven() == 7)
  }
}
