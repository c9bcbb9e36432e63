import Bootstrap
import Foundation
import Operations
import Parties
import Primitives
import Seeds
import Synchronization
import Testing

@testable import Lab
@testable import Store

/// What one thread reads on one snapshot agrees, whatever is written meanwhile.
@Suite struct OneSnapshotTests {
  private func accounts(_ store: Store) throws -> Int { try Watch.accounts(store) }

  @Test func whatOthersWriteMeanwhileIsNotSeen() throws {
    let world = try World()
    try world.account("a")
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    try world.store.onOneSnapshot { () throws -> Void in
      #expect(try accounts(world.store) == 1)
      try world.registering("b", at: other)
      #expect(try accounts(other.store) == 2)
      #expect(try accounts(world.store) == 1)
      #expect(try world.store.account(reference: "b") == nil)
    }
    #expect(try accounts(world.store) == 2)
  }

  /// It begins with the first read, not before, and one within another is the same.
  @Test func itBeginsWithTheFirstRead() throws {
    let world = try World()
    let other = try Installation(Home(folder: world.folder, database: world.database?.address))
    try world.store.onOneSnapshot { () throws -> Void in
      try world.registering("a", at: other)
      #expect(try world.store.onOneSnapshot { try accounts(world.store) } == 1)
      try world.registering("b", at: other)
      #expect(try accounts(world.store) == 1)
    }
  }

  @Test func whoWritesReadsWhatWasWritten() throws {
    let world = try World()
    try world.account("a")
    try world.store.onOneSnapshot { () throws -> Void in
      #expect(try accounts(world.store) == 1)
      try world.account("b")
      #expect(try accounts(world.store) == 2)
    }
  }

  /// One that reads while it reads gets rows of its own.
  @Test func readsWithinReadsDoNotDisturbThem() throws {
    let world = try World()
    for name in ["a", "b", "c"] { try world.account(name) }
    let sql = "SELECT reference FROM billing_account ORDER BY reference"
    func names(_ body: () throws -> Void = {}) throws -> [String] {
      try world.store.read { c in
        let rows = try c.prepare(sql)
        defer { rows.reset() }
        var found: [String] = []
        while try rows.step(), found.count < 9 {
          found.append(rows.text(0))
          try body()
        }
        return found
      }
    }
    try world.store.onOneSnapshot { () throws -> Void in
      var inner: [[String]] = []
      let outer = try names { inner.append(try names()) }
      #expect(outer == ["a", "b", "c"])
      #expect(inner == Array(repeating: ["a", "b", "c"], count: 3))
      #expect(try names() == ["a", "b", "c"])
    }
  }

  @Test func whatFailsSpoilsNothingElse() throws {
    let world = try World()
    try world.account("a")
    try world.store.onOneSnapshot { () throws -> Void in
      #expect(try accounts(world.store) == 1)
      #expect(throws: StoreFault.self) { try world.store.read { c in _ = try c.prepareOwn("SELECT nothing FROM nowhere").step() } }
      #expect(try accounts(world.store) == 1)
    }
    #expect(try accounts(world.store) == 1)
  }

  /// Many threads at once, each on a snapshot of its own, while accounts come: none sees a half of it.
  @Test func eachThreadHasItsOwn() throws {
    let world = try World()
    let store = world.store
    let watch = Watch()
    // Threads of their own: those of the pool may all be waiting in other tests.
    let readers = (0..<4).map { _ in Thread { watch.lookOn(store) } }
    for reader in readers { reader.start() }
    while watch.seen.withLock({ $0.isEmpty }), watch.disagreed.load(ordering: .relaxed) == 0 { usleep(1_000) }
    for index in 0..<20 { try world.account("a\(index)") }
    watch.isOver.store(true, ordering: .releasing)
    while !readers.allSatisfy(\.isFinished) { usleep(1_000) }
    #expect(watch.disagreed.load(ordering: .relaxed) == 0)
    #expect(watch.seen.withLock { $0.isSuperset(of: [0, 20]) })
  }

  /// Counts accounts again and again.
  private final class Watch: Sendable {
    let isOver = Atomic<Bool>(false)
    let disagreed = Atomic<Int>(0)
    let seen = Mutex<Set<Int>>([])

    static func accounts(_ store: Store) throws -> Int {
      try store.read { c in
        let row = try c.prepare("SELECT COUNT(*) FROM billing_account")
        defer { row.reset() }
        return try row.step() ? row.int(0) : 0
      }
    }

    /// Until it is over, and once more.
    func lookOn(_ store: Store) {
      while !isOver.load(ordering: .acquiring) {
        look(store)
        usleep(200)
      }
      look(store)
    }

    private func look(_ store: Store) {
      guard let counts = try? store.onOneSnapshot({ try (0..<5).map { _ in try Self.accounts(store) } }), Set(counts).count == 1 else {
        disagreed.add(1, ordering: .relaxed)
        return
      }
      seen.withLock { _ = $0.insert(counts[0]) }
    }
  }
}

extension World {
  /// Registers an account through another process' way to the same database.
  func registering(_ reference: String, at other: Installation) throws {
    let text = """
      accounts:
        - {reference: \(reference), customer: {reference: \(reference), name: \(reference)}, seller: es, currency: EUR, zone: Europe/Madrid, openedOn: 2026-01-01, address: {country: ES}}
      """
    _ = try WrittenDocuments(other, clock: clock).registerAccounts(try paper(text))
  }
}
