import Foundation
import Operations
import Primitives
import Seeds
import Store
import Testing

/// On both kinds of database: which callers are let in no more.
@Suite struct CallerStoreTests {
  private let database: TestDatabase?
  private let folder: TestFolder
  private let store: Store

  init() throws {
    database = try TestDatabase.new()
    folder = try TestFolder("access")
    store = try Store(at: try database.map { try DatabaseAddress(url: $0.address) } ?? .file(folder.path + "florin.db"))
  }

  @Test func theNewestDecisionCounts() throws {
    let at = Instant(seconds: 1_800_000_000)
    #expect(try !store.isRevoked(caller: "corp/a"))
    #expect(try !store.restore(caller: "corp/a", at: at))
    #expect(try store.revoke(caller: "corp/b", at: at))
    #expect(try store.revoke(caller: "corp/a", at: at))
    #expect(try !store.revoke(caller: "corp/a", at: at))
    #expect(try store.isRevoked(caller: "corp/a") && store.isRevoked(caller: "corp/b") && !store.isRevoked(caller: "corp/"))
    #expect(try store.revokedCallers() == ["corp/b", "corp/a"])
    #expect(try store.restore(caller: "corp/b", at: at))
    #expect(try store.revokedCallers() == ["corp/a"])
    #expect(try store.revoke(caller: "corp/b", at: at.adding(seconds: -5)))
    #expect(try store.revokedCallers() == ["corp/a", "corp/b"])
  }
}
