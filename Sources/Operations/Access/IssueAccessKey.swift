import Parties
public import Primitives

extension ProblemCode {
  public static let customerNeeded = ProblemCode("access.customer-needed")
  public static let customerAlone = ProblemCode("access.customer-alone")
  public static let noRole = ProblemCode("access.no-role")
  public static let unknownAccessKey = ProblemCode("access.unknown-id")
  public static let expiresBefore = ProblemCode("access.expires-before")
}

/// Makes access keys, and takes them back.
public struct IssueAccessKey {
  let store: any AccessStore & DirectoryStore
  let digest: (String) throws -> String

  /// - Parameter digest: SHA-256 of a text, as hexadecimal digits.
  public init(store: any AccessStore & DirectoryStore, digest: @escaping (String) throws -> String) {
    self.store = store
    self.digest = digest
  }

  /// Makes a key. The text that is returned is the only copy of it there will ever be.
  ///
  /// - Throws: `Rejection` with everything wrong about the roles, the customer and the end.
  public func callAsFunction(
    name: String, roles: Set<Role>, customer reference: String?, expiresAt: Instant?, at: Instant, random: inout some RandomNumberGenerator
  ) throws -> (key: AccessKey, text: String) {
    var problems: [Problem] = []
    if roles.isEmpty {
      problems.append(Problem(.noRole, path: "role", "the key would open nothing", remedy: "give it a role: \(Role.allCases.map(\.rawValue).joined(separator: ", "))"))
    }
    if roles.contains(.customer) != (reference != nil) {
      problems.append(
        Problem(
          .customerNeeded, path: "customer", reference == nil ? "a key of the role customer must say whose it is" : "only a key of the role customer belongs to a customer",
          remedy: reference == nil ? "name the customer's reference" : "leave the customer out, or make it a key of the role customer alone"))
    }
    if roles.contains(.customer), roles.count > 1 {
      problems.append(Problem(.customerAlone, path: "role", "a customer's key has no other role beside it", remedy: "make a key of its own for the other roles"))
    }
    if let expiresAt, expiresAt <= at {
      problems.append(Problem(.expiresBefore, path: "expires", "the key would have expired at \(expiresAt), before it is made", remedy: "let it expire later"))
    }
    let customer = try reference.flatMap { try store.customer(reference: $0) }
    if let reference, customer == nil {
      problems.append(
        Problem(.unknownCustomer, path: "customer", "there is no customer \"\(reference)\"", remedy: "`florin account list` names the accounts; customers are named where accounts are imported"))
    }
    if !problems.isEmpty { throw Rejection(problems) }
    let publicID = RandomText.letters(10, &random)
    let text = "florin_\(publicID)_\(RandomText.letters(40, &random))"
    let key = AccessKey(
      publicID: publicID, name: name, digest: try digest(text), roles: roles, customer: customer?.id, createdAt: at, expiresAt: expiresAt)
    try store.save(key)
    return (key, text)
  }
}

extension ProblemCode {
  public static let unknownCustomer = ProblemCode("customer.unknown")
}
