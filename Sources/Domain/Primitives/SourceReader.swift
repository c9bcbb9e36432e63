extension ProblemCode {
  public static let missingField = ProblemCode("document.missing-field")
  public static let unknownField = ProblemCode("document.unknown-field")
  public static let wrongType = ProblemCode("document.wrong-type")
  public static let wrongValue = ProblemCode("document.wrong-value")
  public static let unreadableDocument = ProblemCode("document.unreadable")
  public static let repeatedField = ProblemCode("document.repeated-field")
  public static let documentTooLarge = ProblemCode("document.too-large")
  public static let documentTooDeep = ProblemCode("document.too-deep")
}

/// Reads fields of one map and collects every problem instead of stopping at the first.
///
/// Ask for each known field, then call `refuseUnknownFields()`; a field that nobody asked for is reported with
/// the nearest known name.
///
///     var reader = SourceReader(node)
///     let size = reader.number("size")
///     let price = reader.optionalNumber("price") ?? .zero
///     reader.refuseUnknownFields()
///     problems += reader.problems
public struct SourceReader {
  public let node: SourceNode
  public var problems: [Problem] = []
  private var asked: Set<String> = []

  public init(_ node: SourceNode) {
    self.node = node
    if case .map = node.content {} else {
      report(.wrongType, node, "expected a map of fields, found \(node.describedBriefly)", remedy: "write `field: value` lines here")
    }
  }

  /// Notes a problem at the place and path of `at`.
  public mutating func report(_ code: ProblemCode, _ at: SourceNode, _ message: String, remedy: String) {
    problems.append(Problem(code, at: at.place, path: at.path, message, remedy: remedy))
  }

  /// The value of a field when present and not null.
  public mutating func optional(_ key: String) -> SourceNode? {
    asked.insert(key)
    guard let value = node[key], !value.isNull else { return nil }
    return value
  }

  /// The value of a field; reports it as missing when absent or null.
  public mutating func required(_ key: String) -> SourceNode? {
    if let value = optional(key) { return value }
    if case .map = node.content {
      report(.missingField, node, "the field `\(key)` is missing", remedy: "add `\(key)` here")
    }
    return nil
  }

  public mutating func optionalText(_ key: String) -> String? { optional(key).flatMap { text($0) } }
  public mutating func text(_ key: String) -> String? { required(key).flatMap { text($0) } }
  public mutating func optionalNumber(_ key: String) -> Exact? { optional(key).flatMap { number($0) } }
  public mutating func number(_ key: String) -> Exact? { required(key).flatMap { number($0) } }
  public mutating func optionalInteger(_ key: String) -> Int? { optional(key).flatMap { integer($0) } }
  public mutating func integer(_ key: String) -> Int? { required(key).flatMap { integer($0) } }
  public mutating func optionalDay(_ key: String) -> Day? { optional(key).flatMap { day($0) } }
  public mutating func day(_ key: String) -> Day? { required(key).flatMap { day($0) } }
  public mutating func optionalInstant(_ key: String) -> Instant? { optional(key).flatMap { instant($0) } }
  public mutating func optionalFlag(_ key: String) -> Bool? { optional(key).flatMap { flag($0) } }

  /// The elements of a list field; a missing field is an empty list.
  public mutating func list(_ key: String) -> [SourceNode] { optional(key).map { list($0) } ?? [] }

  /// One of the raw values of an enumeration, with all of them named when it is none.
  public mutating func optionalChoice<T: RawRepresentable & CaseIterable>(_ key: String, _ type: T.Type) -> T?
  where T.RawValue == String {
    optional(key).flatMap { choice($0, type) }
  }

  /// One of the raw values of an enumeration, with all of them named when it is none.
  public mutating func choice<T: RawRepresentable & CaseIterable>(_ node: SourceNode, _ type: T.Type) -> T?
  where T.RawValue == String {
    guard let word = text(node) else { return nil }
    if let value = T(rawValue: word) { return value }
    let words = T.allCases.map(\.rawValue)
    report(
      .wrongValue, node, "\"\(word)\" is not one of \(words.joined(separator: ", "))",
      remedy: nearest(word, among: words).map { "did you mean `\($0)`?" } ?? "use one of \(words.joined(separator: ", "))")
    return nil
  }

  /// The node's scalar as it was written.
  public mutating func text(_ node: SourceNode) -> String? {
    if case .scalar(let text, _) = node.content { return text }
    report(.wrongType, node, "expected text, found \(node.describedBriefly)", remedy: "write a single value here")
    return nil
  }

  /// The node as an exact decimal.
  public mutating func number(_ node: SourceNode) -> Exact? {
    if case .scalar(let text, _) = node.content, let value = Exact(text) { return value }
    report(
      .wrongType, node, "expected a decimal number, found \(node.describedBriefly)",
      remedy: "write a plain decimal such as 0.0125 (at most 30 digits, 24 of them decimals)")
    return nil
  }

  /// The node as a whole number.
  public mutating func integer(_ node: SourceNode) -> Int? {
    if case .scalar(let text, _) = node.content {
      if let value = Int(text) { return value }
      // 12.0 and 1e3 are whole as well.
      if let exact = Exact(text), exact == exact.rounded(0, .down), let digits = exact.rounded(0, .down).digits, let value = Int(exactly: digits) { return value }
    }
    report(.wrongType, node, "expected a whole number, found \(node.describedBriefly)", remedy: "write digits only")
    return nil
  }

  /// The node as an existing calendar day.
  public mutating func day(_ node: SourceNode) -> Day? {
    if case .scalar(let text, _) = node.content, let value = Day(text) { return value }
    report(
      .wrongType, node, "expected a day, found \(node.describedBriefly)",
      remedy: "write an existing calendar day as YYYY-MM-DD, such as 2026-02-28")
    return nil
  }

  /// The node as an instant written with its offset from UTC.
  public mutating func instant(_ node: SourceNode) -> Instant? {
    if case .scalar(let text, _) = node.content, let value = Instant(text) { return value }
    report(
      .wrongType, node, "expected an instant, found \(node.describedBriefly)",
      remedy: "write RFC 3339 with an offset, such as 2026-03-01T08:00:00Z")
    return nil
  }

  /// The node as `true` or `false`.
  public mutating func flag(_ node: SourceNode) -> Bool? {
    if case .scalar(let text, _) = node.content {
      if text == "true" { return true }
      if text == "false" { return false }
    }
    report(.wrongType, node, "expected true or false, found \(node.describedBriefly)", remedy: "write `true` or `false`")
    return nil
  }

  /// The node's elements; reports anything that is no list and gives none.
  public mutating func list(_ node: SourceNode) -> [SourceNode] {
    if case .list(let items) = node.content { return items }
    report(.wrongType, node, "expected a list, found \(node.describedBriefly)", remedy: "write `- item` lines here")
    return []
  }

  /// A text (English) or a map of language to text.
  public mutating func localizedText(_ node: SourceNode) -> LocalizedText? {
    switch node.content {
    case .scalar(let text, _): return LocalizedText(text)
    case .map(let entries):
      var table: [String: String] = [:]
      for (language, value) in entries { table[language] = text(value) }
      return LocalizedText(table)
    default:
      report(.wrongType, node, "expected a text or a map of languages, found \(node.describedBriefly)", remedy: "write `name: Fibre 50` or `name: {en: Fibre 50, es: Fibra 50}`")
      return nil
    }
  }

  /// Marks fields as known without reading them.
  public mutating func expect(_ keys: String...) { asked.formUnion(keys) }

  /// Reports every field that was not asked for.
  public mutating func refuseUnknownFields() {
    guard case .map(let entries) = node.content else { return }
    let known = asked.sorted()
    for (key, value) in entries where !asked.contains(key) {
      report(
        .unknownField, value, "the field `\(key)` is not known here",
        remedy: nearest(key, among: known).map { "did you mean `\($0)`?" } ?? "known fields: \(known.joined(separator: ", "))")
    }
  }
}

/// The known word closest to a mistyped one, when it is close enough to be meant.
public func nearest(_ word: String, among words: [String]) -> String? {
  let scored = words.map { (word: $0, distance: editDistance(Array(word.utf8), Array($0.utf8))) }
  guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, word.utf8.count / 3) ? best.word : nil
}

/// Bytes put in, left out or replaced, and neighbours that took each other's place.
func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var before: [Int] = []
  var previous = Array(0...b.count)
  for i in 0..<a.count {
    var current = [i + 1]
    for j in 0..<b.count {
      var least = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
      current.append(least)
    }
    (before, previous) = (previous, current)
  }
  return previous[b.count]
}
