import Foundation
import Operations
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

  private func write(_ number: Int, bytes: Int = 3_000, _ c: Connection) throws {
    let row = try c.prepare("INSERT INTO piece(number, filler) VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET filler = excluded.filler")
    row.bind(1, number)
    row.bind(2, String(repeating: Character(UnicodeScalar(UInt8(97 + number % 26))), count: bytes))
    try row.run()
  }

  private func sum(_ c: Connection) throws -> [Int64] {
    let row = try c.prepare("SELECT COUNT(*), COALESCE(SUM(number), 0), COALESCE(SUM(LENGTH(filler) + UNICODE(filler)), 0) FROM piece")
    defer { row.reset() }
    _ = try row.step()
    return [row.int64(0), row.int64(1), row.int64(2)]
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

  /// A log that is written to without end is begun anew all the same, however many read meanwhile.
  @Test func aLogThatIsAlwaysWrittenToDoesNotGrowForEver() throws {
    let folder = try Folder()
    let writer = try Connection(at: folder.address)
    try writer.execute("CREATE TABLE piece(number INTEGER PRIMARY KEY, filler TEXT NOT NULL)")
    writer.checkpoint(with: Checkpointer(folder.address, most: 200))
    let reader = try Connection(at: folder.address, readOnly: true)
    var most = 0
    for round in 0..<3_000 {
      try writer.transaction { for number in 0..<4 { try write((round * 7 + number * 311) % 997, writer) } }
      if round % 100 == 0 { #expect(try reader.snapshot { try sum(reader)[0] } > 0) }
      most = max(most, try folder.log)
    }
    // More than 12,000 pages were written; what is more than the limit was written while the log was copied.
    #expect(most < 6_000 * 4_120, "\(most)")
    try expectWhole(writer)
  }

  /// Whoever reads for long keeps the log from being begun anew, and no longer than that.
  @Test func aLogIsBegunAnewOnceWhoeverReadHasEnded() throws {
    let folder = try Folder()
    let writer = try Connection(at: folder.address)
    try writer.execute("CREATE TABLE piece(number INTEGER PRIMARY KEY, filler TEXT NOT NULL)")
    writer.checkpoint(with: Checkpointer(folder.address, most: 100))
    func write(_ rounds: Range<Int>) throws {
      for round in rounds { try writer.transaction { for number in 0..<4 { try self.write((round * 7 + number * 311) % 997, writer) } } }
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
