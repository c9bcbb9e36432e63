public import Primitives

extension ProblemCode {
  public static let tokenIssuer = ProblemCode("access.token-issuer")
  public static let tokenAudience = ProblemCode("access.token-audience")
  public static let tokenExpired = ProblemCode("access.token-expired")
  public static let tokenEarly = ProblemCode("access.token-early")
}

/// What a token says about itself and whoever it is about.
public struct TokenClaims: Sendable {
  public var issuer: String
  public var subject: String
  public var audiences: [String]
  public var expiresAt: Instant
  public var notBefore: Instant?
  public var issuedAt: Instant?
  /// All of it.
  public var all: SourceNode

  /// - Throws: `Rejection` (`access.token-unreadable`) naming every claim that is missing or not of its kind.
  public init(_ node: SourceNode, path: String) throws(Rejection) {
    var wrong: [String] = []
    func instant(_ name: String) -> Instant? {
      guard let claim = node[name] else { return nil }
      guard case .scalar(let text, quoted: false) = claim.content, let seconds = Exact(text)?.rounded(0, .down).digits, let whole = Int64(exactly: seconds),
        (0...253_402_300_799).contains(whole)
      else {
        wrong.append(name)
        return nil
      }
      return Instant(seconds: whole)
    }
    issuer = node.word("iss") ?? ""
    subject = node.word("sub") ?? ""
    if issuer.isEmpty { wrong.append("iss") }
    if subject.isEmpty || subject.utf8.count > 255 { wrong.append("sub") }
    switch node["aud"]?.content {
    case .scalar(let one, quoted: true)?: audiences = [one]
    case .list(let several)?:
      audiences = several.compactMap(\.word)
      if audiences.count != several.count { wrong.append("aud") }
    case nil: audiences = []
    default:
      audiences = []
      wrong.append("aud")
    }
    let end = instant("exp")
    if node["exp"] == nil { wrong.append("exp") }
    notBefore = instant("nbf")
    issuedAt = instant("iat")
    all = node
    guard wrong.isEmpty, let end else {
      throw Rejection(
        Problem(
          .tokenUnreadable, path: path, "the token lacks claims, or they are not what they have to be: \(wrong.joined(separator: ", "))",
          remedy: "let the issuer write `iss`, `sub` and `aud` as texts, `exp` (and `nbf`, `iat`) as seconds since 1970"))
    }
    expiresAt = end
  }

  /// Refuses a token of another issuer, for somebody else, over, or not yet in force.
  ///
  /// - Parameter skewSeconds: how far the issuer's clock may be from this one.
  func check(issuer name: String, audiences wanted: Set<String>, at now: Instant, skewSeconds: Int64, path: String) throws(Rejection) {
    if issuer != name { throw Rejection(TokenClaims.otherIssuer(path)) }
    if wanted.isDisjoint(with: audiences) {
      throw Rejection(Problem(.tokenAudience, path: path, "the token is not meant for this installation", remedy: "ask the issuer for one with this audience: \(wanted.sorted().joined(separator: ", "))"))
    }
    if expiresAt <= now.adding(seconds: -skewSeconds) {
      throw Rejection(Problem(.tokenExpired, path: path, "the token expired at \(expiresAt)", remedy: "ask the issuer for a new one"))
    }
    if let start = [notBefore, issuedAt].compactMap(\.self).max(), start > now.adding(seconds: skewSeconds) {
      throw Rejection(Problem(.tokenEarly, path: path, "the token is in force from \(start) only", remedy: "wait until then, or set the clocks of both machines right"))
    }
  }

  /// What a token of an issuer that is not trusted is told.
  public static func otherIssuer(_ path: String) -> Problem {
    Problem(.tokenIssuer, path: path, "the token is of an issuer that this installation does not trust", remedy: "use one of a trusted issuer; `issuers` in the configuration names them")
  }

  /// The texts of a claim: of a list each, of a text its words. A name with dots leads into objects, unless a claim has
  /// just this name.
  func texts(_ name: String) -> [String] {
    var node: SourceNode? = all[name]
    if node == nil { node = name.split(separator: ".").reduce(Optional(all)) { $0?[String($1)] } }
    switch node?.content {
    case .scalar(let text, quoted: true)?: return text.split(separator: " ").map(String.init)
    case .list(let items)?: return items.compactMap(\.word)
    default: return []
    }
  }
}
