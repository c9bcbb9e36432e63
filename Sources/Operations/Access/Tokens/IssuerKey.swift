public import Primitives

/// Reads a JSON text into a tree.
public typealias JSONReading = @Sendable ([UInt8]) throws(Rejection) -> SourceNode

/// A public key by which an issuer's signatures are checked (RFC 7517).
public struct IssuerKey: Sendable, Hashable {
  public enum Material: Sendable, Hashable {
    /// Modulus and exponent, the highest byte first and not zero.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// A point on the curve P-256, 32 bytes a coordinate.
    case p256(x: [UInt8], y: [UInt8])
    /// 32 bytes.
    case ed25519([UInt8])
  }

  /// Its name in the header of tokens (`kid`).
  public var id: String?
  public var material: Material
  /// The only algorithm its owner uses it with, when that is said.
  public var algorithm: TokenAlgorithm?

  public init(id: String?, material: Material, algorithm: TokenAlgorithm? = nil) {
    self.id = id
    self.material = material
    self.algorithm = algorithm
  }

  /// Whether signatures of the algorithm can be by this key: its kind says so, never the token alone.
  func fits(_ algorithm: TokenAlgorithm) -> Bool {
    if let only = self.algorithm, only != algorithm { return false }
    switch (material, algorithm) {
    case (.rsa, .rs256), (.rsa, .ps256), (.p256, .es256), (.ed25519, .eddsa): return true
    default: return false
    }
  }

  /// More keys than any issuer has; further ones are left.
  static let most = 64

  /// The keys of a key set that can check signatures here; others are left, as RFC 7517 wants it.
  ///
  /// - Throws: `Rejection` when it is no key set, or none of its keys can be used.
  public static func set(_ node: SourceNode) throws(Rejection) -> [IssuerKey] {
    guard case .list(let items)? = node["keys"]?.content else {
      throw Rejection(Problem(.noKeySet, at: node.place, path: "keys", "this is no set of keys", remedy: "give a JSON Web Key Set: an object with a list `keys`"))
    }
    let keys = items.prefix(most).compactMap(IssuerKey.init)
    if keys.isEmpty {
      throw Rejection(
        Problem(
          .noKeySet, at: node.place, path: "keys", "none of the \(items.count) keys can check a signature here",
          remedy: "use keys of RSA with 2048 to 8192 bits, of the curve P-256, or Ed25519, not meant for encryption"))
    }
    return keys
  }

  private init?(_ node: SourceNode) {
    if let use = node.word("use"), use != "sig" { return nil }
    if case .list(let operations)? = node["key_ops"]?.content, !operations.contains(where: { $0.word == "verify" }) { return nil }
    if let name = node.word("alg") {
      guard let known = TokenAlgorithm(rawValue: name) else { return nil }
      algorithm = known
    }
    id = node.word("kid")
    func bytes(_ name: String) -> [UInt8]? { node.word(name).flatMap { Base64URL.bytes($0) } }
    switch (node.word("kty"), node.word("crv")) {
    case ("RSA", _):
      guard let n = bytes("n")?.drop(while: { $0 == 0 }), let e = bytes("e")?.drop(while: { $0 == 0 }), (256...1024).contains(n.count), (1...8).contains(e.count),
        e.last.map({ $0 & 1 == 1 }) == true, Array(e) != [1]
      else { return nil }
      material = .rsa(modulus: Array(n), exponent: Array(e))
    case ("EC", "P-256"):
      guard let x = bytes("x"), let y = bytes("y"), x.count == 32, y.count == 32 else { return nil }
      material = .p256(x: x, y: y)
    case ("OKP", "Ed25519"):
      guard let x = bytes("x"), x.count == 32 else { return nil }
      material = .ed25519(x)
    default: return nil
    }
  }
}

extension ProblemCode {
  public static let noKeySet = ProblemCode("config.no-keys")
}

extension SourceNode {
  /// A JSON text; `nil` for a number, a flag and everything else.
  var word: String? {
    if case .scalar(let text, quoted: true) = content { text } else { nil }
  }

  /// The JSON text of a field.
  func word(_ name: String) -> String? { self[name]?.word }
}
