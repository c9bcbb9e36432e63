public import Operations
public import Primitives

/// Decides what a request is answered with; knows nothing of sockets, so it can be asked in a test.
public struct APIDesk: Sendable {
  public let description: APIDescription
  let routes: RouteTable
  let hotRoutes: HotRoutes
  let pool: WorkPool
  let surroundings: Surroundings
  let keysAtWork = KeysAtWork()
  let shortReads = ShortReads()
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
    /// Whether something failed because what it would write is there already.
    public var collides: @Sendable (any Error) -> Bool = { _ in false }
    /// Who what a request carries makes its sender; `nil`: it carries nothing.
    public var caller: @Sendable (Credential?) async throws -> Caller?
    /// The same for what outlasts the database; `nil`: as for everything.
    public var callerAsLastKnown: (@Sendable (Credential?) async throws -> Caller?)?
    /// The same where nobody has to be asked for it.
    public var callerAtHand: @Sendable (Credential?) throws -> CallerAtHand
    /// The cookie of people who signed in, where they can.
    public var sessionCookie: SessionCookie?
    /// Whether short reads may be done by the threads of connections: where the database is a file of this machine.
    public var readsInPlace = false
    /// Runs what reads for one answer, so that all parts of the answer are of the same moment.
    public var ofOneMoment: @Sendable (_ reading: () throws -> APIResponse) throws -> APIResponse = { try $0() }
    /// Answers only requests that name this machine, so that no page elsewhere reaches it through a name of its own.
    public var answersOnlyLocally: Bool

    public init(
      requests: any RequestStore, digest: @escaping @Sendable ([UInt8]) throws -> String, now: @escaping @Sendable () -> Instant,
      newRequestID: @escaping @Sendable () -> String, microseconds: @escaping @Sendable () -> Int64,
      log: @escaping @Sendable (LogEntry) -> Void, passing: @escaping @Sendable (any Error) -> PassingFault?,
      caller: @escaping @Sendable (Credential?) async throws -> Caller?,
      callerAtHand: @escaping @Sendable (Credential?) throws -> CallerAtHand = { _ in .toBeAsked }, sessionCookie: SessionCookie? = nil, answersOnlyLocally: Bool
    ) {
      self.sessionCookie = sessionCookie
      self.caller = caller
      self.callerAtHand = callerAtHand
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
    hotRoutes = HotRoutes(description.endpoints)
    self.pool = pool
    self.surroundings = surroundings
  }

  /// Answers a request, whatever it is; the answer to HEAD has the headers of GET and no content.
  public func answer(_ arrival: Arrival) async -> Departure {
    var course = begin(arrival)
    let outcome: Result<APIResponse, any Error>
    do {
      let place = try find(arrival, &course)
      let caller = try await caller(arrival, for: place.routed.endpoint)
      let request = try check(arrival, place, caller, &course)
      outcome = .success(try await carryOut(place.routed.endpoint, request))
    } catch { outcome = .failure(error) }
    return end(course, arrival, outcome)
  }

  /// What is known of a request while it is answered.
  struct Course: Sendable {
    let start: Int64
    let id: String
    var entry: LogEntry
    var isRead = false
  }

  /// The endpoint that is asked, and what the address says beside it.
  struct Place: Sendable {
    var routed: RoutedEndpoint
    var path: [String: String]
    var query: [(name: String, value: String)]
  }

  func begin(_ arrival: Arrival) -> Course {
    let start = surroundings.microseconds()
    let id = arrival.header("x-request-id").flatMap { APIDesk.isTame($0) ? $0 : nil } ?? surroundings.newRequestID()
    return Course(start: start, id: id, entry: LogEntry(request: id, method: String(arrival.method.prefix(16))))
  }

  /// The answer as it goes out, noted and logged.
  func end(_ begun: Course, _ arrival: Arrival, _ outcome: Result<APIResponse, any Error>) -> Departure {
    var course = begun
    let response: APIResponse
    switch outcome {
    case .success(let given): response = given
    case .failure(let error):
      course.isRead = false
      response = refusal(error, course.id, &course.entry, asPage: ProblemPage.isWanted(arrival.header("accept")))
    }
    let departure = send(response, arrival, course.id, course.isRead && response.status == 200)
    course.entry.status = departure.status
    course.entry.bytes = departure.bytes.count
    course.entry.microseconds = surroundings.microseconds() - course.start
    measures.note(course.entry)
    surroundings.log(course.entry)
    return departure
  }

  /// The endpoint that is asked, with what stands in the open places of its path.
  func find(_ arrival: Arrival, _ course: inout Course) throws -> Place {
    if let unfit = arrival.unfit { throw Rejection(unfit) }
    if surroundings.answersOnlyLocally, !APIDesk.isLocal(arrival.header("host")) {
      throw Rejection(Problem(.otherHost, path: "Host", "this server answers only as localhost", remedy: "ask 127.0.0.1 or localhost"))
    }
    let endpoints: [RoutedEndpoint]
    var (path, query): ([String: String], [(name: String, value: String)]) = ([:], [])
    if let written = routes.find(written: arrival.target) {
      endpoints = written
    } else {
      let address = try Address(arrival.target)
      guard let found = routes.find(address.segments) else {
        throw Rejection(Problem(.noSuchAddress, path: "address", "there is nothing at this address", remedy: "`/docs` lists every address there is"))
      }
      (endpoints, path, query) = (found.endpoints, found.values, address.query)
    }
    course.entry.route = endpoints[0].endpoint.path
    let method = arrival.method == "HEAD" ? "GET" : arrival.method
    guard let routed = endpoints.first(where: { $0.endpoint.method.rawValue == method }) else { throw MethodNotAllowed(endpoints.map(\.endpoint)) }
    course.isRead = routed.endpoint.method == .get
    return Place(routed: routed, path: path, query: query)
  }

  /// The request, once everything about it is in order.
  ///
  /// - Parameter bodyIsToCome: of the body is looked at only what the head says of it.
  func check(_ arrival: Arrival, _ place: Place, _ caller: Caller, _ course: inout Course, bodyIsToCome: Bool = false) throws -> APIRequest {
    course.entry.caller = caller.name.isEmpty ? nil : caller.name
    let (endpoint, offers) = (place.routed.endpoint, place.routed.offers)
    guard let accepted = MediaTypes.choose(arrival.header("accept"), among: offers) else {
      throw Rejection(
        Problem(.notAcceptable, path: "Accept", "none of the media types asked for is given here", remedy: "accept one of \(offers.joined(separator: ", "))"))
    }
    // Mistakes of both, at once; the first says the status.
    var problems: [Problem] = []
    var values: [String: String] = [:]
    var body = SourceNode(.null)
    do throws(Rejection) { values = try endpoint.values(of: place.routed.parameters, path: place.path, query: place.query, header: arrival.header) } catch { problems += error.problems }
    do throws(Rejection) { if bodyIsToCome { try endpoint.checkBodysHead(arrival) } else { body = try endpoint.readBody(arrival) } } catch { problems += error.problems }
    if !problems.isEmpty { throw Rejection(problems) }
    return APIRequest(
      id: course.id, endpoint: endpoint.name, values: values, selection: values["fields"].map { FieldSelection($0) } ?? .all, accepted: accepted,
      ifMatch: arrival.header("if-match"), headers: arrival.headers, body: body,
      bytes: endpoint.body?.isRead == false ? arrival.body : [], caller: caller)
  }

  func carryOut(_ endpoint: Endpoint, _ request: APIRequest) async throws -> APIResponse {
    endpoint.writes ? try await write(endpoint, request) : try await perform(endpoint, request)
  }

  func perform(_ endpoint: Endpoint, _ request: APIRequest) async throws -> APIResponse {
    switch endpoint.work {
    case .plain(let answer): try answer(request)
    case .reading(let answer): try await pool.read { try surroundings.ofOneMoment { try answer(request) } }
    case .readingSlowly(let answer): try await pool.readSlowly { try answer(request) }
    case .writing(let answer): try await pool.write { try answer(request) }
    case .long(let answer), .longWriting(let answer): try await answer(request)
    case .queued(let ask): try await withCheckedContinuation { told in ask(request) { told.resume(returning: $0) } }()
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
    if let late = error as? WaitedTooLong {
      let told = Problem(.fault, "\(late)", remedy: "repeat the request unchanged, with the same key: when it was done after all, it is answered as it was then")
      return problem([told], 503, id, &entry, asPage: asPage)
    }
    if let passing = surroundings.passing(error) { return problem([passing.told], 503, id, &entry, asPage: asPage) }
    let told = Problem(
      .fault, "Florin failed; the log has the cause under this request's id", remedy: "repeat the request with the same key; it tells whether the first one was done")
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
    let security = APIDesk.security(isPage: response.mediaType.hasPrefix("text/html"), hasForms: surroundings.sessionCookie != nil)
    var known: [(name: String, value: String)] = []
    known.reserveCapacity(security.count + response.headers.count + 7)
    known += security
    known.append(("X-Request-ID", id))
    known.append(("Vary", "Accept, Accept-Encoding"))
    known += response.headers
    guard case .bytes(let bytes) = response.content else {
      return Departure(
        status: response.status, headers: known + [("Content-Type", response.mediaType), ("Cache-Control", "no-store")], content: response.content)
    }
    known.append(("Cache-Control", isCacheable ? "private, no-cache" : "no-store"))
    var packed: [UInt8]?
    if bytes.count > 1024, MediaTypes.accepts(coding: "gzip", arrival.header("accept-encoding")) { packed = Gzip.packed(bytes) }
    if isCacheable {
      let tag = EntityTag.of(bytes)
      // Another coding is another representation, with a tag of its own; either is known again.
      let own = packed == nil ? tag : tag.dropLast() + "-gz\""
      known.append(("ETag", own))
      if let asked = arrival.header("if-none-match"), EntityTag.isKnown(tag, asked) || EntityTag.isKnown(tag.dropLast() + "-gz\"", asked) {
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
    return NamedHost(host)?.isLocal ?? false
  }

  private static func security(isPage: Bool, hasForms: Bool) -> [(name: String, value: String)] {
    isPage ? (hasForms ? ofPageWithForms : ofPage) : ofData
  }

  private static let ofData = guards(styles: "", forms: "'none'")
  private static let ofPage = guards(styles: pageStyles, forms: "'none'")
  private static let ofPageWithForms = guards(styles: pageStyles, forms: "'self'")
  private static let pageStyles = " style-src 'unsafe-inline'; img-src data:;"

  private static func guards(styles: String, forms: String) -> [(name: String, value: String)] {
    [
      ("Content-Security-Policy", "default-src 'none';\(styles) base-uri 'none'; form-action \(forms); frame-ancestors 'none'"),
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
