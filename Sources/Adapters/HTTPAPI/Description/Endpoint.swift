public import Operations
public import Primitives

/// One operation of the API: what it is asked, what it answers, who may ask, and the code that answers.
///
/// The only description there is: requests are routed and checked by it, `/openapi.json` and `/docs` are written from it.
public struct Endpoint: Sendable {
  public enum Method: String, Sendable, CaseIterable { case get = "GET", post = "POST", put = "PUT", delete = "DELETE" }

  /// A value in the path, the query or a header.
  public struct Parameter: Sendable {
    public enum Place: String, Sendable { case path, query, header }

    public var name: String
    public var place: Place
    public var schema: Schema
    public var isRequired: Bool
    public var about: String

    public static func path(_ name: String, _ about: String) -> Parameter { path(name, .plainText, about) }

    public static func path(_ name: String, _ schema: Schema, _ about: String) -> Parameter {
      Parameter(name: name, place: .path, schema: schema, isRequired: true, about: about)
    }

    public static func query(_ name: String, _ schema: Schema, required: Bool = false, _ about: String) -> Parameter {
      Parameter(name: name, place: .query, schema: schema, isRequired: required, about: about)
    }

    public static func header(_ name: String, _ schema: Schema, required: Bool = false, _ about: String) -> Parameter {
      Parameter(name: name, place: .header, schema: schema, isRequired: required, about: about)
    }
  }

  /// What a request carries.
  public struct Body: Sendable {
    public var schema: Schema
    public var about: String
    /// A body that works, as JSON.
    public var example: String
    public var isRequired: Bool
    public var maximumBytes: Int
    /// Each of them JSON.
    public var mediaTypes: [String]
    /// Whether it is read and checked before the endpoint's own code; else that has its bytes.
    public var isRead = true

    /// A body that the endpoint reads itself, byte by byte.
    public static func raw(_ mediaTypes: [String], _ about: String, example: String, maximumBytes: Int) -> Body {
      var body = Body(.either([.anyOfType("object"), .anyOfType("array")]), about, example: example, maximumBytes: maximumBytes, mediaTypes: mediaTypes)
      body.isRead = false
      return body
    }

    public init(
      _ schema: Schema, _ about: String = "", example: String, required: Bool = true, maximumBytes: Int = 1 << 20,
      mediaTypes: [String] = ["application/json"]
    ) {
      self.mediaTypes = mediaTypes
      self.schema = schema
      self.about = about
      self.example = example
      isRequired = required
      self.maximumBytes = maximumBytes
    }
  }

  /// A good answer; what goes wrong is the same for every operation and not listed with each.
  public struct Answer: Sendable {
    public var status: Int
    public var about: String
    /// Media types, the one that is given unasked first; none for an answer without content.
    public var media: [(type: String, schema: Schema?)]
    /// Operations that go on with what is answered.
    public var links: [Link] = []

    /// An operation that takes a value of an answer.
    public struct Link: Sendable {
      /// The operation's name.
      public var operation: String
      /// Its parameter.
      public var parameter: String
      /// Where the value stands in the answer, as a JSON Pointer.
      public var pointer: String
    }

    /// The answer, of which a value leads on to operations.
    public func leading(to operations: String..., with parameter: String, from pointer: String) -> Answer {
      var answer = self
      answer.links += operations.map { Link(operation: $0, parameter: parameter, pointer: pointer) }
      return answer
    }

    public init(status: Int = 200, _ about: String, media: [(type: String, schema: Schema?)] = []) {
      self.status = status
      self.about = about
      self.media = media
    }

    public static func json(_ schema: Schema, status: Int = 200, _ about: String) -> Answer {
      Answer(status: status, about, media: [("application/json", schema)])
    }
  }

  /// Who may ask.
  public enum Access: Sendable {
    /// Everybody, without a key.
    case open
    /// Keys of one of these roles; with `customer` among them, a customer's key for what is the customer's own.
    case roles(Set<Role>)
  }

  /// How the code that answers works.
  public enum Work: Sendable {
    /// Decides from what it is given.
    case plain(@Sendable (APIRequest) throws -> APIResponse)
    /// Waits for the database, reading.
    case reading(@Sendable (APIRequest) throws -> APIResponse)
    /// Reads for as long as it takes.
    case readingSlowly(@Sendable (APIRequest) throws -> APIResponse)
    /// Waits for the database, and writes: once per caller and key.
    case writing(@Sendable (APIRequest) throws -> APIResponse)
    /// Takes long and gives way meanwhile.
    case long(@Sendable (APIRequest) async throws -> APIResponse)
    /// Takes long, and writes: once per caller and key.
    case longWriting(@Sendable (APIRequest) async throws -> APIResponse)
    /// Waits in a line of its own. It is told by a call, with what makes the answer then, on the thread that sends it: a group that
    /// was decided together costs no task for each of its members.
    case queued(@Sendable (APIRequest, @escaping Told) -> Void)

    public typealias Told = @Sendable (@escaping @Sendable () throws -> APIResponse) -> Void
  }

  public var method: Method
  /// Such as `/v1/invoices/{number}`.
  public var path: String
  /// The chapter it belongs to.
  public var chapter: String
  /// Its name for generated clients, such as `listInvoices`.
  public var name: String
  public var summary: String
  public var about: String
  public var parameters: [Parameter]
  public var body: Body?
  public var answers: [Answer]
  public var access: Access
  /// It changes something that can be read, and heeds `If-Match`.
  public var amends: Bool
  /// Fields of its answer that are told once: they are not written down, and a repeat is answered without them.
  public var toldOnce: Set<String> = []
  /// Fields of its body that are secrets: of what was asked, their digests are written down.
  public var secrets: Set<String> = []
  /// It is asked by others' rules, which let them add parameters: those that are not known are left.
  var takesFurtherParameters = false
  /// It is open, and yet refuses by who asks, or from where.
  var judgesWhoAsks = false
  /// It tells no more than counts, and tells those also while the database cannot be asked who asks.
  private(set) var outlastsDatabase = false
  /// It is asked so often that its requests take the lane.
  private(set) var isHot = false
  let work: Work

  public init(
    _ method: Method, _ path: String, chapter: String, name: String, _ summary: String, about: String = "",
    parameters: [Parameter] = [], body: Body? = nil, answers: [Answer], amends: Bool = false, for access: Access, work: Work
  ) {
    self.amends = amends
    self.access = access
    self.method = method
    self.path = path
    self.chapter = chapter
    self.name = name
    self.summary = summary
    self.about = about
    self.parameters = parameters
    self.body = body
    self.answers = answers
    self.work = work
  }

  /// The endpoint, with fields of its answer that are told once.
  public func tellingOnce(_ fields: Set<String>) -> Endpoint {
    var endpoint = self
    endpoint.toldOnce = fields
    return endpoint
  }

  /// The endpoint, letting in whoever was let in a while ago while the database cannot be asked: for what tells no more than counts.
  public func outlastingDatabase() -> Endpoint {
    var endpoint = self
    endpoint.outlastsDatabase = true
    return endpoint
  }

  /// The endpoint, with fields of its body whose digests are written down in their place.
  public func hiding(_ fields: Set<String>) -> Endpoint {
    var endpoint = self
    endpoint.secrets = fields
    return endpoint
  }

  /// The endpoint, leaving parameters that it does not know.
  public func takingFurtherParameters() -> Endpoint {
    var endpoint = self
    endpoint.takesFurtherParameters = true
    return endpoint
  }

  /// The endpoint, refusing some of those for whom it is open.
  public func judgingWhoAsks() -> Endpoint {
    var endpoint = self
    endpoint.judgesWhoAsks = true
    return endpoint
  }

  /// The endpoint, its requests taking the lane: answered on the connection's own thread, or by the threads that wait for the database,
  /// without the framework between.
  public func hot() -> Endpoint {
    var endpoint = self
    endpoint.isHot = true
    return endpoint
  }

  /// The media types of its good answers, the usual one first.
  var offers: [String] { answers.flatMap { $0.media.map(\.type) } }

  /// Whether it changes anything, so that it needs a key.
  var writes: Bool {
    switch work {
    case .writing, .longWriting: true
    default: false
    }
  }

  /// Answers that can be left out in parts name their schema.
  var selectable: Schema? {
    guard method == .get, let schema = answers.first?.media.first(where: { $0.type == "application/json" })?.schema ?? nil else { return nil }
    return schema.answeredFields == nil ? nil : schema
  }
}

/// A checked request, as the code of an endpoint sees it.
public struct APIRequest: Sendable {
  /// Names this request in answers and logs.
  public var id: String
  /// The endpoint that is asked, by its name.
  public var endpoint: String
  /// Values of declared parameters, by name.
  public var values: [String: String]
  /// What of the answer is wanted.
  public var selection: FieldSelection
  /// The media type that was chosen from those that the endpoint offers.
  public var accepted: String
  /// What the client holds to be the state of what it changes.
  var ifMatch: String?
  /// As they came.
  public var headers: [(name: String, value: String)]
  public var body: SourceNode
  /// The body as it came, for endpoints that read it themselves; else empty.
  public var bytes: [UInt8] = []
  public var caller: Caller

  /// The caller's key as use cases know it.
  public var commandKey: String {
    let key = values["Idempotency-Key"] ?? ""
    return caller.name.isEmpty ? key : "\(caller.name):\(key)"
  }

  /// Refuses when the client asks for a change of a state that is no longer there (`If-Match`).
  ///
  /// - Parameter bytes: the whole representation, as reading it answers.
  public func requireUnchanged(_ bytes: [UInt8]) throws(Rejection) {
    guard let ifMatch, ifMatch != "*" else { return }
    let tag = EntityTag.of(bytes)
    let known = ifMatch.split(separator: ",").map { $0.filter { $0 != " " }.replacing("-gz\"", with: "\"") }
    if known.contains(tag) { return }
    throw Rejection(
      Problem(.changedMeanwhile, path: "If-Match", "it was changed since it was read", remedy: "read it again, and decide anew"))
  }

  public func text(_ name: String) -> String? { values[name] }
  public func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }
  public func day(_ name: String) -> Day? { values[name].flatMap { Day($0) } }
  public func flag(_ name: String) -> Bool { values[name] == "true" }
}

/// What an endpoint answers.
public struct APIResponse: Sendable {
  public enum Content: Sendable {
    case bytes([UInt8])
    /// Pieces that come over time; the stream ends when its producer does.
    case pieces(AsyncStream<[UInt8]>)
  }

  public var status: Int
  public var mediaType: String
  public var content: Content
  public var headers: [(name: String, value: String)] = []

  public init(status: Int = 200, mediaType: String = "application/json", _ content: Content) {
    self.status = status
    self.mediaType = mediaType
    self.content = content
  }

  public static func json(_ bytes: [UInt8], status: Int = 200) -> APIResponse { APIResponse(status: status, .bytes(bytes)) }

  /// A value in its shape, cut down to the fields that the request wants.
  @inlinable public static func json<Value>(_ value: Value, _ shape: Shape<Value>, _ request: APIRequest, status: Int = 200) -> APIResponse {
    json(shape.bytes(value, request.selection), status: status)
  }
}

extension ProblemCode {
  public static let changedMeanwhile = ProblemCode("http.changed-meanwhile")
}
