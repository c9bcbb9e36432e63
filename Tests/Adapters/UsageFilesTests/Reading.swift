@testable import Feeds
import Operations
import Primitives
import Usage

/// One record as the tests look at it.
struct ReadEvent: Equatable {
  var line: Int64
  var source: String
  var id: String
  var subject: String
  var type: String
  var at: String
  var quantity: String
  var attributes: String

  init(_ records: UsageRecords, _ row: UsageRecords.Row) {
    func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
    line = row.line
    source = text(records.source(row))
    id = text(records.id(row))
    subject = text(records.subject(row))
    type = text(records.type(row))
    at = Instant(microseconds: row.at).description
    quantity = Exact(unscaled: row.quantityDigits, scale: Int(row.quantityScale)).description
    attributes = text(records.attributes(row))
  }
}

/// Everything a source gives: events, rejected records, and how many were read.
struct Reading {
  var events: [ReadEvent] = []
  var rejected: [RejectedRecord] = []
  var read = 0
  var raw: [String] = []

  init(_ source: any UsageSource, limit: Int = 3) throws {
    let records = UsageRecords()
    while true {
      records.removeAll()
      let count = try source.read(into: records, limit: limit)
      if count == 0 { break }
      read += count
      events += records.rows.map { ReadEvent(records, $0) }
      raw += records.rows.map { String(decoding: source.rawText($0), as: UTF8.self) }
      rejected += records.rejected
    }
  }

  /// Line and code of each rejected record.
  var problems: [String] { rejected.map { "\($0.line) \($0.problem.code.rawValue)" } }
  var ids: [String] { events.map(\.id) }
}

func csv(_ text: String, _ mapping: UsageMapping = .own, corrections: Bool = false) throws -> Reading {
  try Reading(CSVUsageSource(name: "t.csv", bytes: Array(text.utf8), mapping: mapping, corrections: corrections))
}

func json(_ text: String, _ shape: JSONUsageSource.Shape = .flat) throws -> Reading {
  try Reading(JSONUsageSource(name: "t.json", bytes: Array(text.utf8), shape: shape))
}

func mapping(_ yaml: String) throws -> UsageMapping {
  let madrid = Zone(
    name: "Europe/Madrid", initialOffsetSeconds: 3600,
    transitions: [
      .init(start: Instant(seconds: 1_774_746_000), offsetSeconds: 7200), .init(start: Instant(seconds: 1_792_890_000), offsetSeconds: 3600),
    ])
  return try UsageMapping(SourceDocument.parse(yaml, file: "m.yaml")) { $0 == "Europe/Madrid" ? madrid : nil }
}
