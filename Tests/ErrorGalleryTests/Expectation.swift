/// Compares output with an expected text in which `…` stands for anything within a line, and a line that is only
/// `…` for any number of lines.
enum Expectation {
  static func matches(_ output: String, _ expected: String) -> Bool {
    lines(trimmed(output)[...], trimmed(expected)[...])
  }

  private static func trimmed(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func lines(_ output: ArraySlice<Substring>, _ expected: ArraySlice<Substring>) -> Bool {
    guard let first = expected.first else { return output.isEmpty }
    if first == "…" {
      return (output.startIndex...output.endIndex).contains { lines(output[$0...], expected.dropFirst()) }
    }
    guard let line = output.first, characters(line, first) else { return false }
    return lines(output.dropFirst(), expected.dropFirst())
  }

  private static func characters(_ output: Substring, _ expected: Substring) -> Bool {
    let parts = expected.split(separator: "…", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return output == expected }
    guard output.hasPrefix(first), output.hasSuffix(last), output.count >= first.count + last.count else { return false }
    var rest = output.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      while !rest.isEmpty, !rest.hasPrefix(part) { rest = rest.dropFirst() }
      guard rest.hasPrefix(part) else { return false }
      rest = rest.dropFirst(part.count)
    }
    return true
  }
}
