import HTTPAPI
import Operations
import Primitives
import Store

/// What browsers are told on the way in and out.
struct SignInDoor: Sendable {
  let signIn: SignIn
  let sessions: UserSessions
  let callers: Callers
  private let atTheIssuer = Places(SignInDoor.mostAtTheIssuer)

  /// How many codes are taken to the issuer at the same time: a stranger can make up as many as it likes.
  static let mostAtTheIssuer = 32

  init(signIn: SignIn, sessions: UserSessions, callers: Callers) {
    (self.signIn, self.sessions, self.callers) = (signIn, sessions, callers)
  }

  private var client: SignInClient { signIn.client }

  /// Sends the browser to the issuer.
  func begin() async throws -> APIResponse {
    var random = SystemRandomNumberGenerator()
    let attempt = try SignInAttempt(random: &random, at: sessions.now) { try AccessKeys.digest($0) }
    let place = try await signIn.begin(attempt)
    return redirect(place, [client.cookie(client.attemptCookie, attempt.secret, seconds: SignInAttempt.longestSeconds)])
  }

  /// Takes the browser back, and begins its session.
  func finish(_ request: APIRequest) async throws -> APIResponse {
    let attempt = try SignInAttempt(cookie: Cookies.value(client.attemptCookie, request.headers), at: sessions.now) { try AccessKeys.digest($0) }
    let answer = SignIn.Answer(code: request.text("code"), state: request.text("state"), issuer: request.text("iss"), error: request.text("error"))
    let identity = try await atTheIssuer.within {
      let code = try await signIn.code(of: answer, to: attempt)
      try await sessions.requireNew(attempt)
      return try await signIn.identity(code, attempt)
    }
    // Whoever was revoked, or is no customer of this installation, gets no session at all.
    _ = try await callers.known(identity, path: "id_token")
    let cookie = try await sessions.begin(identity, of: attempt)
    // The session that this browser had is left by whoever signs in anew: nothing of it stays open behind their back.
    if let before = Cookies.value(client.sessionCookie, request.headers) { try await sessions.end(before) }
    return redirect("/docs", [client.cookie(client.sessionCookie, cookie, seconds: client.longestSeconds), client.cookie(client.attemptCookie, "", seconds: 0)])
  }

  /// Ends the session of the browser that asks.
  func end(_ request: APIRequest) async throws -> APIResponse {
    try SameOrigin.require(request.headers, origin: client.origin)
    if let cookie = Cookies.value(client.sessionCookie, request.headers) { try await sessions.end(cookie) }
    return redirect("/docs", [client.cookie(client.sessionCookie, "", seconds: 0)])
  }

  private func redirect(_ place: String, _ cookies: [String]) -> APIResponse {
    var response = APIResponse(status: 303, mediaType: "", .bytes([]))
    response.headers = [("Location", place)] + cookies.map { ("Set-Cookie", $0) }
    return response
  }
}
