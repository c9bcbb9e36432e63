public import Primitives

extension Schema {
  /// Refuses a value that is not what the schema says, with everything that is wrong.
  public func check(_ node: SourceNode) throws(Rejection) {
    let problems = problems(of: node)
    if !problems.isEmpty { throw Rejection(problems) }
  }

  /// Everything in which a value of a body is not what the schema says.
  func problems(of node: SourceNode) -> [Problem] {
    switch self {
    case .text(let form): return textProblems(node) { form.problem($0) }
    case .choice(let words): return textProblems(node) { Schema.choiceProblem($0, words) }
    case .day: return textProblems(node) { Day($0) == nil ? Schema.dayProblem($0) : nil }
    case .instant: return textProblems(node) { Instant($0) == nil ? Schema.instantProblem($0) : nil }
    case .decimal, .amount: return amountProblems(node)
    case .integer(let range):
      guard case .scalar(let text, false) = node.content else { return [wrongType(node, "a whole number")] }
      guard let number = Schema.whole(text) else {
        return [Schema.isWhole(text) ? Schema.rangeProblem(text, range).problem(node) : wrongType(node, "a whole number")]
      }
      return range.contains(number) ? [] : [Schema.rangeProblem(text, range).problem(node)]
    case .flag:
      if case .scalar(let text, false) = node.content, text == "true" || text == "false" { return [] }
      return [wrongType(node, "true or false")]
    case .list(let element, let least, let most):
      guard case .list(let items) = node.content else { return [wrongType(node, "a list")] }
      if items.count < least {
        return [Wrong(items.isEmpty ? "the list is empty" : "the list has \(items.count) elements, less than \(least)", "name at least \(least == 1 ? "one" : "\(least)") here").problem(node)]
      }
      if let most, items.count > most {
        return [Wrong("the list has \(items.count) elements, more than \(most)", "send it in several requests").problem(node)]
      }
      return items.flatMap { element.problems(of: $0) }
    case .map(let element):
      guard case .map(let entries) = node.content else { return [wrongType(node, "an object")] }
      return entries.flatMap { element.problems(of: $0.value) }
    case .object(let object): return object.problems(of: node)
    case .variants(_, let by, let objects): return variantProblems(node, by, objects)
    case .orNull(let schema): return node.isNull ? [] : schema.problems(of: node)
    case .either(let schemas):
      let found = schemas.map { $0.problems(of: node) }
      return found.contains([]) ? [] : found[0]
    case .anyOfType(let type): return type == "string" ? textProblems(node) { _ in nil } : []
    case .anything: return []
    }
  }

  /// In which a parameter's text is not what the schema says; `nil` when it is.
  func problem(ofText text: String) -> (message: String, remedy: String)? {
    let wrong: Wrong? =
      switch self {
      case .text(let form): form.problem(text)
      case .choice(let words): Schema.choiceProblem(text, words)
      case .day: Day(text) == nil ? Schema.dayProblem(text) : nil
      case .instant: Instant(text) == nil ? Schema.instantProblem(text) : nil
      case .integer(let range):
        if Schema.isWhole(text) { Int(text).map { range.contains($0) } ?? false ? nil : Schema.rangeProblem(text, range) } else {
          Wrong("expected a whole number, found \"\(text)\"", "write digits only")
        }
      case .list(let element, _, _):
        text.split(separator: ",", omittingEmptySubsequences: false).lazy.compactMap { element.problem(ofText: String($0)) }.first.map { Wrong($0.message, $0.remedy) }
      case .flag: text == "true" || text == "false" ? nil : Wrong("expected true or false, found \"\(text)\"", "write `true` or `false`")
      default: nil
      }
    return wrong.map { ($0.message, $0.remedy) }
  }

  /// Digits as JSON writes a whole number, also as `1.0` or `1e2`, which JSON Schema counts as whole.
  private static func whole(_ text: String) -> Int? {
    if let number = Int(text) { return number }
    guard let exact = Exact(text), let digits = exact.rounded(0, .down).digits, exact == exact.rounded(0, .down) else { return nil }
    return Int(exactly: digits)
  }

  /// Digits alone, whether or not there is such a number here.
  private static func isWhole(_ text: String) -> Bool {
    let digits = text.first == "-" ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private func textProblems(_ node: SourceNode, _ check: (String) -> Wrong?) -> [Problem] {
    guard case .scalar(let text, true) = node.content else { return [wrongType(node, "text in quotes")] }
    return check(text).map { [$0.problem(node)] } ?? []
  }

  private func amountProblems(_ node: SourceNode) -> [Problem] {
    guard case .scalar(let text, let quoted) = node.content, text != "true", text != "false" else { return [wrongType(node, "a decimal")] }
    let wrong = Wrong(
      "\(text.prefix(60)) is not a decimal that Florin takes",
      "write text with at most 15 digits and 12 decimals, such as \"12.50\", or a number from 0.000001 to 1000000000000")
    if quoted { return TextForm.decimal.problem(text) == nil ? [] : [wrong.problem(node)] }
    guard let value = Exact(text), value == .zero || value >= Schema.leastNumber && value <= Schema.greatestNumber else { return [wrong.problem(node)] }
    return []
  }

  private static let leastNumber = Exact("0.000001") ?? .zero
  private static let greatestNumber = Exact(1_000_000_000_000)

  private func variantProblems(_ node: SourceNode, _ by: String, _ objects: [ObjectSchema]) -> [Problem] {
    guard case .map = node.content else { return [wrongType(node, "an object")] }
    var words: [String] = []
    for object in objects {
      guard case .choice(let values)? = object.fields.first(where: { $0.name == by })?.schema else { continue }
      if case .scalar(let text, true)? = node[by]?.content, values.contains(text) { return object.problems(of: node) }
      words += values
    }
    guard let named = node[by] else {
      return [Problem(.missingField, at: node.place, path: node.path, "the field `\(by)` is missing", remedy: "say one of \(words.joined(separator: ", "))")]
    }
    return Schema.choice(words).problems(of: named)
  }

  private func wrongType(_ node: SourceNode, _ expected: String) -> Problem {
    Problem(.wrongType, at: node.place, path: node.path, "expected \(expected), found \(node.shown)", remedy: "write \(expected) here")
  }

  // MARK: words

  /// What is wrong with a value, without its place.
  struct Wrong {
    var message: String
    var remedy: String

    init(_ message: String, _ remedy: String) {
      self.message = message
      self.remedy = remedy
    }

    func problem(_ node: SourceNode) -> Problem { Problem(.wrongValue, at: node.place, path: node.path, message, remedy: remedy) }
  }

  private static func choiceProblem(_ text: String, _ words: [String]) -> Wrong? {
    if words.contains(text) { return nil }
    let all = words.joined(separator: ", ")
    let message = words.count > 12 ? "\"\(text.prefix(60))\" is not known here" : "\"\(text.prefix(60))\" is not one of \(all)"
    return Wrong(message, nearest(text, among: words).map { "did you mean `\($0)`?" } ?? "use one of \(all)")
  }

  private static func dayProblem(_ text: String) -> Wrong {
    Wrong("\"\(text.prefix(60))\" is not a day", "write an existing calendar day as YYYY-MM-DD, such as 2026-02-28")
  }

  private static func instantProblem(_ text: String) -> Wrong {
    Wrong("\"\(text.prefix(60))\" is not an instant", "write RFC 3339 with an offset, such as 2026-03-01T08:00:00Z")
  }

  private static func rangeProblem(_ text: String, _ range: ClosedRange<Int>) -> Wrong {
    Wrong("\(text.prefix(60)) is out of range", "write a whole number from \(range.lowerBound) to \(range.upperBound)")
  }
}

extension TextForm {
  static let decimal = TextForm(pattern: Schema.decimalPattern, lengths: 1...29) { text in
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    let areDigits = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    return areDigits && parts.count <= 2 && text.prefix(2) != "--" && parts[0].utf8.count <= 15 && (parts.count < 2 || parts[1].utf8.count <= 12)
  }

  func problem(_ text: String) -> Schema.Wrong? {
    let length = text.unicodeScalars.count
    if !lengths.contains(length) {
      return Schema.Wrong("the text has \(length) characters", "write \(lengths.lowerBound) to \(lengths.upperBound) characters")
    }
    return holds(text) ? nil : Schema.Wrong("\"\(text.prefix(60))\" has characters that cannot stand here", "write what matches \(pattern)")
  }
}

extension ObjectSchema {
  func problems(of node: SourceNode) -> [Problem] {
    guard case .map(let entries) = node.content else {
      return [Problem(.wrongType, at: node.place, path: node.path, "expected an object, found \(node.shown)", remedy: "write {\"field\": value} here")]
    }
    var found: [Problem] = []
    for field in fields {
      if let value = node[field.name] {
        found += field.schema.problems(of: value)
      } else if field.isRequired {
        found.append(Problem(.missingField, at: node.place, path: node.path, "the field `\(field.name)` is missing", remedy: "add `\(field.name)` here"))
      }
    }
    let names = fields.map(\.name)
    for (key, value) in entries where !names.contains(key) {
      found.append(
        Problem(
          .unknownField, at: value.place, path: value.path, "the field `\(key)` is not known here",
          remedy: nearest(key, among: names).map { "did you mean `\($0)`?" } ?? "known fields: \(names.joined(separator: ", "))"))
    }
    return found
  }
}

extension SourceNode {
  /// The value as a message shows it.
  var shown: String {
    switch content {
    case .scalar(let text, true): "the text \"\(text.prefix(60))\""
    case .scalar(let text, false): String(text.prefix(60))
    case .list: "a list"
    case .map: "an object"
    case .null: "null"
    }
  }
}
