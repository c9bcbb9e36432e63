/// A parsed document (YAML or JSON) as a tree in which every value knows where it stood.
///
/// Readers in the domain turn it into typed values and report mistakes by place and path, whatever the format.
public struct SourceNode: Sendable {
  /// What stands at the node.
  public enum Content: Sendable {
    /// Any scalar, as it was written. `quoted` tells `"12"` from `12`; both are read as a number where one is asked for.
    case scalar(String, quoted: Bool)
    case list([SourceNode])
    /// In the order written; keys are unique (the reader of the format refuses repeats).
    case map([(key: String, value: SourceNode)])
    case null
  }

  public var content: Content
  public var place: Problem.Place?
  public var path: String

  public init(_ content: Content, place: Problem.Place? = nil, path: String = "") {
    self.content = content
    self.place = place
    self.path = path
  }

  public subscript(key: String) -> SourceNode? {
    guard case .map(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  public var keys: [String] {
    guard case .map(let entries) = content else { return [] }
    return entries.map(\.key)
  }

  public var isNull: Bool {
    if case .null = content { true } else { false }
  }

  /// How the value is called in a message: `a list`, `a map`, `"abc"`.
  public var describedBriefly: String {
    switch content {
    case .scalar(let text, _): "\"\(text)\""
    case .list: "a list"
    case .map: "a map"
    case .null: "nothing"
    }
  }
}
