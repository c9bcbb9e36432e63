import Operations
import Primitives

/// A table of facts of which others may be told, and how the events follow from its rows.
///
/// Facts are numbered in the order they are written, and whoever writes them holds the one lock for that. So, under the same
/// lock, everything behind the last number that was looked at is new, and nothing before it will come any more.
struct EventSource: Sendable {
  /// Its name among the cursors; never changed.
  let name: String
  let table: String
  let key: String
  /// The events of the facts behind a number, in their order.
  let read: @Sendable (Connection, _ after: Int64, _ limit: Int) throws -> Portion

  /// Events, and how far their source has been looked at.
  struct Portion {
    var events: [NewEvent] = []
    var through: Int64
    /// There may be more.
    var isCut = false
  }

  /// The number of the last fact there is.
  func last(_ c: Connection) throws -> Int64 {
    let row = try c.prepare("SELECT COALESCE(MAX(\(key)), 0) FROM \(table)")
    defer { row.reset() }
    return try row.step() ? row.int64(0) : 0
  }

  /// One row, at most one event of each type.
  init(_ name: String, table: String, key: String = "id", sql: String, events: @escaping @Sendable (Statement) -> [NewEvent]) {
    self.name = name
    self.table = table
    self.key = key
    read = { c, after, limit in
      let rows = try c.prepare("\(sql) ORDER BY 1 LIMIT ?2")
      rows.bind(1, after)
      rows.bind(2, limit)
      defer { rows.reset() }
      var portion = Portion(through: after)
      var count = 0
      while try rows.step() {
        portion.through = rows.int64(0)
        portion.events += events(rows)
        count += 1
      }
      portion.isCut = count == limit
      return portion
    }
  }

  init(_ name: String, table: String, key: String = "id", read: @escaping @Sendable (Connection, Int64, Int) throws -> Portion) {
    self.name = name
    self.table = table
    self.key = key
    self.read = read
  }
}

/// An event that is not kept yet.
struct NewEvent {
  var type: WebhookEventType
  /// Of the fact.
  var number: Int64
  var subject: String
  /// What it happened to, when that is something else than the subject.
  var object: String?
  var data: String

  init(_ type: WebhookEventType, _ number: Int64, subject: String, object: String? = nil, data: (inout JSONText) -> Void) {
    self.type = type
    self.number = number
    self.subject = subject
    self.object = object
    var json = JSONText()
    json.object(data)
    self.data = json.string
  }
}
