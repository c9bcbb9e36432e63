import Feeds
import Primitives
import Testing
import Usage

private let head = "source,id,subject,type,at,quantity,network\n"
private let good = "s,1,600,call,2026-03-01T08:00:00Z,61,home"

struct CSVTests {
  @Test func readsARecordWithItsAttributes() throws {
    let reading = try csv(head + good + "\n")
    let event = try #require(reading.events.first)
    #expect(event.line == 2)
    #expect([event.source, event.id, event.subject, event.type] == ["s", "1", "600", "call"])
    #expect(event.at == "2026-03-01T08:00:00Z")
    #expect(event.quantity == "61")
    #expect(event.attributes == #"{"network":"home"}"#)
    #expect(reading.raw == [good + "\n"])
  }

  /// The same three events however the file is written.
  static let forms: [String] = [
    head + "s,1,600,call,2026-03-01T08:00:00Z,1,a\ns,2,600,call,2026-03-01T08:00:00Z,1,b\ns,3,600,call,2026-03-01T08:00:00Z,1,c\n",
    head + "s,1,600,call,2026-03-01T08:00:00Z,1,a\r\ns,2,600,call,2026-03-01T08:00:00Z,1,b\r\ns,3,600,call,2026-03-01T08:00:00Z,1,c\r\n",
    "\u{FEFF}" + head + "s,1,600,call,2026-03-01T08:00:00Z,1,a\n\ns,2,600,call,2026-03-01T08:00:00Z,1,b\n\r\ns,3,600,call,2026-03-01T08:00:00Z,1,c",
    head + "\"s\",\"1\",\"600\",\"call\",\"2026-03-01T08:00:00Z\",\"1\",\"a\"\n\"s\",2,600,call,2026-03-01T08:00:00Z,1,\"b\"\r\ns,3,600,call,2026-03-01T08:00:00Z,1,\"c\"",
  ]

  @Test(arguments: forms) func readsEveryForm(_ text: String) throws {
    let reading = try csv(text)
    #expect(reading.ids == ["1", "2", "3"])
    #expect(reading.events.map(\.attributes) == ["a", "b", "c"].map { "{\"network\":\"\($0)\"}" })
    #expect(reading.rejected.isEmpty)
  }

  @Test func unwrapsQuotesAndKeepsLineNumbersBehindQuotedLineEnds() throws {
    let reading = try csv(head + "s,1,600,call,2026-03-01T08:00:00Z,1,\"5\"\" \n, é\"\ns,2,600,call,2026-03-01T08:00:00Z,1,x\n")
    #expect(reading.events.map(\.attributes) == [#"{"network":"5\" \n, é"}"#, #"{"network":"x"}"#])
    #expect(reading.events.map(\.line) == [2, 4])
  }

  /// One bad line in the middle of two good ones: what it is rejected for.
  static let bad: [(String, String)] = [
    ("s,,600,call,2026-03-01T08:00:00Z,1,a", "usage.missing-field"),
    (",9,600,call,2026-03-01T08:00:00Z,1,a", "usage.missing-field"),
    ("s,9,600,call,2026-03-01T08:00:00Z,,a", "usage.missing-field"),
    ("s,9,600,call,2026-02-30T08:00:00Z,1,a", "usage.bad-instant"),
    ("s,9,600,call,2026-03-01T08:00:00,1,a", "usage.bad-instant"),
    ("s,9,600,call,2026-03-01T25:00:00Z,1,a", "usage.bad-instant"),
    ("s,9,600,call,01.03.2026,1,a", "usage.bad-instant"),
    ("s,9,600,call,2026-03-01T08:00:00Z,one,a", "usage.bad-quantity"),
    ("s,9,600,call,2026-03-01T08:00:00Z,1000000000000000000,a", "usage.quantity-too-large"),
    ("s,9,600,call,2026-03-01T08:00:00Z,0.00000000000001,a", "usage.quantity-too-precise"),
    ("s,9,600,call,2026-03-01T08:00:00Z,1", "usage.column-count"),
    ("s,9,600,call,2026-03-01T08:00:00Z,1,a,b", "usage.column-count"),
    ("s,9,600,call,2026-03-01T08:00:00Z,1,a\"b", "usage.bad-quotes"),
    ("s,9,600,call,2026-03-01T08:00:00Z,1,\"a\"b", "usage.bad-quotes"),
    ("s,9,600,call,2026-03-01T08:00:00Z,1,\"never closed", "usage.bad-quotes"),
    ("s,9," + String(repeating: "6", count: 300) + ",call,2026-03-01T08:00:00Z,1,a", "usage.text-too-long"),
    ("s,9,600,call,2026-03-01T08:00:00Z,1," + String(repeating: "a", count: 70_000), "usage.overlong-line"),
  ]

  @Test(arguments: bad) func aBadLineCostsOnlyItself(_ line: String, _ code: String) throws {
    let reading = try csv(head + "s,1,600,call,2026-03-01T08:00:00Z,1,a\n" + line + "\ns,2,600,call,2026-03-01T08:00:00Z,1,b\n")
    #expect(reading.ids == ["1", "2"])
    #expect(reading.problems == ["3 \(code)"])
    #expect(reading.read == 3)
    #expect(reading.events.last?.line == 4)
    #expect(reading.rejected.first?.problem.remedy.isEmpty == false)
  }

  @Test func refusesBytesThatAreNotUTF8() throws {
    var bytes = Array((head + "s,1,600,call,2026-03-01T08:00:00Z,1,a").utf8)
    bytes += [0xE9, 0x0A] + Array((good + "\n").utf8)
    let reading = try Reading(CSVUsageSource(name: "t", bytes: bytes, mapping: .own))
    #expect(reading.problems == ["2 usage.bad-utf8"])
    #expect(reading.rejected.first?.raw.contains(0xE9) == true)
    #expect(reading.events.count == 1)
  }

  @Test func namesATruncatedLastLine() throws {
    let reading = try csv(head + good + "\ns,2,600,call,2026-03-0")
    #expect(reading.ids == ["1"])
    #expect(reading.problems == ["3 usage.truncated-record"])
  }

  @Test func remarksOnAMissingLastLineEnd() throws {
    let source = try CSVUsageSource(name: "t", bytes: Array((head + good).utf8), mapping: .own)
    #expect(try Reading(source).ids == ["1"])
    #expect(source.notices.count == 1)
  }

  @Test func namesEveryMissingColumn() throws {
    let rejection = try #require(throws: Rejection.self) { try csv("src,id,subject,typ,at,quantity\n") }
    #expect(rejection.problems.map(\.path) == ["source", "type"])
  }

  @Test func refusesAnEmptyFile() {
    #expect(throws: Rejection.self) { try csv("") }
  }

  @Test func readsThroughAMapping() throws {
    let plan = try mapping(
      """
      format: csv
      separator: ";"
      decimal: comma
      skip: 1
      negative: allowed
      time: {form: local, pattern: "dd.MM.yyyy HH:mm:ss", zone: Europe/Madrid}
      fields:
        source: {constant: switch-7}
        id: CDR
        subject: CALLING
        type: {constant: call}
        at: START
        quantity: MIN
      attributes:
        destination: CALLED
        network: {constant: gsm}
      """)
    let reading = try csv("exported yesterday\nCDR;CALLING;CALLED;START;MIN;X\n7;600;4420;29.03.2026 03:30:00;-1,50;y\n", plan)
    let event = try #require(reading.events.first)
    #expect(event.source == "switch-7")
    #expect(event.at == "2026-03-29T01:30:00Z")
    #expect(event.quantity == "-1.50")
    #expect(event.attributes == #"{"destination":"4420","network":"gsm"}"#)
    #expect(event.line == 3)
    #expect(plan.negativeAllowed)
  }

  @Test func measuresFromStartToEnd() throws {
    let plan = try mapping("fields: {source: source, id: id, subject: subject, type: type, at: at, end: until}")
    let text = "source,id,subject,type,at,until\ns,1,6,call,2026-03-01T08:00:00Z,2026-03-01T08:01:01Z\ns,2,6,call,2026-03-01T08:00:00Z,2026-03-01T07:00:00Z\n"
    let reading = try csv(text, plan)
    #expect(reading.events.map(\.quantity) == ["61"])
    #expect(reading.problems == ["3 usage.end-before-start"])
  }

  @Test func readsColumnsByNumberWithoutAHeadLine() throws {
    let plan = try mapping(
      "{header: false, time: {form: epoch-seconds}, fields: {source: {constant: s}, id: 1, subject: 3, type: {constant: m}, at: 2}}")
    let reading = try csv("a,1772352000,600\nb,1772352001\n", plan)
    #expect(reading.events.map(\.at) == ["2026-03-01T08:00:00Z"])
    #expect(reading.events.map(\.quantity) == ["1"])
    #expect(reading.problems == ["2 usage.column-count"])
  }

  @Test func reportsEverythingWrongWithAMapping() throws {
    let rejection = try #require(throws: Rejection.self) {
      try mapping("{separater: x, time: {form: local, pattern: yyyy, zone: Moon/Base}, fields: {id: id}}")
    }
    #expect(rejection.problems.count >= 6)
    #expect(rejection.problems.contains { $0.code == .usageUnknownZone })
  }

  @Test func linksCorrections() throws {
    let source = try CSVUsageSource(
      name: "t", bytes: Array(("#florin-rejects batch 1\n" + head + "#florin-reject 17 usage.x\n" + good + "\ns,2,600,call,2026-03-01T08:00:00Z,1,a\n").utf8),
      mapping: .own, corrections: true)
    let records = UsageRecords()
    #expect(try source.read(into: records, limit: 10) == 2)
    #expect(records.rows.map(\.corrects) == [17, 0])
  }

  @Test func goesOnWhereItStopped() throws {
    let lines = (1...40).map { "s,\($0),600,call,2026-03-01T08:00:00Z,1,a\n" }.joined()
    let first = try CSVUsageSource(name: "t", bytes: Array((head + lines).utf8), mapping: .own)
    let records = UsageRecords()
    _ = try first.read(into: records, limit: 17)
    let second = try CSVUsageSource(name: "t", bytes: Array((head + lines).utf8), mapping: .own)
    second.seek(offset: first.nextOffset, line: first.nextLine)
    let rest = try Reading(second)
    #expect(rest.ids == (18...40).map(String.init))
    #expect(rest.events.first?.line == 19)
  }
}
