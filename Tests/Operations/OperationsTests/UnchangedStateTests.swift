import Bootstrap
import Operations
import Seeds
import Testing

@testable import Lab
@testable import Store

/// What is true of the whole database is read once for each state of it.
@Suite struct UnchangedStateTests {
  /// How many accounts there are, and how often that was looked for.
  private final class Counting {
    var reads = 0

    struct Counted {
      var accounts: Int
    }

    func accounts(_ c: Connection) throws -> Int { try c.whileUnchanged { try counted(c) }.accounts }

    func accounts(_ store: Store) throws -> Int { try store.read { try accounts($0) } }

    private func counted(_ c: Connection) throws -> Counted {
      reads += 1
      let row = try c.prepare("SELECT COUNT(*) FROM billing_account")
      defer { row.reset() }
      return Counted(accounts: try row.step() ? row.int(0) : 0)
    }
  }

  private func other(_ world: World) throws -> Installation { try Installation(Home(folder: world.folder, database: world.database?.address)) }

  @Test func itIsReadAgainOnceAnythingWasCommitted() throws {
    let world = try World()
    let other = try other(world)
    for expected in 1...4 {
      // By turns through this process and through another.
      if expected.isMultiple(of: 2) { try world.registering("a\(expected)", at: other) } else { try world.account("a\(expected)") }
      let counting = Counting()
      let seen = try (0..<3).map { _ in try counting.accounts(world.store) }
      #expect(seen == [expected, expected, expected])
      #expect(counting.reads == (world.database == nil ? 1 : 3))
    }
  }

  /// On one snapshot it stays what it was; behind it, it is what others have committed meanwhile.
  @Test func itIsOfTheSnapshot() throws {
    let world = try World()
    let other = try other(world)
    let counting = Counting()
    var seen = [try counting.accounts(world.store)]
    seen += try world.store.onOneSnapshot { () throws -> [Int] in
      let before = try counting.accounts(world.store)
      try world.registering("a", at: other)
      return [before, try counting.accounts(world.store)]
    }
    seen.append(try counting.accounts(world.store))
    #expect(seen == [0, 0, 0, 1])
  }

  /// Who writes sees what was written.
  @Test func whoWritesReadsEachTime() throws {
    let world = try World()
    try world.account("a")
    let counting = Counting()
    let seen = try world.store.write { c in try (0..<2).map { _ in try counting.accounts(c) } }
    #expect(seen == [1, 1])
    #expect(counting.reads == 2)
  }

  /// What may be nothing is read as well: nothing kept is not a kept nothing.
  @Test func whatMayBeNothingIsReadToo() throws {
    let world = try World()
    let seen = try (0..<2).map { _ in try world.store.read { c in try c.whileUnchanged { Optional(7) } } }
    #expect(seen == [7, 7])
  }
}
