public import Operations
public import Primitives

/// Decides what a request is answered with; knows nothing of sockets, so it can be asked in a test.
public struct APIDesk: Sendable {
  public let description: APIDescription
  let routes: RouteTable
  let pool: WorkPool
  let surroundings: Surroundings
  let keysAtWork = KeysAtWork()
  let measures: Measures

  /// What the desk needs of the world.
  public struct Surroundings: Sendable {
    /// A new name for a request.
    public var newRequestID: @Sendable () -> String
    /// Where it is written down what was asked and answered.
    public var requests: any RequestStore
    /// A digest by which long requests are told apart for sure.
    public var digest: @Sendable ([UInt8]) throws -> String
    public var now: @Sendable () -> Instant
    /// A steady clock, in microseconds.
    public var microseconds: @Sendable () -> Int64
    /// Takes one entry of the log.
    public var log: @Sendable (LogEntry) -> Void
    /// How the world failed, when it is in a way that passes.
    public var passing: @Sendable (any Error) -> PassingFault?
    /// Who what a request carries makes its sender; `nil`: it carries nothing.
    public var caller: @Sendable (Credential?) async throws -> Caller?
    /// The cookie of people who signed in, where they can.
    public var sessionCookie: SessionCookie?
    /// Answers only requests that name this machine, so that no page elsewhere reaches it through a name of its own.
    public var answersOnlyLocally: Bool

    public init(
      requests: any RequestStore, digest: @escaping @Sendable ([UInt8]) throws -> String, now: @escaping @Sendable () -> Instant,
      newRequestID: @escaping @Sendable () -> String, microseconds: @escaping @Sendable () -> Int64,
      log: @escaping @Sendable (LogEntry) -> Void, passing: @escaping @Sendable (any Error) -> PassingFault?,
      caller: @escaping @Sendable (Credential?) async throws -> Caller?, sessionCookie: SessionCookie? = nil, answersOnlyLocally: Bool
    ) {
      self.sessionCookie = sessionCookie
      self.caller = caller
      self.requests = requests
      self.digest = digest
      self.now = now
      self.newRequestID = newRequestID
      self.microseconds = microseconds
      self.log = log
      self.passing = passing
      self.answersOnlyLocally = answersOnlyLocally
    }
  }

  /// - Parameter api: served together with its own description at `/openapi.json` and `/docs`.
  public init(_ api: APIDescription, pool: WorkPool, measures: Measures = Measures(), surroundings: Surroundings) {
    self.measures = measures
    description = SelfDescription.added(to: api)
    routes = RouteTable(description.endpoints)
    self.pool = pool
    self.surroundings = surroundings
  }

  /// Answers a request, whatever it is; the answer to HEAD has the headers of GET and no content.
  public func answer(_ arrival: Arrival) async -> Departure {
    let start = surroundings.microseconds()
    let id = arrival.header("x-request-id").flatMap { APIDesk.isTame($0) ? $0 : nil } ?? surroundings.newRequestID()
    var entry = LogEntry(request: id, method: String(arrival.method.prefix(16)))
    let outcome: APIResponse
    var isCacheable = false
    do {
      let (endpoint, path, address) = try find(arrival, &entry)
      let caller = try await caller(arrival, for: endpoint)
      entry.caller = caller.name.isEmpty ? nil : caller.name
      let request = try check(arrival, endpoint, path, address, id, caller)
      outcome = endpoint.writes ? try await write(endpoint, request) : try await perform(endpoint, request)
      isCacheable = endpoint.method == .get && outcome.status == 200
    } catch {
      outcome = refusal(error, id, &entry, asPage: ProblemPage.isWanted(arrival.header("accept")))
    }
    let departure = send(outcome, arrival, id, isCacheable)
    entry.status = departure.status
    entry.bytes = departure.bytes.count
    entry.microseconds = surroundings.microseconds() - start
    measures.note(entry)
    surroundings.log(entry)
    return departure
  }

  /// The endpoint that is asked, with what stands in the open places of its path.
  private func find(_ arrival: Arrival, _ entry: inout LogEntry) throws -> (Endpoint, [String: String], Address) {
    if surroundings.answersOnlyLocally, !APIDesk.isLocal(arrival.header("host")) {
      throw Rejection(Problem(.otherHost, path: "Host", "this server answers only as localhost", remedy: "ask 127.0.0.1 or localhost"))
    }
    let address = try Address(arrival.target)
    guard let (endpoints, path) = routes.find(address.segments) else {
      throw Rejection(Problem(.noSuchAddress, path: "address", "there is nothing at this address", remedy: "`/docs` lists every address there is"))
    }
    entry.route = endpoints[0].path
    let method = arrival.method == "HEAD" ? "GET" : arrival.method
    guard let endpoint = endpoints.first(where: { $0.method.rawValue == method }) else { throw MethodNotAllowed(endpoints) }
    return (endpoint, path, address)
  }

  /// The request, once everything about it is in order.
  private func check(
    _ arrival: Arrival, _ endpoint: Endpoint, _ path: [String: String], _ address: Address, _ id: String, _ caller: Caller
  ) throws -> APIRequest {
    guard let accepted = MediaTypes.choose(arrival.header("accept"), among: endpoint.offers) else {
      throw Rejection(
        Problem(
          .notAcceptable, path: "Accept", "none of the media types asked for is given here", remedy: "accept one of \(endpoint.offers.joined(separator: ", "))"))
    }
    // Mistakes of both, at once; the first says the status.
    var problems: [Problem] = []
    var values: [String: String] = [:]
    var body = SourceNode(.null)
    do throws(Rejection) { values = try endpoint.values(path: path, query: address.query, header: arrival.header) } catch { problems += error.problems }
    do throws(Rejection) { body = try endpoint.readBody(arrival) } catch { problems += error.problems }
    if !problems.isEmpty { throw Rejection(problems) }
    return APIRequest(
      id: id, endpoint: endpoint.name, values: values, selection: values["fields"].map { FieldSelection($0) } ?? .all, accepted: accepted,
      ifMatch: arrival.header("if-match"), headers: arrival.headers, body: body,
      bytes: endpoint.body?.isRead == false ? arrival.body : [], caller: caller)
  }

  func perform(_ endpoint: Endpoint, _ request: APIRequest) async throws -> APIResponse {
    switch endpoint.work {
    case .plain(let answer): try answer(request)
    case .reading(let answer): try await pool.read { try answer(request) }
    case .readingSlowly(let answer): try await pool.readSlowly { try answer(request) }
    case .writing(let answer): try await pool.write { try answer(request) }
    case .long(let answer), .longWriting(let answer): try await answer(request)
    }
  }

  /// What went wrong as problem details: for refusals every word, for faults none that only the log may see.
  private func refusal(_ error: any Error, _ id: String, _ entry: inout LogEntry, asPage: Bool) -> APIResponse {
    if let wrong = error as? MethodNotAllowed {
      var response = problem(wrong.rejection.problems, 405, id, &entry, asPage: asPage)
      response.headers.append(("Allow", wrong.allowed.joined(separator: ", ")))
      return response
    }
    if let refused = error as? RefusedCaller {
      entry.caller = refused.caller
      return problem(refused.rejection.problems, refused.rejection.httpStatus, id, &entry, asPage: asPage)
    }
    if let rejection = error as? Rejection { return problem(rejection.problems, rejection.httpStatus, id, &entry, asPage: asPage) }
    if let fault = error as? ToldFault {
      entry.fault = String(fault.cause.prefix(2000))
      return problem([fault.told], Rejection(fault.told).httpStatus, id, &entry, asPage: asPage)
    }
    entry.fault = String("\(error)".prefix(2000))
    if error is WorkPool.TookTooLong {
      let told = Problem(.fault, PassingFault.unreachable.told.message, remedy: "repeat the request with the same key; it tells whether the first one was done")
      return problem([told], 503, id, &entry, asPage: asPage)
    }
    if let passing = surroundings.passing(error) { return problem([passing.told], 503, id, &entry, asPage: asPage) }
    let told = Problem(
      .fault, "Florin failed; the log has the cause under this request's id", remedy: "repeat the request with the same key; nothing was changed")
    return problem([told], 500, id, &entry, asPage: asPage)
  }

  private func problem(_ problems: [Problem], _ status: Int, _ id: String, _ entry: inout LogEntry, asPage: Bool) -> APIResponse {
    entry.code = problems.first?.code.rawValue
    var response =
      asPage
      ? APIResponse(
        status: status, mediaType: ProblemPage.mediaType,
        .bytes(ProblemPage.render(problems, status: status, request: id, offersSignIn: surroundings.sessionCookie != nil)))
      : APIResponse(
        status: status, mediaType: ProblemDocument.mediaType, .bytes(ProblemDocument.shape.bytes(.init(problems: problems, status: status, request: id))))
    if let challenge = Challenge.text(status, problems.first) { response.headers.append(("WWW-Authenticate", challenge)) }
    if status == 429 || status == 503 { response.headers.append(("Retry-After", "\(PassingFault.secondsToWait(problems.first))")) }
    return response
  }

  private func send(_ response: APIResponse, _ arrival: Arrival, _ id: String, _ isCacheable: Bool) -> Departure {
    let headers =
      APIDesk.security(isPage: response.mediaType.hasPrefix("text/html"), hasForms: surroundings.sessionCookie != nil) + [("X-Request-ID", id), ("Vary", "Accept, Accept-Encoding")] + response.headers
    guard case .bytes(let bytes) = response.content else {
      return Departure(
        status: response.status, headers: headers + [("Content-Type", response.mediaType), ("Cache-Control", "no-store")], content: response.content)
    }
    var known = headers + [("Cache-Control", isCacheable ? "private, no-cache" : "no-store")]
    var packed: [UInt8]?
    if bytes.count > 1024, MediaTypes.accepts(coding: "gzip", arrival.header("accept-encoding")) { packed = Gzip.packed(bytes) }
    if isCacheable {
      let tag = EntityTag.of(bytes)
      // Another coding is another representation, with a tag of its own; either is known again.
      let own = packed == nil ? tag : tag.dropLast() + "-gz\""
      known.append(("ETag", own))
      let asked = arrival.header("if-none-match")
      if EntityTag.isKnown(tag, asked) || EntityTag.isKnown(tag.dropLast() + "-gz\"", asked) {
        return Departure(status: 304, headers: known, content: .bytes([]))
      }
    }
    if packed != nil { known.append(("Content-Encoding", "gzip")) }
    if !response.mediaType.isEmpty, response.status != 204 { known.append(("Content-Type", APIDesk.full(response.mediaType))) }
    let sent = packed ?? bytes
    if response.status != 204 { known.append(("Content-Length", String(sent.count))) }
    return Departure(status: response.status, headers: known, content: .bytes(arrival.method == "HEAD" ? [] : sent))
  }

  private static func full(_ mediaType: String) -> String { mediaType.hasPrefix("text/") ? mediaType + "; charset=utf-8" : mediaType }

  /// A request id that may stand in headers and logs as it came.
  private static func isTame(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
    }
  }

  static func isLocal(_ host: String?) -> Bool {
    guard let host else { return true }
    if host.hasPrefix("[::1]") { return true }
    let name = host.split(separator: ":", maxSplits: 1).first.map { $0.lowercased() } ?? ""
    return name == "localhost" || name == "127.0.0.1"
  }

  private static func security(isPage: Bool, hasForms: Bool) -> [(name: String, value: String)] {
    let styles = isPage ? " style-src 'unsafe-inline'; img-src data:;" : ""
    return [
      ("Content-Security-Policy", "default-src 'none';\(styles) base-uri 'none'; form-action \(isPage && hasForms ? "'self'" : "'none'"); frame-ancestors 'none'"),
      ("X-Content-Type-Options", "nosniff"),
      ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("X-Frame-Options", "DENY"),
    ]
  }
}

/// A known address was asked in a way that it does not know.
private struct MethodNotAllowed: Error {
  let allowed: [String]

  init(_ endpoints: [Endpoint]) {
    let methods = endpoints.map(\.method.rawValue)
    allowed = methods + (methods.contains("GET") ? ["HEAD"] : [])
  }

  var rejection: Rejection {
    Rejection(
      Problem(
        .methodNotAllowed, path: "method", "this address does not know the method", remedy: "use one of \(allowed.joined(separator: ", "))"))
  }
}
