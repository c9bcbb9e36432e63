import Operations
import Primitives
import Seeds
import Testing
import Usage

@testable import Store

/// A filter may say "perhaps" for nothing; it must never say "never" of what is there.
@Suite struct SeenFilterTests {
  private static func marked(_ marks: [UInt64]) -> [SeenIdentities.Marked] {
    marks.sorted().enumerated().map { .init(mark: $1, index: Int32($0)) }
  }

  @Test func knowsEveryMarkItWasGivenAndFewOthers() {
    var seed = Seed(5)
    let filter = SeenFilter()
    var known: [UInt64] = []
    for _ in 0..<40 {
      let more = (0..<20_000).map { _ in seed.next() }
      filter.add(more, through: 1)
      known += more
    }
    #expect(filter.possible(Self.marked(known)).count == known.count)
    let others = (0..<100_000).map { _ in seed.next() }
    #expect(filter.possible(Self.marked(others)).count < 1_000)
  }

  /// A round that failed gives its run's number to another process: what that one wrote must be read.
  @Test func aFailedRoundLeavesNoGap() throws {
    struct Broken: Error {}
    let world = try World()
    let filter = SeenFilter()
    world.filter = filter
    try world.importCSV(head + line("a", "601"))
    #expect(throws: Broken.self) {
      try world.connection.transaction {
        try filter.takeIn(SeenIdentities(connection: world.connection, filter: filter))
        try SeenIdentities(connection: world.connection, filter: filter).add([(mark: 77, event: 9)])
        throw Broken()
      }
    }
    world.filter = nil
    try world.importCSV(head + line("b", "601"))
    world.filter = filter
    let report = try world.importCSV(head + line("b", "601") + line("a", "601") + line("c", "601"))
    #expect(report.batch.counts.duplicate == 2)
    #expect(report.batch.counts.accepted == 1)
  }
}
