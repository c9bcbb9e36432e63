public import Primitives

extension ProblemCode {
  public static let callerUnmapped = ProblemCode("access.unmapped-caller")
}

/// Somebody whose tokens say who asks, and how their words are read.
public struct TrustedIssuer: Sendable, Hashable {
  /// Where its public keys are.
  public enum KeySource: Sendable, Hashable {
    /// The issuer's own description names the place (OpenID Connect Discovery).
    case discovery(WebAddress)
    case address(WebAddress)
    case file(String)
  }

  /// A short name of it, which stands before those of its callers.
  public var name: String
  /// What its tokens call it (`iss`), letter by letter.
  public var issuer: String
  /// Tokens for one of these are taken; with none, only people sign in through it.
  public var audiences: Set<String>
  public var algorithms: Set<TokenAlgorithm>
  public var keySource: KeySource
  /// The claim with what a caller is to the issuer.
  public var rolesClaim: String
  /// What that makes a caller here.
  public var roles: [String: Set<Role>]
  /// The claim with the reference of the customer that a caller of the role `customer` acts for.
  public var customerClaim: String?
  public var skewSeconds: Int64
  /// How long keys are good for before they are read again.
  public var keysSeconds: Int64
  /// How long keys are not read again for a key that is not among them, or after that failed.
  public var refreshSeconds: Int64

  public init(
    name: String, issuer: String, audiences: Set<String>, algorithms: Set<TokenAlgorithm> = Set(TokenAlgorithm.allCases), keySource: KeySource,
    rolesClaim: String = "roles", roles: [String: Set<Role>], customerClaim: String? = nil, skewSeconds: Int64 = 60, keysSeconds: Int64 = 900,
    refreshSeconds: Int64 = 10
  ) {
    self.name = name
    self.issuer = issuer
    self.audiences = audiences
    self.algorithms = algorithms
    self.keySource = keySource
    self.rolesClaim = rolesClaim
    self.roles = roles
    self.customerClaim = customerClaim
    self.skewSeconds = skewSeconds
    self.keysSeconds = keysSeconds
    self.refreshSeconds = refreshSeconds
  }

  /// Who checked claims are about.
  ///
  /// - Parameter digest: SHA-256 of a text, as hexadecimal digits.
  /// - Throws: `RefusedCaller` (`access.unmapped-caller`) for somebody who is nothing here, or a customer who does not say which.
  public func identity(_ claims: TokenClaims, path: String, digest: (String) throws -> String) throws -> TokenIdentity {
    let caller = try TokenIdentity.caller(issuer: name, subject: claims.subject, digest: digest)
    let found = claims.texts(rolesClaim).reduce(into: Set<Role>()) { $0.formUnion(roles[$1] ?? []) }
    if found.isEmpty {
      throw RefusedCaller(
        caller,
        Problem(
          .callerUnmapped, path: path, "\(caller) has no role here: nothing in the claim `\(rolesClaim)` is one",
          remedy: "give the caller a role at the issuer, or map what it has: `roles` of the issuer \(name) in the configuration"))
    }
    guard found.contains(.customer) else { return TokenIdentity(caller: caller, roles: found, customerReference: nil) }
    let references = customerClaim.map { claims.texts($0) } ?? []
    guard found.count == 1, let reference = references.first, references.count == 1 else {
      throw RefusedCaller(
        caller,
        Problem(
          .callerUnmapped, path: path,
          found.count > 1 ? "\(caller) is a customer and something else" : "\(caller) is a customer, and the token does not say which",
          remedy: found.count > 1 ? "give it either role at the issuer" : "let the issuer write the customer's reference into the claim that `customerClaim` names"))
    }
    return TokenIdentity(caller: caller, roles: found, customerReference: reference)
  }
}

/// Who a token is about, in Florin's words.
public struct TokenIdentity: Sendable, Hashable {
  /// The name in logs and the audit.
  public var caller: String
  public var roles: Set<Role>
  public var customerReference: String?

  public init(caller: String, roles: Set<Role>, customerReference: String?) {
    self.caller = caller
    self.roles = roles
    self.customerReference = customerReference
  }

  /// The issuer's name and a digest of the subject, because subjects may be names or addresses of people, and callers stand
  /// in logs.
  public static func caller(issuer: String, subject: String, digest: (String) throws -> String) rethrows -> String {
    "\(issuer)/\(try digest("\(issuer)\n\(subject)").prefix(24))"
  }
}
