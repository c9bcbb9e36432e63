import Operations
import Parties
import Primitives
import Store
import Testing

@testable import Lab

/// A snapshot that SQLite gives up in the crowd is asked for again, but not for ever.
@Suite struct SnapshotTests {
  private func town() throws -> (world: World, disk: SimulatedDisk) {
    let world = try World(simulated: true)
    try world.account("a")
    return (world, try #require(world.disk))
  }

  /// SQLite gives up after a hundred tries, each at one place or two.
  @Test func isAskedForAgain() throws {
    let (world, disk) = try town()
    disk.refuseReaders(300)
    #expect(try world.store.account(reference: "a")?.reference == "a")
  }

  @Test func isGivenUpInTheEnd() throws {
    let (world, disk) = try town()
    disk.refuseReaders(1_000_000)
    let fault = #expect(throws: StoreFault.self) { try world.store.account(reference: "a") }
    #expect(fault?.code == "SQLite 15")
    disk.refuseReaders(0)
    #expect(try world.store.account(reference: "a")?.reference == "a")
  }
}
