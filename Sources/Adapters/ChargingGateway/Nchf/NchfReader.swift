import Primitives

/// Reads fields of a message and keeps what is not as it must be.
struct NchfReader {
  private var fields: [NchfProblem.Field] = []
  private var cause: NchfProblem.Cause?

  /// What the sender is told of all of it; `nil` when there is nothing.
  var problem: NchfProblem? { cause.map { NchfProblem(400, $0, "the request is not as TS 32.291 wants it", fields: fields) } }

  mutating func wrong(_ path: String, _ reason: String, isMandatory: Bool) {
    if fields.count < 20 { fields.append(.init(path: path, reason: reason)) }
    // What is missing is told before what is wrong.
    if cause == .mandatoryMissing { return }
    cause = isMandatory ? .mandatoryIncorrect : cause ?? .optionalIncorrect
  }

  private mutating func find(_ node: SourceNode, _ key: String, _ isMandatory: Bool) -> SourceNode? {
    if let found = node[key], !found.isNull { return found }
    if isMandatory {
      if fields.count < 20 { fields.append(.init(path: node.path.isEmpty ? key : "\(node.path).\(key)", reason: "missing")) }
      cause = .mandatoryMissing
    }
    return nil
  }

  static func word(_ node: SourceNode) -> String? {
    guard case .scalar(let text, quoted: true) = node.content else { return nil }
    return text
  }

  mutating func text(_ node: SourceNode, _ key: String, isMandatory: Bool = false) -> String? {
    guard let found = find(node, key, isMandatory) else { return nil }
    if let text = NchfReader.word(found), text.utf8.count <= 2_000, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return text }
    wrong(found.path, "a text without control characters was expected", isMandatory: isMandatory)
    return nil
  }

  mutating func flag(_ node: SourceNode, _ key: String) -> Bool? {
    guard let found = find(node, key, false) else { return nil }
    if case .scalar(let text, quoted: false) = found.content, text == "true" || text == "false" { return text == "true" }
    wrong(found.path, "true or false was expected", isMandatory: false)
    return nil
  }

  mutating func number(_ node: SourceNode, _ key: String, isMandatory: Bool = false, most: UInt64) -> UInt64? {
    guard let found = find(node, key, isMandatory) else { return nil }
    if case .scalar(let text, quoted: false) = found.content, let number = UInt64(text), number <= most { return number }
    wrong(found.path, "a whole number from 0 to \(most) was expected", isMandatory: isMandatory)
    return nil
  }

  mutating func object(_ node: SourceNode, _ key: String, isMandatory: Bool = false) -> SourceNode? {
    guard let found = find(node, key, isMandatory) else { return nil }
    if case .map = found.content { return found }
    wrong(found.path, "an object was expected", isMandatory: isMandatory)
    return nil
  }

  mutating func list(_ node: SourceNode, _ key: String) -> [SourceNode] {
    guard let found = find(node, key, false) else { return [] }
    guard case .list(let items) = found.content else {
      wrong(found.path, "a list was expected", isMandatory: false)
      return []
    }
    if items.count > 1_000 { wrong(found.path, "more than 1000 of them", isMandatory: false) }
    return Array(items.prefix(1_000)).filter { item in
      if case .map = item.content { return true }
      wrong(item.path, "an object was expected", isMandatory: false)
      return false
    }
  }
}
