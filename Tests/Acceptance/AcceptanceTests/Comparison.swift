import Operations
import Primitives

/// Compares an answer with the published `expected`: every key there must be answered, numbers by value.
enum Comparison {
  /// Texts about the scenario rather than results of it.
  static let remarks: Set<String> = ["note", "quirk", "working", "invoices_before"]

  /// What differs; empty when nothing does.
  static func differences(_ actual: PriceAnswer?, _ expected: SourceNode, key: String) -> [String] {
    guard let actual else { return ["\(key): not answered"] }
    switch (expected.content, actual) {
    case (.null, .null): return []
    case (.null, _): return ["\(key): \(actual), expected nothing"]
    case (.list(let items), .list(let answers)):
      guard items.count == answers.count else { return ["\(key): \(answers.count) entries, expected \(items.count)"] }
      return zip(items, answers).enumerated().flatMap { differences($1.1, $1.0, key: "\(key)[\($0)]") }
    case (.map(let entries), .map):
      return entries.filter { !remarks.contains($0.key) }.flatMap { differences(actual[$0.key], $0.value, key: "\(key).\($0.key)") }
    case (.scalar(let text, _), .text(let answer)): return same(answer, text) ? [] : ["\(key): \(answer), expected \(text)"]
    case (.scalar(let text, _), .number(let number)): return text == String(number) ? [] : ["\(key): \(number), expected \(text)"]
    case (.scalar(let text, _), .flag(let flag)): return text == String(flag) ? [] : ["\(key): \(flag), expected \(text)"]
    default: return ["\(key): \(actual), expected \(expected.describedBriefly)"]
    }
  }

  /// Equal texts, equal numbers, equal sums of fractions (`1 + 14/28`), or, where the published number was cut to some
  /// decimals, the same number when cut there.
  static func same(_ actual: String, _ expected: String) -> Bool {
    if actual == expected { return true }
    guard let a = value(actual), let e = value(expected) else { return false }
    if a == e { return true }
    let digits = expected.split(separator: ".", omittingEmptySubsequences: false).last?.utf8.count ?? 0
    return expected.contains(".") && digits >= 5 && a.rounded(digits, .halfUp) == e
  }

  private static func value(_ text: String) -> Exact? {
    var sum = Exact.zero
    for term in text.split(separator: "+") {
      let parts = term.split(separator: "/").map { Exact($0.trimmed) }
      guard let first = parts.first, let n = first else { return nil }
      guard parts.count == 2, let d = parts[1] else { sum += n; continue }
      sum += n / d
    }
    return text.isEmpty ? nil : sum
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
