public import Primitives

extension ProblemCode {
  public static let signInState = ProblemCode("access.sign-in-state")
}

/// One attempt to sign in. Everything about it follows from a secret that only the browser keeps, in a cookie: whoever has not begun
/// the attempt cannot end it, and nothing has to be stored for attempts that nobody ends.
public struct SignInAttempt: Sendable {
  /// The cookie's value: letters of the secret, and when it was made.
  public let secret: String
  public let startedAt: Instant
  /// Comes back with the answer (RFC 6749, section 10.12).
  public let state: String
  /// Comes back in the ID token.
  public let nonce: String
  /// Shows with the code who asked for it (RFC 7636).
  public let verifier: String
  /// What of the verifier is told before.
  public let challenge: String

  public static let longestSeconds: Int64 = 600
  /// How far the clocks of the processes may be apart: one begins an attempt, another ends it.
  static let skewSeconds: Int64 = 60

  /// - Parameter digest: SHA-256 of a text, as hexadecimal digits.
  public init(random: inout some RandomNumberGenerator, at now: Instant, digest: (String) throws -> String) throws {
    try self.init(secret: "\(RandomText.letters(40, &random)).\(now.seconds)", startedAt: now, digest: digest)
  }

  /// The attempt that a browser has begun.
  ///
  /// - Throws: `Rejection` (`access.sign-in-state`) when it has begun none, or long ago.
  public init(cookie: String?, at now: Instant, digest: (String) throws -> String) throws {
    let parts = (cookie ?? "").split(separator: ".", omittingEmptySubsequences: false)
    guard let cookie, parts.count == 2, parts[0].utf8.count == 40, parts[1].utf8.count <= 12, let seconds = Int64(parts[1]) else {
      throw Rejection(SignInAttempt.lost("this browser has not begun to sign in"))
    }
    let start = Instant(seconds: seconds)
    guard start <= now.adding(seconds: SignInAttempt.skewSeconds), now < start.adding(seconds: SignInAttempt.longestSeconds) else { throw Rejection(SignInAttempt.lost("it took too long to sign in")) }
    try self.init(secret: cookie, startedAt: start, digest: digest)
  }

  private init(secret: String, startedAt: Instant, digest: (String) throws -> String) throws {
    self.secret = secret
    self.startedAt = startedAt
    state = try digest("state\n\(secret)")
    nonce = try digest("nonce\n\(secret)")
    verifier = try digest("verifier\n\(secret)")
    challenge = Base64URL.text(SignInAttempt.bytes(try digest(verifier)))
  }

  /// What is told whoever ends an attempt a second time.
  public static let used = lost("this sign-in was ended before")

  static func lost(_ why: String) -> Problem { Problem(.signInState, path: "state", why, remedy: "sign in again from the start, in one browser") }

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
