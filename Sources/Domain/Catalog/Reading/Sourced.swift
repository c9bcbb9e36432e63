public import Primitives

/// A value read from a document together with the node it came from, so that checks can say where a mistake stands.
public struct Sourced<Value: Sendable>: Sendable {
  public var value: Value
  public var node: SourceNode

  public init(_ value: Value, _ node: SourceNode) {
    self.value = value
    self.node = node
  }
}

extension SourceNode {
  /// A problem that stands at the field `key` of this map, or at the map itself when the field is not written.
  public func problem(_ code: ProblemCode, at key: String? = nil, _ message: String, remedy: String) -> Problem {
    let node = key.flatMap { self[$0] } ?? self
    return Problem(code, at: node.place, path: node.path, message, remedy: remedy)
  }

  /// The first scalar `value` written under a field `key` at any depth below this node.
  func scalar(_ value: String, under key: String) -> SourceNode? {
    switch content {
    case .map(let entries):
      for entry in entries {
        if entry.key == key, case .scalar(let text, _) = entry.value.content, text == value { return entry.value }
        if let found = entry.value.scalar(value, under: key) { return found }
      }
      return nil
    case .list(let items): return items.lazy.compactMap { $0.scalar(value, under: key) }.first
    case .scalar, .null: return nil
    }
  }
}
