public import Primitives

/// What is known of an answered request, without anything a person could be recognised by: no address beyond the route,
/// no parameter, no content.
public struct LogEntry: Sendable {
  public var request: String
  public var method: String
  /// The route's pattern; `nil` for addresses that do not exist.
  public var route: String?
  /// Who asked: the access key's public part, or `issuer/digest`. With 401 and 403, who was refused, where that is certain.
  public var caller: String?
  public var status = 0
  public var code: String?
  public var bytes = 0
  public var microseconds: Int64 = 0
  /// The cause of a fault: for the log, never for the client.
  public var fault: String?

  public init(request: String, method: String) {
    self.request = request
    self.method = method
  }

  /// One line of JSON.
  public func line(at instant: Instant) -> String {
    var json = JSONText()
    json.object {
      $0.field("at", instant)
      $0.field("level", fault != nil ? "error" : status >= 500 ? "warning" : "info")
      $0.field("request", request)
      $0.field("method", method)
      $0.field("route", route)
      $0.field("caller", caller)
      $0.field("status", status)
      $0.field("code", code)
      $0.field("bytes", bytes)
      $0.field("microseconds", microseconds)
      $0.field("fault", fault)
    }
    return json.string
  }
}
