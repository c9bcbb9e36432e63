public import Primitives

extension ProblemCode {
  public static let tokenAlgorithm = ProblemCode("access.token-algorithm")
  public static let tokenKey = ProblemCode("access.token-key")
  public static let tokenSignature = ProblemCode("access.token-signature")
}

/// Checks the tokens of one issuer: signed by one of its keys, in force, and meant for this installation.
public struct CheckToken: Sendable {
  public let issuer: TrustedIssuer
  let keyring: IssuerKeyring
  let signatures: any SignatureChecker
  let now: @Sendable () -> Instant

  public init(_ issuer: TrustedIssuer, keyring: IssuerKeyring, signatures: any SignatureChecker, now: @escaping @Sendable () -> Instant) {
    self.issuer = issuer
    self.keyring = keyring
    self.signatures = signatures
    self.now = now
  }

  /// The claims of a token.
  ///
  /// - Parameters:
  ///   - audiences: for one of whom it must be meant.
  ///   - types: what it may be besides saying nothing.
  ///   - path: where it stood, for problems.
  public func callAsFunction(_ token: SignedToken, audiences: Set<String>, types: Set<String>, path: String) async throws -> TokenClaims {
    guard let algorithm = TokenAlgorithm(rawValue: token.algorithm), issuer.algorithms.contains(algorithm) else {
      throw Rejection(
        Problem(
          .tokenAlgorithm, path: path, "tokens signed with \"\(token.algorithm.prefix(20))\" are not taken",
          remedy: "let the issuer sign with \(issuer.algorithms.map(\.rawValue).sorted().joined(separator: ", "))"))
    }
    if let type = token.type, !types.contains(type) { throw Rejection(SignedToken.otherKind(path, "its `typ` is \"\(type.prefix(40))\"")) }
    // Whoever sends it would have to prove to have a key, and that proof is not looked at here.
    if token.claims["cnf"] != nil { throw Rejection(SignedToken.otherKind(path, "it is bound to a key of its sender (`cnf`)")) }
    let named = try await keys(of: token)
    let known = named.filter { $0.fits(algorithm) }
    if known.isEmpty {
      throw Rejection(
        Problem(
          .tokenKey, path: path, named.isEmpty ? "the issuer \(issuer.name) has no key by the name that the token gives" : "the key that the token names does not sign with \(algorithm.rawValue)",
          remedy: "ask the issuer for a new token"))
    }
    func isSigned(by keys: [IssuerKey]) throws -> Bool {
      try keys.contains { try signatures.isSignature(token.signature, of: token.message, by: $0.material, algorithm) }
    }
    var isGood = try isSigned(by: known)
    if !isGood {
      // An issuer that gives its keys no names, or a new one the name of the old, may have changed them.
      let newer = try await keys(of: token, isDoubted: true).filter { $0.fits(algorithm) }
      isGood = try newer != known && isSigned(by: newer)
    }
    guard isGood else {
      throw Rejection(Problem(.tokenSignature, path: path, "the token is not signed by its issuer, or was changed", remedy: "send the token as its issuer gave it"))
    }
    let claims = try TokenClaims(token.claims, path: path)
    try claims.check(issuer: issuer.issuer, audiences: audiences, at: now(), skewSeconds: issuer.skewSeconds, path: path)
    return claims
  }

  private func keys(of token: SignedToken, isDoubted: Bool = false) async throws -> [IssuerKey] {
    try await keyring.keys(for: token.keyID, isDoubted: isDoubted).filter { token.keyID == nil || $0.id == token.keyID }
  }
}
