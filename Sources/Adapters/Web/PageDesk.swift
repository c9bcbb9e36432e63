import Primitives

/// Decides what a request is answered with; knows nothing of sockets, so it can be asked in a test.
public struct PageDesk: Sendable {
  /// A request as it comes over the wire.
  public struct Arrival: Sendable {
    public var method: String
    /// Path and query as sent, still in percent form.
    public var target: String
    public var host: String?
    public var acceptLanguage: String?
    public var ifNoneMatch: String?

    public init(
      method: String, target: String, host: String? = "127.0.0.1", acceptLanguage: String? = nil, ifNoneMatch: String? = nil
    ) {
      self.method = method
      self.target = target
      self.host = host
      self.acceptLanguage = acceptLanguage
      self.ifNoneMatch = ifNoneMatch
    }
  }

  /// What goes back over the wire; `body` is empty for HEAD and 304, `length` is the page's own.
  public struct Departure: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  /// Makes the page for what is not there, or for an error that a route threw.
  public typealias Fallback = @Sendable (PageRequest) -> [UInt8]

  let routes: [PageRoute]
  let missing: Fallback
  let failed: @Sendable (PageRequest, any Error) -> [UInt8]

  public init(
    routes: [PageRoute], missing: @escaping Fallback, failed: @escaping @Sendable (PageRequest, any Error) -> [UInt8]
  ) {
    self.routes = routes
    self.missing = missing
    self.failed = failed
  }

  public func answer(_ arrival: Arrival) async -> Departure {
    // A page elsewhere must not reach these through a name that it points at this machine.
    guard PageDesk.isLocal(arrival.host) else { return plain(421, "This server answers only as localhost.\n") }
    guard arrival.method == "GET" || arrival.method == "HEAD" else {
      var departure = plain(405, "Only GET and HEAD are answered.\n")
      departure.headers.append(("Allow", "GET, HEAD"))
      return departure
    }
    let halves = arrival.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let segments = (halves.first ?? "").split(separator: "/").map { PercentText.decoded($0) }
    guard arrival.target.hasPrefix("/"), !segments.contains(nil) else { return plain(400, "The address cannot be read.\n") }
    let path = segments.compactMap(\.self)
    var request = PageRequest(
      path: "/" + path.joined(separator: "/"), query: halves.count > 1 ? PercentText.query(halves[1]) : [:],
      languages: AcceptedLanguages.read(arrival.acceptLanguage))
    let response: PageResponse
    if let (route, parameters) = find(path) {
      request.parameters = parameters
      do {
        response = try await route.answer(request)
      } catch {
        response = .html(failed(request, error), status: 500)
      }
    } else {
      response = .html(missing(request), status: 404)
    }
    return send(response, arrival)
  }

  private func find(_ segments: [String]) -> (PageRoute, [String: String])? {
    for route in routes { if let parameters = route.parameters(of: segments) { return (route, parameters) } }
    return nil
  }

  private func send(_ response: PageResponse, _ arrival: Arrival) -> Departure {
    let tag = PageDesk.entityTag(response.body)
    var headers = PageDesk.security
    headers.append(("Content-Type", response.contentType))
    headers.append(("Cache-Control", "no-cache"))
    if response.status == 200 { headers.append(("ETag", tag)) }
    if let location = response.location { headers.append(("Location", location)) }
    if response.status == 200, let known = arrival.ifNoneMatch, known == "*" || known.contains(tag) {
      return Departure(status: 304, headers: headers, body: [])
    }
    headers.append(("Content-Length", String(response.body.count)))
    return Departure(status: response.status, headers: headers, body: arrival.method == "HEAD" ? [] : response.body)
  }

  private func plain(_ status: Int, _ text: String) -> Departure {
    Departure(
      status: status,
      headers: PageDesk.security + [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", String(text.utf8.count))],
      body: Array(text.utf8))
  }

  /// Pages carry their style inside and nothing else, so everything else is forbidden.
  static let security: [(name: String, value: String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
  ]

  static func isLocal(_ host: String?) -> Bool {
    guard let host else { return true }
    if host == "[::1]" || host.hasPrefix("[::1]:") { return true }
    let name = host.split(separator: ":", maxSplits: 1).first.map { $0.lowercased() } ?? ""
    return name == "localhost" || name == "127.0.0.1"
  }

  /// FNV-1a over the bytes: enough to know a page again; nothing is proved by it.
  static func entityTag(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return "\"" + String(hash, radix: 16) + "-" + String(bytes.count, radix: 16) + "\""
  }
}
