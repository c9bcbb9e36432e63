import CCrypto
public import Operations

/// Signatures by the system's libcrypto.
public struct SystemSignatures: SignatureMaker {
  public init() {}

  public func signature(of message: [UInt8], with secret: WebhookSecret) throws -> [UInt8] {
    switch secret.scheme {
    case .hmac: try SystemSignatures.hmac(message, key: secret.bytes)
    case .ed25519: try SystemSignatures.ed25519(message, seed: secret.bytes)
    }
  }

  public func publicKey(of secret: WebhookSecret) throws -> [UInt8] {
    let key = try SystemSignatures.key(secret.bytes)
    defer { EVP_PKEY_free(key) }
    var count = 32
    var bytes = [UInt8](repeating: 0, count: count)
    guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1, count == 32 else { throw CryptoFault(what: "Ed25519") }
    return bytes
  }

  private static func hmac(_ message: [UInt8], key: [UInt8]) throws -> [UInt8] {
    var count = 0
    var bytes = [UInt8](repeating: 0, count: 32)
    guard EVP_Q_mac(nil, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, &bytes, bytes.count, &count) != nil, count == 32 else {
      throw CryptoFault(what: "HMAC-SHA256")
    }
    return bytes
  }

  private static func ed25519(_ message: [UInt8], seed: [UInt8]) throws -> [UInt8] {
    let key = try key(seed)
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { throw CryptoFault(what: "Ed25519") }
    defer { EVP_MD_CTX_free(context) }
    var count = 64
    var bytes = [UInt8](repeating: 0, count: count)
    guard EVP_DigestSignInit(context, nil, nil, nil, key) == 1, EVP_DigestSign(context, &bytes, &count, message, message.count) == 1, count == 64 else {
      throw CryptoFault(what: "Ed25519")
    }
    return bytes
  }

  private static func key(_ seed: [UInt8]) throws -> OpaquePointer {
    guard seed.count == 32, let key = EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count) else { throw CryptoFault(what: "Ed25519") }
    return key
  }
}

/// The system's cryptographic library cannot be used.
struct CryptoFault: Error, CustomStringConvertible {
  var what: String

  var description: String { "the system's libcrypto does no \(what)\n    remedy: install Debian's libssl3, or look for a configuration that forbids it" }
}
