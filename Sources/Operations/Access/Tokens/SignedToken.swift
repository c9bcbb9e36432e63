public import Primitives

extension ProblemCode {
  public static let tokenUnreadable = ProblemCode("access.token-unreadable")
  public static let tokenKind = ProblemCode("access.token-kind")
}

/// A JSON Web Token in its compact form (RFC 7515, RFC 7519), taken apart; nothing in it is believed yet.
public struct SignedToken: Sendable {
  public var algorithm: String
  /// The name of the key that it says to be signed with.
  public var keyID: String?
  public var type: String?
  public var claims: SourceNode
  /// Who it says made it.
  public var issuer: String? { claims.word("iss") }
  /// What is signed.
  var message: [UInt8]
  var signature: [UInt8]

  /// What a token is longer than no more, by far.
  static let longest = 16 << 10

  /// - Parameter path: where the token stood, for problems.
  /// - Throws: `Rejection` (`access.token-unreadable`, `access.token-kind`).
  public init(_ text: String, path: String, read: JSONReading) throws(Rejection) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, text.utf8.count <= SignedToken.longest, let head = Base64URL.bytes(parts[0]), let body = Base64URL.bytes(parts[1]),
      let signature = Base64URL.bytes(parts[2]), let header = SignedToken.object(head, read), let claims = SignedToken.object(body, read),
      let algorithm = header.word("alg")
    else {
      throw Rejection(
        Problem(.tokenUnreadable, path: path, "this is no signed JSON Web Token", remedy: "send the token as its issuer gave it, header, claims and signature with dots between them"))
    }
    // What an extension would change about the signature is not known here, so such a token must not be taken.
    if header["crit"] != nil { throw Rejection(SignedToken.otherKind(path, "it needs an extension (`crit`)")) }
    self.algorithm = algorithm
    keyID = header.word("kid")
    type = header.word("typ").map { name in
      let small = name.lowercased()
      return small.hasPrefix("application/") ? String(small.dropFirst(12)) : small
    }
    self.claims = claims
    message = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    self.signature = signature
  }

  private static func object(_ bytes: [UInt8], _ read: JSONReading) -> SourceNode? {
    guard let node = try? read(bytes), case .map = node.content else { return nil }
    return node
  }

  static func otherKind(_ path: String, _ why: String) -> Problem {
    Problem(.tokenKind, path: path, "the token is of a kind that is not taken here: \(why)", remedy: "ask the issuer for a plain access token (`typ` JWT or at+jwt) for whoever bears it")
  }
}
