public import Primitives

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
  /// What makes it no request that could be answered: it is refused with this, whatever else is known of it.
  public var unfit: Problem?

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
    var found: String?
    for header in headers where HeaderName.isSame(header.name, name) { found = found.map { "\($0), \(header.value)" } ?? header.value }
    return found
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

  public func header(_ name: String) -> String? { headers.first { HeaderName.isSame($0.name, name) }?.value }

  /// The content, when it does not come in pieces.
  public var bytes: [UInt8] {
    if case .bytes(let bytes) = content { bytes } else { [] }
  }
}

/// Names of headers are ASCII, and the same in capitals and small letters. Several are looked for in each request.
enum HeaderName {
  static func isSame(_ a: String, _ b: String) -> Bool {
    a.utf8.count == b.utf8.count && a.utf8.elementsEqual(b.utf8) { $0 == $1 || ($0 | 0x20 == $1 | 0x20 && (0x61...0x7A).contains($0 | 0x20)) }
  }
}
