public import Primitives

extension ProblemCode {
  public static let signInIssuer = ProblemCode("access.sign-in-issuer")
  public static let signInRefused = ProblemCode("access.sign-in-refused")
  public static let signInCode = ProblemCode("access.sign-in-code")
  public static let signInToken = ProblemCode("access.sign-in-token")
}

/// Lets people sign in at an issuer: the authorisation code flow of OpenID Connect, with PKCE.
public struct SignIn: Sendable {
  public let client: SignInClient
  let described: DescribedIssuer
  let check: CheckToken
  let reader: @Sendable () throws -> ReadIssuer
  let digest: @Sendable (String) throws -> String
  let now: @Sendable () -> Instant

  public init(
    _ client: SignInClient, check: CheckToken, reader: @escaping @Sendable () throws -> ReadIssuer, digest: @escaping @Sendable (String) throws -> String,
    now: @escaping @Sendable () -> Instant
  ) {
    self.client = client
    self.check = check
    self.reader = reader
    self.digest = digest
    self.now = now
    described = DescribedIssuer(client, now: now) { try await reader().signInDescription(client) }
  }

  /// What the browser brings back from the issuer.
  public struct Answer: Sendable {
    public var code: String?
    public var state: String?
    public var issuer: String?
    public var error: String?

    public init(code: String?, state: String?, issuer: String?, error: String?) {
      self.code = code
      self.state = state
      self.issuer = issuer
      self.error = error
    }
  }

  /// Where the browser goes to sign in.
  public func begin(_ attempt: SignInAttempt) async throws -> String {
    let description = try await described.description()
    let query = FormText.encoded([
      ("response_type", "code"), ("client_id", client.clientID), ("redirect_uri", client.redirectURI), ("scope", client.scopes.joined(separator: " ")),
      ("state", attempt.state), ("nonce", attempt.nonce), ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
    ])
    return description.authorization + (description.authorization.contains("?") ? "&" : "?") + query
  }

  /// Refuses what does not belong to the attempt, or is no answer of the issuer's, before anything is asked.
  ///
  /// - Returns: the code.
  public func code(of answer: Answer, to attempt: SignInAttempt) async throws -> String {
    guard let state = answer.state, Caller.isEqual(state, attempt.state) else { throw Rejection(SignInAttempt.lost("what came back belongs to another sign-in")) }
    if let name = answer.issuer {
      if name != client.issuer.issuer { throw Rejection(otherIssuer("the answer is of another issuer")) }
    } else if try await described.description().namesItself {
      throw Rejection(otherIssuer("the answer does not say which issuer it is of"))
    }
    if let error = answer.error {
      let word = String(error.filter { $0.isASCII && ($0.isLetter || $0 == "_") }.prefix(60))
      throw Rejection(Problem(.signInRefused, path: "error", "the issuer did not let you sign in: \(word)", remedy: "sign in again; when it says the same, ask those who run the issuer"))
    }
    guard let code = answer.code, !code.isEmpty else { throw Rejection(Problem(.signInCode, path: "code", "the answer has no code in it", remedy: "sign in again from the start")) }
    return code
  }

  /// Redeems the code, and says who signed in.
  public func identity(_ code: String, _ attempt: SignInAttempt) async throws -> TokenIdentity {
    let path = "id_token"
    let token = try SignedToken(try await redeemed(code, attempt), path: path, read: reader().read)
    let claims = try await check(token, audiences: [client.clientID], types: ["jwt"], path: path)
    let party = claims.all.word("azp")
    if party.map({ $0 != client.clientID }) ?? (claims.audiences.count > 1) { throw Rejection(unasked("the token was given to somebody else")) }
    guard let nonce = claims.all.word("nonce"), Caller.isEqual(nonce, attempt.nonce) else { throw Rejection(unasked("the token belongs to another sign-in")) }
    return try client.issuer.identity(claims, path: path, digest: digest)
  }

  private func redeemed(_ code: String, _ attempt: SignInAttempt) async throws -> String {
    let description = try await described.description()
    var fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", client.redirectURI), ("code_verifier", attempt.verifier)]
    var headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")]
    if let secret = client.clientSecret, description.takesBasic {
      headers.append(("Authorization", "Basic " + Base64Text.padded("\(FormText.encoded(client.clientID)):\(FormText.encoded(secret))")))
    } else {
      fields.append(("client_id", client.clientID))
      if let secret = client.clientSecret { fields.append(("client_secret", secret)) }
    }
    let answer: OutboundAnswer
    let reader = try reader()
    do {
      answer = try await reader.client.send(
        OutboundRequest(
          method: "POST", address: description.token, headers: headers, body: Array(FormText.encoded(fields).utf8), addressGuard: reader.addressGuard,
          timeoutSeconds: 10, longestAnswer: 256 << 10))
    } catch { throw SignIn.silent(client, cause: "\(error)") }
    if (400..<500).contains(answer.status) {
      // Which of them it was is the issuer's to know: a wrong verifier, a code that was used, a secret that is not the client's.
      throw Rejection(Problem(.signInCode, path: "code", "the issuer does not take the code that it gave", remedy: "sign in again from the start; when it says the same, compare `signIn` with what the issuer knows of this client"))
    }
    guard answer.status == 200, let node = try? reader.read(answer.body), let token = node.word("id_token") else {
      throw SignIn.silent(client, cause: "\(description.token.authority) answered a code with \(answer.status) and no ID token")
    }
    return token
  }

  private func otherIssuer(_ what: String) -> Problem {
    Problem(.signInIssuer, path: "iss", what, remedy: "sign in again from the start, and follow no other link meanwhile")
  }

  private func unasked(_ what: String) -> Problem { Problem(.signInToken, path: "id_token", what, remedy: "sign in again from the start") }

  static func silent(_ client: SignInClient, cause: String) -> ToldFault {
    ToldFault(
      Problem(.issuerSilent, path: "signIn", "nobody can sign in at the issuer \(client.issuer.name) at this moment", remedy: "come again later; the log has the cause under this request's id"),
      cause: cause)
  }
}

extension ReadIssuer {
  /// Where an issuer lets people sign in.
  func signInDescription(_ client: SignInClient) async throws -> IssuerDescription {
    try IssuerDescription(try await description(of: client.issuer, at: client.description), at: client.description)
  }
}
