import Foundation
import Operations
import Synchronization
import Testing

@testable import Store

/// How SQLite's log is written and copied.
@Suite struct LogTests {
  private final class Folder {
    let path = NSTemporaryDirectory() + "florin-log-\(UUID().uuidString)"
    var address: DatabaseAddress { .file(path + "/florin.db") }

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// How many bytes the log has.
    var log: Int { get throws { try FileManager.default.attributesOfItem(atPath: path + "/florin.db-wal")[.size] as? Int ?? 0 } }
  }

  /// - Parameter round: other bytes in each, for SQLite leaves a page alone on which nothing changes.
  private func write(_ number: Int, bytes: Int = 3_000, round: Int = 0, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO piece(number, filler) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET filler = excluded.filler")
    row.bind(1, number)
    row.bind(2, String(repeating: Character(UnicodeScalar(UInt8(97 + (number + round) % 26))), count: bytes))
    try row.run()
  }

  private func sum(_ c: Connection) throws -> [Int64] {
    let row = try c.prepare("SELECT COUNT(*), COALESCE(SUM(number), 0), COALESCE(SUM(LENGTH(filler) + UNICODE(filler)), 0) FROM piece")
    defer { row.reset() }
    _ = try row.step()
    return [row.int64(0), row.int64(1), row.int64(2)]
  }

  private func one(_ c: Connection) throws -> Bool {
    let row = try c.prepare("SELECT LENGTH(filler) FROM piece WHERE number = 311")
    defer { row.reset() }
    return try row.step()
  }

  private func expectWhole(_ c: Connection) throws {
    let row = try c.prepare("PRAGMA integrity_check")
    defer { row.reset() }
    _ = try row.step()
    #expect(row.text(0) == "ok")
  }

  /// What is gathered is read back before it is written, goes with a transaction that is given up, and is there for others with the commit.
  @Test func whatIsGatheredIsThereForWhoeverMaySeeIt() throws {
    let folder = try Folder()
    let writer = try Connection(at: folder.address)
    try writer.execute("CREATE TABLE piece(number INTEGER PRIMARY KEY, filler TEXT NOT NULL)")
    // So few pages in memory that a transaction writes to the log long before its commit, and reads from there.
    try writer.pragma("PRAGMA cache_size = 5")
    let reader = try Connection(at: folder.address, readOnly: true)
    struct GivenUp: Error {}
    for round in 0..<6 {
      let before = try reader.snapshot { try sum(reader) }
      let expected = try writer.transaction {
        for number in 0..<60 { try write(round * 40 + number, bytes: 2_000 + round, writer) }
        #expect(try reader.snapshot { try sum(reader) } == before)
        return try sum(writer)
      }
      #expect(try reader.snapshot { try sum(reader) } == expected)
      #expect(throws: GivenUp.self) {
        try writer.transaction {
          for number in 0..<80 { try write(number, bytes: 7_000, writer) }
          throw GivenUp()
        }
      }
      #expect(try reader.snapshot { try sum(reader) } == expected)
    }
    try expectWhole(writer)
    #expect(try sum(writer)[0] == 260)
    // As after the end of the process: another connection finds all of it in the files.
    let other = try Connection(at: folder.address)
    #expect(try sum(other) == sum(writer))
    try expectWhole(other)
  }

  enum Afterwards: CaseIterable {
    case reads
    case writes
    case closes
  }

  /// Others write where a transaction would have been that was given up, and nothing of it comes after them.
  @Test(arguments: Afterwards.allCases) func whatIsGivenUpIsNeverWritten(_ afterwards: Afterwards) throws {
    let folder = try Folder()
    var one: Connection? = try Connection(at: folder.address)
    let other = try Connection(at: folder.address)
    try one?.execute("CREATE TABLE piece(number INTEGER PRIMARY KEY, filler TEXT NOT NULL)")
    try one?.pragma("PRAGMA cache_size = 5")
    for number in 0..<60 { try other.transaction { try write(number, other) } }
    struct GivenUp: Error {}
    #expect(throws: GivenUp.self) {
      try one?.transaction {
        for number in 0..<60 { try one.map { try write(number, bytes: 2_500, $0) } }
        throw GivenUp()
      }
    }
    try other.transaction { for number in 30..<200 { try write(number, bytes: 2_000, other) } }
    let expected = try sum(other)
    switch afterwards {
    case .reads: #expect(try one.map { try sum($0) } == expected)
    case .writes:
      try one?.transaction { try one.map { try write(0, $0) } }
    case .closes: one = nil
    }
    #expect(try sum(other) == expected)
    // As after the end of the machine: what is in the files, without the memory that processes share.
    let copy = try Folder()
    for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: folder.path + "/florin.db" + end, toPath: copy.path + "/florin.db" + end) }
    let restarted = try Connection(at: copy.address)
    #expect(try sum(restarted) == expected)
    try expectWhole(restarted)
    try expectWhole(other)
  }

  /// A log that is written to without end is begun anew all the same, however many read meanwhile.
  @Test func aLogThatIsAlwaysWrittenToDoesNotGrowForEver() throws {
    let folder = try Folder()
    let writer = try Connection(at: folder.address)
    try writer.execute("CREATE TABLE piece(number INTEGER PRIMARY KEY, filler TEXT NOT NULL)")
    writer.checkpoint(with: Checkpointer(folder.address, most: 200))
    let address = folder.address
    let ends = Atomic(false)
    let reading = (0..<2).map { _ in
      Thread {
        guard let reader = try? Connection(at: address, readOnly: true) else { return }
        while !ends.load(ordering: .relaxed) { _ = try? reader.snapshot { try self.one(reader) } }
      }
    }
    for thread in reading { thread.start() }
    defer {
      ends.store(true, ordering: .relaxed)
      while !reading.allSatisfy(\.isFinished) { usleep(1_000) }
    }
    var most = 0
    for round in 0..<3_000 {
      try writer.transaction { for number in 0..<4 { try write((round * 7 + number * 311) % 997, round: round, writer) } }
      most = max(most, try folder.log)
    }
    // More than 12,000 pages were written; what is more than the limit was written while the log was copied.
    #expect(most < 10_000 * 4_120, "\(most)")
    try expectWhole(writer)
  }

  /// Whoever reads for long keeps the log from being begun anew, and no longer than that.
  @Test func aLogIsBegunAnewOnceWhoeverReadHasEnded() throws {
    let folder = try Folder()
    let writer = try Connection(at: folder.address)
    try writer.execute("CREATE TABLE piece(number INTEGER PRIMARY KEY, filler TEXT NOT NULL)")
    writer.checkpoint(with: Checkpointer(folder.address, most: 100))
    func write(_ rounds: Range<Int>) throws {
      for round in rounds { try writer.transaction { for number in 0..<4 { try self.write((round * 7 + number * 311) % 997, round: round, writer) } } }
    }
    let reader = try Connection(at: folder.address, readOnly: true)
    try write(0..<10)
    try reader.snapshot {
      let seen = try sum(reader)
      try write(10..<400)
      #expect(try sum(reader) == seen)
    }
    let grown = try folder.log
    #expect(grown > 1_000 * 4_120)
    try write(400..<2_000)
    // What is more was written while the log was copied, of more than 6,000 pages.
    #expect(try folder.log < grown + 2_000 * 4_120)
    try expectWhole(writer)
  }
}
