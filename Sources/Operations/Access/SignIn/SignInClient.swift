public import Primitives

/// How people sign in: what this installation is to the issuer they sign in at, and how long that lasts.
public struct SignInClient: Sendable {
  public var issuer: TrustedIssuer
  /// Where the issuer describes itself (OpenID Connect Discovery).
  public var description: WebAddress
  public var clientID: String
  public var clientSecret: String?
  /// What browsers call this installation: scheme, host and port.
  public var origin: String
  public var scopes: [String]
  /// How long a session may be left alone before it is over.
  public var idleSeconds: Int64
  /// How long it lasts at most.
  public var longestSeconds: Int64

  public init(
    issuer: TrustedIssuer, description: WebAddress, clientID: String, clientSecret: String? = nil, origin: String, scopes: [String] = ["openid"],
    idleSeconds: Int64 = 1800, longestSeconds: Int64 = 43_200
  ) {
    self.issuer = issuer
    self.description = description
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.origin = origin
    self.scopes = scopes
    self.idleSeconds = idleSeconds
    self.longestSeconds = longestSeconds
  }

  public var isSecure: Bool { origin.hasPrefix("https://") }
  /// Where the issuer sends the browser back to.
  public var redirectURI: String { origin + "/sign-in/callback" }
  /// A name that browsers take only over TLS and for this host alone, where there is TLS.
  private var prefix: String { isSecure ? "__Host-" : "" }
  /// The cookie that a session is known by.
  public var sessionCookie: String { prefix + "florin_session" }
  /// The cookie of the browser in which a sign-in was begun.
  public var attemptCookie: String { prefix + "florin_sign_in" }

  /// A cookie that no script reads and that other sites' forms do not send along; without a value it is taken back.
  public func cookie(_ name: String, _ value: String, seconds: Int64) -> String {
    "\(name)=\(value); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(seconds)\(isSecure ? "; Secure" : "")"
  }
}
