/// How a token is signed (RFC 7518, RFC 8037): with a pair of keys only. `none`, and the HMAC forms, with which whoever
/// checks could sign as well, are no algorithms here.
public enum TokenAlgorithm: String, Sendable, Hashable, CaseIterable {
  case rs256 = "RS256"
  case ps256 = "PS256"
  case es256 = "ES256"
  case eddsa = "EdDSA"
}

/// Tells whether a signature is by a key.
public protocol SignatureChecker: Sendable {
  /// False for every signature that is not, and for a key that is none of its kind.
  ///
  /// - Throws: when the system's cryptography does not do its work.
  func isSignature(_ signature: [UInt8], of message: [UInt8], by key: IssuerKey.Material, _ algorithm: TokenAlgorithm) throws -> Bool
}
