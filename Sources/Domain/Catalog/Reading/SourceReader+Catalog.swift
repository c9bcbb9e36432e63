public import Primitives

extension SourceReader {
  /// A business code: letters, digits, `.`, `-`, `_`; nothing that could be mistaken in a table or a file name.
  public mutating func code(_ key: String) -> String? { required(key).flatMap { code($0) } }

  /// Reads one node as a business code.
  public mutating func code(_ node: SourceNode) -> String? {
    guard let text = text(node) else { return nil }
    let allowed = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || [0x2D, 0x2E, 0x5F].contains($0)
    }
    if allowed, !text.isEmpty, text.utf8.count <= 64 { return text }
    report(
      .wrongValue, node, "\"\(text)\" is not a code",
      remedy: "use 1 to 64 of the letters a–z, digits, `.`, `-` and `_`, such as `fibre-50`")
    return nil
  }

  /// A list of codes; a missing field is an empty list.
  public mutating func codes(_ key: String) -> [String] { list(key).compactMap { code($0) } }

  /// `from` (required) and `to` (the first day that no longer belongs; optional), with `to` after `from`.
  public mutating func effectivePeriod() -> EffectivePeriod? {
    let from = day("from")
    let to = optionalDay("to")
    guard let from else { return nil }
    if let to, to <= from {
      let node = self.node["to"] ?? self.node
      report(
        .catalogEndsBeforeStart, node, "ends on \(to), which is not after its start on \(from)",
        remedy: "`to` is the first day that no longer belongs: write a day after \(from), or leave `to` out")
      return nil
    }
    return EffectivePeriod(from: from, to: to)
  }

  /// A name in one or more languages; required.
  public mutating func name() -> LocalizedText? { required("name").flatMap { localizedText($0) } }

  /// An ISO 4217 currency.
  public mutating func currency(_ key: String) -> Currency? { required(key).flatMap { currency($0) } }

  /// Reads one node as a currency.
  public mutating func currency(_ node: SourceNode) -> Currency? {
    guard let text = text(node) else { return nil }
    if let currency = Currency(text) { return currency }
    report(
      .wrongValue, node, "\"\(text)\" is not a currency of ISO 4217", remedy: "write its three capital letters, such as EUR")
    return nil
  }
}

extension ProblemCode {
  public static let catalogEndsBeforeStart = ProblemCode("catalog.ends-before-start")
}
