import Feeds
import Operations
import Primitives
import Seeds
import Testing
import Usage

/// Whatever the bytes, nothing crashes and nothing read is lost.
struct FuzzTests {
  private static let pieces: [String] = [
    "s,1,600,call,2026-03-01T08:00:00Z,61,home\n", "\"", "\"\"", ",", ",,,,,,", "\n", "\r\n", "\r", "é", "\u{0}", "{", "}", "[", "]", ":",
    #"{"source":"s","id":"1","subject":"6","type":"c","at":"2026-03-01T08:00:00Z","quantity":1}"#, "\\u", "\\", "#florin-reject 9\n",
    "1e999", "-", "null", "  ", "\t", #""a":"#,
  ]

  private static func bytes(_ seed: inout Seed) -> [UInt8] {
    var bytes: [UInt8] = []
    if seed.flip() { bytes += Array("source,id,subject,type,at,quantity,network\n".utf8) }
    for _ in 0..<seed.number(0...60) {
      if seed.number(0...4) == 0 {
        for _ in 0..<seed.number(1...30) { bytes.append(UInt8(truncatingIfNeeded: seed.next())) }
      } else {
        bytes += Array(seed.pick(pieces).utf8)
      }
    }
    if seed.number(0...20) == 0 { bytes += [UInt8](repeating: 0x61, count: seed.number(60_000...140_000)) }
    return Array(bytes.prefix(seed.number(0...max(1, bytes.count))))
  }

  @Test(arguments: Seed.some.prefix(60)) func everythingReadIsAnEventOrRejected(_ start: Seed) throws {
    var seed = start
    for _ in 0..<10 {
      let bytes = FuzzTests.bytes(&seed)
      var sources: [any UsageSource] = [
        try JSONUsageSource(name: "f", bytes: bytes, shape: .flat, corrections: seed.flip()),
        try JSONUsageSource(name: "f", bytes: bytes, shape: .cloudEvents),
      ]
      if let csv = try? CSVUsageSource(name: "f", bytes: bytes, mapping: .own, corrections: seed.flip()) { sources.append(csv) }
      for source in sources {
        let reading = try Reading(source, limit: seed.number(1...7))
        #expect(reading.read == reading.events.count + reading.rejected.count, "\(start)")
        #expect(source.nextOffset == source.length, "\(start)")
        #expect(reading.rejected.allSatisfy { !$0.problem.remedy.isEmpty && $0.line > 0 }, "\(start)")
      }
    }
  }

  /// A good record between two heaps of rubbish lines is always found.
  @Test(arguments: Seed.some.prefix(50)) func aGoodLineSurvivesItsNeighbours(_ start: Seed) throws {
    var seed = start
    let rubbish = (0..<seed.number(1...5)).map { _ in
      String((0..<seed.number(1...40)).map { _ in Character(seed.pick(["a", ",", "{", "}", "x", ":", "1"])) })
    }
    let event = #"{"source":"s","id":"good","subject":"6","type":"c","at":"2026-03-01T08:00:00Z","quantity":1}"#
    let reading = try json((rubbish + [event] + rubbish).map { "!" + $0 }.joined(separator: "\n").replacing("!{\"source", with: "{\"source"))
    #expect(reading.ids == ["good"], "\(start)")
    #expect(reading.read == rubbish.count * 2 + 1, "\(start)")
  }

  @Test(arguments: Seed.some.prefix(40)) func unequalBytesHaveUnequalFingerprints(_ start: Seed) throws {
    var seed = start
    var bytes = (0..<seed.number(1...400)).map { _ in UInt8(truncatingIfNeeded: seed.next()) }
    let before = try CSVUsageSource(name: "f", bytes: Array("source,id,subject,type,at,quantity\n".utf8) + bytes, mapping: .own).fingerprint()
    let place = seed.number(0...(bytes.count - 1))
    bytes[place] ^= UInt8(1 << seed.number(0...7))
    let after = try CSVUsageSource(name: "f", bytes: Array("source,id,subject,type,at,quantity\n".utf8) + bytes, mapping: .own).fingerprint()
    #expect(before != after, "\(start)")
  }
}
