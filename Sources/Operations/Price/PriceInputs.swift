import Primitives

/// The `inputs` of one scenario. Every accessor names the field it misses; unknown fields are comments.
struct PriceInputs {
  let node: SourceNode

  subscript(key: String) -> PriceInputs? { node[key].flatMap { $0.isNull ? nil : PriceInputs(node: $0) } }
  var keys: [String] { node.keys }

  func refused(_ message: String, _ remedy: String) -> Rejection {
    Rejection(Problem(.wrongValue, at: node.place, path: node.path, message, remedy: remedy))
  }

  func required(_ key: String) throws(Rejection) -> PriceInputs {
    if let value = self[key] { return value }
    throw Rejection(Problem(.missingField, at: node.place, path: node.path, "the field `\(key)` is missing", remedy: "add `\(key)` here"))
  }

  // MARK: - This value

  func asText() throws(Rejection) -> String { try read { $0.text(node) } }
  func asNumber() throws(Rejection) -> Exact { try read { $0.number(node) } }
  func asInteger() throws(Rejection) -> Int { try read { $0.integer(node) } }

  /// A day; of an instant, the day it writes.
  func asDay() throws(Rejection) -> Day {
    if case .scalar(let text, _) = node.content, text.utf8.count > 10, let day = Day(String(text.prefix(10))) { return day }
    return try read { $0.day(node) }
  }

  /// An instant; a bare day begins at midnight UTC, a time without offset is UTC.
  func asInstant() throws(Rejection) -> Instant {
    if case .scalar(let text, _) = node.content {
      if let day = Day(text) { return Instant(seconds: Int64(day.number) * 86_400) }
      if let instant = Instant(text) ?? Instant(text + "Z") { return instant }
    }
    return try read { $0.instant(node) }
  }

  func items() throws(Rejection) -> [PriceInputs] {
    try read { $0.list(node) }.map { PriceInputs(node: $0) }
  }

  private func read<T>(_ body: (inout SourceReader) -> T?) throws(Rejection) -> T {
    var reader = SourceReader(SourceNode(.map([])))
    let value = body(&reader)
    guard let value, reader.problems.isEmpty else { throw Rejection(reader.problems) }
    return value
  }

  // MARK: - Fields

  func text(_ key: String) throws(Rejection) -> String { try required(key).asText() }
  func number(_ key: String) throws(Rejection) -> Exact { try required(key).asNumber() }
  func integer(_ key: String) throws(Rejection) -> Int { try required(key).asInteger() }
  func day(_ key: String) throws(Rejection) -> Day { try required(key).asDay() }
  func list(_ key: String) throws(Rejection) -> [PriceInputs] { try required(key).items() }

  /// The first of these fields that is there.
  func optionalText(_ keys: String...) throws(Rejection) -> String? {
    for key in keys { if let value = self[key] { return try value.asText() } }
    return nil
  }

  /// The first of these fields that is there.
  func optionalNumber(_ keys: String...) throws(Rejection) -> Exact? {
    for key in keys { if let value = self[key] { return try value.asNumber() } }
    return nil
  }

  func optionalInteger(_ key: String) throws(Rejection) -> Int? {
    guard let value = self[key] else { return nil }
    return try value.asInteger()
  }

  /// The first of several fields that is there.
  func first(_ keys: String...) throws(Rejection) -> PriceInputs {
    for key in keys { if let value = self[key] { return value } }
    return try required(keys[0])
  }

  func numbers(_ key: String) throws(Rejection) -> [Exact] {
    var values: [Exact] = []
    for item in try list(key) { values.append(try item.asNumber()) }
    return values
  }

  func numbersByName(_ key: String) throws(Rejection) -> [(name: String, value: Exact)] {
    let map = try required(key)
    var values: [(name: String, value: Exact)] = []
    for name in map.keys { values.append((name, try map.number(name))) }
    return values
  }

  func says(_ key: String, _ word: String) -> Bool {
    guard case .scalar(let text, _)? = node[key]?.content else { return false }
    return text.lowercased().contains(word)
  }

  var isList: Bool { if case .list = node.content { true } else { false } }
  var isMap: Bool { if case .map = node.content { true } else { false } }
}
