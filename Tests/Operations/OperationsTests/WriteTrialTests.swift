import Foundation
import Glibc
import Seeds
import Testing

@testable import Lab
@testable import Store

/// It is known that nothing can be written without anybody's having to write.
@Suite struct WriteTrialTests {
  /// What keeps writes, as soon as that is so.
  private func expect(_ expected: String, of store: Store, _ place: SourceLocation = #_sourceLocation) {
    var found = ""
    for _ in 0..<400 {
      do {
        try store.requireWrites(within: .milliseconds(500))
        found = "nothing"
      } catch let fault as StoreFault { found = "\(fault.kind)" } catch { found = error is WritesHeld ? "held" : "\(error)" }
      if found == expected { return }
      usleep(50_000)
    }
    Issue.record("\(found), not \(expected)", sourceLocation: place)
  }

  @Test(.timeLimit(.minutes(2))) func aLockThatIsHeldIsKnown() throws {
    let world = try World()
    expect("nothing", of: world.store)
    let holder = LockHolder(world.store.address)
    expect("held", of: world.store)
    holder.end()
    expect("nothing", of: world.store)
    // Nothing was written by that.
    #expect(try world.findings() == [])
  }

  /// A write that succeeded says more than a trial that waits its turn.
  @Test func whoWritesCanWrite() throws {
    let trial = WriteTrial(ConnectionLane { throw StoreFault(postgres: "53100", message: "", database: "", statement: nil) })
    #expect(throws: StoreFault.self) { try trial.require(within: .seconds(1)) }
    trial.wrote()
    try trial.require(within: .seconds(1))
  }

  @Test(.enabled(if: TestDatabase.server != nil, "needs the server's programs"), .timeLimit(.minutes(5))) func aStandbyIsKnown() throws {
    let server = try ThrowawayServer()
    let database = try TestDatabase(on: server.address)
    let store = try Store(at: DatabaseAddress(url: database.address))
    defer { withExtendedLifetime(database) {} }
    expect("nothing", of: store)
    try server.stop()
    try server.becomeStandby()
    expect("readOnly", of: store)
    // Reads go on.
    #expect(try store.newestCatalog() == nil)
    #expect(throws: StoreFault.self) { try store.alone { try $0.tryToWrite() } }
    try server.run("SELECT pg_promote()")
    expect("nothing", of: store)
  }
}
