public import Primitives

/// What was asked, written the same way whenever it is the same: fields in the order of their names, values as written.
public enum CanonicalJSON {
  /// The value as JSON text.
  public static func text(_ node: SourceNode) -> String {
    var json = JSONText()
    write(node, into: &json)
    return json.string
  }

  private static func write(_ node: SourceNode, into json: inout JSONText) {
    switch node.content {
    case .null: json.null()
    case .scalar(let text, true): json.value(text)
    case .scalar(let text, false): json.raw(text)
    case .list(let items): json.array { for item in items { write(item, into: &$0) } }
    case .map(let entries):
      json.object { object in
        for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
          object.key(named: key)
          write(value, into: &object)
        }
      }
    }
  }

  /// An object without some of its fields.
  static func without(_ fields: Set<String>, _ bytes: [UInt8]) throws -> [UInt8] {
    guard case .map(let entries) = try JSONReader.read(bytes).content else { return bytes }
    var json = JSONText(reservingCapacity: bytes.count)
    json.object { object in
      for (key, value) in entries where !fields.contains(key) {
        object.key(named: key)
        write(value, into: &object)
      }
    }
    return json.bytes
  }

  /// The paths at which two values differ, at most ten.
  static func differences(_ a: SourceNode, _ b: SourceNode) -> [String] {
    var found: [String] = []
    compare(a, b, "", &found)
    return Array(found.prefix(10))
  }

  private static func compare(_ a: SourceNode, _ b: SourceNode, _ path: String, _ found: inout [String]) {
    switch (a.content, b.content) {
    case (.map(let left), .map(let right)):
      for key in Set(left.map(\.key) + right.map(\.key)).sorted() {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        if let one = a[key], let other = b[key] { compare(one, other, inner, &found) } else { found.append(inner) }
      }
    case (.list(let left), .list(let right)) where left.count == right.count:
      for index in left.indices { compare(left[index], right[index], "\(path)[\(index)]", &found) }
    default: if text(a) != text(b) { found.append(path.isEmpty ? "the whole body" : path) }
    }
  }
}

extension ProblemCode {
  public static let keyReusedForOther = ProblemCode("http.key-reused")
  public static let keyAtWork = ProblemCode("http.key-at-work")
}

extension APIRequest {
  /// Everything that was asked, in the form in which repeats are compared; of secrets, their digests.
  func content(hiding secrets: Set<String>, as digest: ([UInt8]) throws -> String) rethrows -> SourceNode {
    var body = body
    if !secrets.isEmpty, case .map(let entries) = body.content {
      body.content = .map(
        try entries.map { key, value in
          secrets.contains(key) ? (key, SourceNode(.scalar("sha256:" + (try digest(Array(CanonicalJSON.text(value).utf8))), quoted: true))) : (key, value)
        })
    }
    let named = values.filter { !["Idempotency-Key", "fields"].contains($0.key) }.sorted { $0.key < $1.key }
    return SourceNode(
      .map([
        ("operation", SourceNode(.scalar(endpoint, quoted: true))), ("body", body),
        ("parameters", SourceNode(.map(named.map { ($0.key, SourceNode(.scalar($0.value, quoted: true))) }))),
      ]))
  }

  /// Refuses a key that was used for something else, and names the difference.
  static func reused(_ key: String, earlier: String, now: SourceNode) -> Rejection {
    let before = try? JSONReader.read(Array(earlier.utf8))
    let fields = before.map { CanonicalJSON.differences($0, now) } ?? []
    return Rejection(
      Problem(
        .keyReusedForOther, path: "Idempotency-Key",
        "the key \"\(key)\" was used for another request; different are: \(fields.isEmpty ? "its content" : fields.joined(separator: ", "))",
        remedy: "repeat the first request unchanged, or give this one a key of its own"))
  }
}
