/// A request as it comes over the wire.
public struct Arrival: Sendable {
  public var method: String
  /// Path and query as sent, still in percent form.
  public var target: String
  /// In the order sent; names in any case.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// The body was longer than the server takes, and was not read to its end.
  public var bodyIsCut: Bool

  public init(
    method: String, target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [], bodyIsCut: Bool = false
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.bodyIsCut = bodyIsCut
  }

  /// The value of a header; of several by one name, all of them with commas between.
  public func header(_ name: String) -> String? {
    let values = headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }
}

/// What goes back over the wire.
public struct Departure: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var content: APIResponse.Content

  public init(status: Int, headers: [(name: String, value: String)], content: APIResponse.Content) {
    self.status = status
    self.headers = headers
    self.content = content
  }

  public func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

  /// The content, when it does not come in pieces.
  public var bytes: [UInt8] {
    if case .bytes(let bytes) = content { bytes } else { [] }
  }
}
