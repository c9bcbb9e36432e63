import Seeds
import Testing

@testable import Store

/// What is packed is read again digit for digit, and damage is told.
@Suite struct PackedUsageTests {
  private struct Row: Equatable {
    var event: Int64
    var at: Int64
    var digits: Int64
    var scale: Int
  }

  /// Numbers of every length from one byte to ten, the extremes among them.
  private static func rows(_ seed: Seed) -> [Row] {
    var seed = seed
    func number() -> Int64 {
      let bits = seed.number(0...64)
      let magnitude = bits == 64 ? seed.next() : seed.next() & ((1 << bits) - 1)
      return seed.number(0...20) == 0 ? seed.pick([.min, .max, 0, -1]) : Int64(bitPattern: magnitude)
    }
    return (0..<seed.number(1...12)).map { _ in
      Row(event: number(), at: number(), digits: number(), scale: seed.number(0...127))
    }
  }

  private static func packed(_ rows: [Row]) -> [UInt8] {
    var writer = PackedUsageWriter()
    Array("data".utf8).withUnsafeBufferPointer { writer.begin(round: 7, subscription: 300, type: $0) }
    for row in rows {
      writer.add(
        event: row.event, at: row.at, digits: row.digits, scale: Int32(row.scale), attributes: UnsafeBufferPointer(start: nil, count: 0))
    }
    writer.end(count: rows.count)
    return writer.bytes
  }

  /// `nil` when the value is damaged.
  private static func read(_ bytes: some Collection<UInt8>) -> [Row]? {
    Array(bytes).withUnsafeBytes { bytes in
      var reader = PackedUsageReader(bytes)
      guard let section = reader.section(), section.round == 7, section.subscription == 300 else { return nil }
      var event = PackedUsageReader.Event()
      var found: [Row] = []
      for _ in 0..<section.count {
        guard reader.next(&event) else { return nil }
        found.append(Row(event: event.event, at: event.at, digits: event.digits, scale: event.scale))
      }
      return reader.isAtEnd ? found : nil
    }
  }

  @Test(arguments: Seed.some) func theSameIsReadAgain(seed: Seed) {
    let rows = Self.rows(seed)
    #expect(Self.read(Self.packed(rows)) == rows)
  }

  @Test(arguments: Seed.some.prefix(20)) func aCutValueIsDamaged(seed: Seed) {
    let bytes = Self.packed(Self.rows(seed))
    for length in 0..<bytes.count { #expect(Self.read(bytes.prefix(length)) == nil) }
  }
}
