public import Primitives

extension ProblemCode {
  public static let keyMissing = ProblemCode("access.missing-key")
  public static let keyUnknown = ProblemCode("access.unknown-key")
  public static let keyExpired = ProblemCode("access.expired-key")
  public static let keyRevoked = ProblemCode("access.revoked-key")
  public static let forbidden = ProblemCode("access.forbidden")
  public static let callerRevoked = ProblemCode("access.revoked-caller")
}

/// Who asks, and what they may.
public struct Caller: Sendable, Hashable {
  /// The access key's public part, or `issuer/digest` for somebody whom an issuer vouches for; empty on the machine itself.
  public var name: String
  public var roles: Set<Role>
  /// Only what belongs to this customer is there for the caller.
  public var customer: CustomerID?

  public init(name: String, roles: Set<Role>, customer: CustomerID? = nil) {
    self.name = name
    self.roles = roles
    self.customer = customer
  }

  /// Whoever can read the database's file: everything is open to them anyway.
  public static let machine = Caller(name: "", roles: Set(Role.allCases))

  /// The caller that a key makes.
  ///
  /// - Parameters:
  ///   - key: what is kept under the public part of what was sent, if anything is.
  ///   - digest: of what was sent.
  /// - Throws: `Rejection` when it is not that key, or no longer opens anything.
  public init(_ key: AccessKey?, digest: String, at now: Instant) throws(Rejection) {
    guard let key, Caller.isEqual(key.digest, digest) else {
      throw Rejection(Problem(.keyUnknown, path: "Authorization", "the access key is not known", remedy: "check it for missing letters, or ask for a new one: it was shown only once"))
    }
    switch key.state(at: now) {
    case .revoked: throw Rejection(Problem(.keyRevoked, path: "Authorization", "the access key \(key.publicID) was revoked", remedy: "use another one"))
    case .expired: throw Rejection(Problem(.keyExpired, path: "Authorization", "the access key \(key.publicID) expired at \(key.expiresAt?.description ?? "")", remedy: "ask for a new one"))
    case .active: self.init(name: key.publicID, roles: key.roles, customer: key.customer)
    }
  }

  /// Takes as long whatever the difference, so that time does not tell how much of a guess was right.
  static func isEqual(_ a: String, _ b: String) -> Bool {
    let (left, right) = (Array(a.utf8), Array(b.utf8))
    var difference = left.count ^ right.count
    for index in 0..<min(left.count, right.count) { difference |= Int(left[index] ^ right[index]) }
    return difference == 0
  }
}
