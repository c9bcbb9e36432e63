import Primitives

/// What stands in an address: the path in its parts, and the query with every value.
struct Address: Sendable {
  var segments: [String]
  var query: [(name: String, value: String)]

  /// - Throws: `Rejection` for an address that is no path, or is not UTF-8 in percent form.
  init(_ target: String) throws(Rejection) {
    // By bytes: no other character has a slash or a question mark in it, and characters take long to be told apart.
    let bytes = target.utf8
    guard bytes.first == 0x2F else { throw Address.unreadable() }
    let mark = bytes.firstIndex(of: 0x3F) ?? bytes.endIndex
    segments = []
    for part in bytes[..<mark].split(separator: 0x2F) {
      guard let text = PercentText.decoded(Substring(part)) else { throw Address.unreadable() }
      segments.append(text)
    }
    query = []
    for pair in mark < bytes.endIndex ? target[bytes.index(after: mark)...].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentText.decoded(sides[0], isForm: true), let value = PercentText.decoded(sides.count > 1 ? sides[1] : "", isForm: true)
      else { throw Address.unreadable() }
      query.append((name, value))
    }
  }

  private static func unreadable() -> Rejection {
    Rejection(
      Problem(
        .unreadableAddress, path: "address", "the address cannot be read",
        remedy: "send a path that begins with a slash, other characters than letters and digits as %XX of their UTF-8 bytes"))
  }
}

extension Endpoint {
  /// The values of every declared parameter.
  ///
  /// - Throws: `Rejection` with everything that is missing, unknown, repeated or not what its schema says.
  func values(
    of declared: [Parameter], path: [String: String], query: [(name: String, value: String)], header: (String) -> String?
  ) throws(Rejection) -> [String: String] {
    if declared.isEmpty, query.isEmpty { return [:] }
    var values: [String: String] = [:]
    var problems: [Problem] = []
    for parameter in declared {
      var value: String?
      switch parameter.place {
      case .path: value = path[parameter.name]
      case .header: value = header(parameter.name)
      case .query:
        let given = query.filter { $0.name == parameter.name }
        if given.count > 1 {
          problems.append(
            Problem(.wrongParameter, path: parameter.name, "the parameter `\(parameter.name)` is given \(given.count) times", remedy: "give it once"))
        }
        value = given.first?.value
      }
      guard let value else {
        if parameter.isRequired {
          problems.append(
            Problem(
              .wrongParameter, path: parameter.name, "the \(parameter.place.words) `\(parameter.name)` is missing", remedy: "add it: \(parameter.about)"))
        }
        continue
      }
      if let wrong = parameter.schema.problem(ofText: value) {
        problems.append(Problem(.wrongParameter, path: parameter.name, wrong.message, remedy: wrong.remedy))
      }
      values[parameter.name] = value
    }
    let names = declared.filter { $0.place == .query }.map(\.name)
    for name in query.map(\.name) where !takesFurtherParameters && !names.contains(name) {
      problems.append(
        Problem(
          .unknownParameter, path: String(name.prefix(60)), "there is no parameter `\(name.prefix(60))` here",
          remedy: nearest(name, among: names).map { "did you mean `\($0)`?" } ?? (names.isEmpty ? "leave it out" : "known are: \(names.joined(separator: ", "))")))
    }
    if !problems.isEmpty { throw Rejection(problems) }
    return values
  }

  /// The body, read and checked.
  func readBody(_ arrival: Arrival) throws(Rejection) -> SourceNode {
    guard let body else { return SourceNode(.null) }
    if arrival.body.isEmpty, !body.isRequired, !arrival.bodyIsCut { return SourceNode(.null) }
    try checkBodysHead(arrival)
    if !body.isRead { return SourceNode(.null) }
    let node = try JSONReader.read(arrival.body)
    let problems = body.schema.problems(of: node)
    if !problems.isEmpty { throw Rejection(problems) }
    return node
  }

  /// What the head of a request says of its body: what it is, and how long.
  func checkBodysHead(_ arrival: Arrival) throws(Rejection) {
    guard let body else { return }
    guard let type = arrival.header("content-type"), MediaTypes.isJSON(type, among: body.mediaTypes), arrival.header("content-encoding").map({ $0 == "identity" }) ?? true else {
      throw Rejection(
        Problem(
          .unsupportedMediaType, path: "Content-Type", "the body is \(arrival.header("content-type") ?? "of no stated type")\(arrival.header("content-encoding").map { " in \($0)" } ?? "")",
          remedy: "send JSON in UTF-8 with `Content-Type: \(body.mediaTypes.joined(separator: "` or `"))` and no content coding"))
    }
    let length = max(arrival.body.count, arrival.body.isEmpty ? arrival.header("content-length").flatMap { Int($0) } ?? 0 : 0)
    if arrival.bodyIsCut || length > body.maximumBytes {
      throw Rejection(
        Problem(.bodyTooLarge, path: "body", "the body is longer than the \(body.maximumBytes) bytes that are taken here", remedy: "send it in several requests"))
    }
  }
}

extension Endpoint.Parameter.Place {
  fileprivate var words: String {
    switch self {
    case .path: "part of the path"
    case .query: "parameter"
    case .header: "header"
    }
  }
}
