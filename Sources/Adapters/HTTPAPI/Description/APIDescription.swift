import Operations

/// Every endpoint of an API, with the words around them.
public struct APIDescription: Sendable {
  /// A chapter of the documentation.
  public struct Chapter: Sendable {
    public var name: String
    public var about: String

    public init(_ name: String, _ about: String) {
      self.name = name
      self.about = about
    }
  }

  /// A way to say who asks.
  public struct SecurityScheme: Sendable {
    public var name: String
    public var fields: [(name: String, value: String)]

    public init(_ name: String, _ fields: [(name: String, value: String)]) {
      self.name = name
      self.fields = fields
    }

    public static let accessKey = SecurityScheme(
      "accessKey", [("type", "http"), ("scheme", "bearer"), ("description", "An access key of Florin; `florin key create` makes one.")])
    public static let accessToken = SecurityScheme(
      "accessToken",
      [("type", "http"), ("scheme", "bearer"), ("bearerFormat", "JWT"), ("description", "An access token of an issuer that this installation trusts, for its audience.")])

    /// The cookie of people who signed in.
    public static func session(cookie: String) -> SecurityScheme {
      SecurityScheme(
        "session",
        [
          ("type", "apiKey"), ("in", "cookie"), ("name", cookie),
          ("description", "The session of somebody who signed in at `/sign-in`. Changes are taken only from pages of the installation."),
        ])
    }
  }

  public var title: String
  public var version: String
  public var about: String
  /// What to type first.
  public var firstSteps: String
  public var chapters: [Chapter]
  public var endpoints: [Endpoint]
  /// Any one of them will do.
  public var securitySchemes: [SecurityScheme] = [.accessKey]
  /// Whether people can sign in at `/sign-in`.
  public var offersSignIn = false

  public init(title: String, version: String, about: String, firstSteps: String, chapters: [Chapter], endpoints: [Endpoint]) {
    self.firstSteps = firstSteps
    self.title = title
    self.version = version
    self.about = about
    self.chapters = chapters
    self.endpoints = endpoints
  }

  /// Every path once, in the order of first mention.
  var paths: [String] {
    var known: Set<String> = []
    return endpoints.map(\.path).filter { known.insert($0).inserted }
  }
}

extension Endpoint {
  /// With those that follow from what the endpoint is.
  var allParameters: [Parameter] {
    var parameters = parameters
    if writes {
      parameters.append(
        .header("Idempotency-Key", .text(.token.within(1...120)), required: true, "Your name for this request: the same again is answered as before and changes nothing."))
    }
    guard let schema = selectable else { return parameters }
    return parameters + [
      .query("fields", .list(.choice(schema.fieldPaths), atMost: nil), "Only these fields, separated by commas; a dot leads to the fields of a field.")
    ]
  }

  /// What can go wrong with it.
  var refusals: [Refusal] {
    Refusal.allCases.filter { refusal in
      switch refusal {
      case .unsupportedMediaType, .unprocessable, .tooLarge: body != nil
      case .conflict: true
      case .unauthorized, .forbidden: roles != nil || judgesWhoAsks
      case .preconditionFailed: amends
      default: true
      }
    }
  }

  /// The roles that may ask; `nil`: everybody.
  var roles: [Role]? {
    if case .roles(let roles) = access { roles.sorted() } else { nil }
  }
}
