import Feeds
import Primitives
import Testing

private func flat(_ id: String, _ more: String = "") -> String {
  #"{"source":"s","id":"\#(id)","subject":"600","type":"call","at":"2026-03-01T08:00:00Z","quantity":61\#(more)}"#
}

struct JSONTests {
  @Test func readsFlatLines() throws {
    let reading = try json(flat("1", #","network":"home","attributes":{"b":"2","a":true}"#) + "\n\n" + flat("2") + "\r\n" + flat("3"))
    #expect(reading.ids == ["1", "2", "3"])
    #expect(reading.events.map(\.line) == [1, 3, 4])
    #expect(reading.events.first?.attributes == #"{"a":"true","b":"2","network":"home"}"#)
    #expect(reading.events.last?.attributes == "")
    #expect(reading.events.map(\.quantity) == ["61", "61", "61"])
  }

  static let bad: [(String, String)] = [
    (#"{"source":"s"}"#, "usage.missing-field"),
    ("not json", "usage.bad-json"),
    ("{", "usage.bad-json"),
    (flat("9") + flat("9"), "usage.bad-json"),
    (flat("9", ",\"x\":01"), "usage.bad-json"),
    (flat("9", #","x":"\q""#), "usage.bad-json"),
    (flat("9", #","x":"\ud800""#), "usage.bad-json"),
    (flat("9", #","id":"8""#), "usage.repeated-key"),
    (flat("9", #","attributes":{"a":1,"a":2}"#), "usage.repeated-key"),
    (flat("9", #","a":1,"attributes":{"a":2}"#), "usage.repeated-key"),
    (#"{"source":[],"id":"1"}"#, "usage.bad-json"),
    ("[1,2]", "usage.bad-json"),
    (#"{"x":"# + String(repeating: #"{"x":"#, count: 40), "usage.bad-json"),
  ]

  @Test(arguments: bad) func aBadLineCostsOnlyItself(_ line: String, _ code: String) throws {
    let reading = try json(flat("1") + "\n" + line + "\n" + flat("2") + "\n")
    #expect(reading.ids == ["1", "2"])
    #expect(reading.problems == ["2 \(code)"])
  }

  @Test func namesATruncatedLastLine() throws {
    let reading = try json(flat("1") + "\n" + flat("2").dropLast(9))
    #expect(reading.problems == ["2 usage.truncated-record"])
  }

  @Test func readsEscapes() throws {
    let reading = try json(flat("1", #","x":"a\"\\\/\u00e9\ud83d\ude00\n""#))
    #expect(reading.events.first?.attributes == #"{"x":"a\"\\/é😀\n"}"#)
  }
}

struct CloudEventsTests {
  private static func event(_ id: String, _ more: String = "", version: String = "1.0") -> String {
    #"{"specversion":"\#(version)","id":"\#(id)","source":"/api","type":"com.example.request","subject":"600","time":"2026-03-01T08:00:00.5Z"\#(more)}"#
  }

  @Test func readsDataAndExtensionsAsAttributes() throws {
    let more = #","datacontenttype":"application/json","traceid":"t1","data":{"quantity":1.5,"model":"gpt","place":{"zone":"eu"},"tags":["a","b"]}"#
    let reading = try json(CloudEventsTests.event("1", more) + "\n" + CloudEventsTests.event("2"), .cloudEvents)
    #expect(reading.events.map(\.quantity) == ["1.5", "1"])
    #expect(reading.events.first?.at == "2026-03-01T08:00:00.500000Z")
    #expect(reading.events.first?.attributes == #"{"model":"gpt","place.zone":"eu","tags":"[\"a\",\"b\"]","traceid":"t1"}"#)
    #expect(reading.events.first?.type == "com.example.request")
  }

  @Test func readsAListOverManyLines() throws {
    let text = "[\n  \(CloudEventsTests.event("1", ",\n \"data\": {}")),\n  \(CloudEventsTests.event("2"))\n]\n"
    let reading = try json(text, .cloudEvents)
    #expect(reading.ids == ["1", "2"])
    #expect(reading.events.map(\.line) == [2, 4])
    #expect(reading.rejected.isEmpty)
  }

  @Test func tellsThatAListWasCutOff() throws {
    let text = "[\(CloudEventsTests.event("1")),\n\(CloudEventsTests.event("2").dropLast(12))"
    let reading = try json(text, .cloudEvents)
    #expect(reading.ids == ["1"])
    #expect(reading.problems == ["2 usage.truncated-record"])
  }

  @Test func wantsVersion1() throws {
    let reading = try json(CloudEventsTests.event("1", version: "0.3"), .cloudEvents)
    #expect(reading.problems == ["1 usage.wrong-version"])
  }
}
