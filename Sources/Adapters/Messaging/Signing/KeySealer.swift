import CCrypto
public import Operations
public import Primitives

extension ProblemCode {
  /// A secret in the database was sealed with another key than this process has.
  public static let otherSecretsKey = ProblemCode("webhook.other-key")
}

/// Seals secrets with AES-256-GCM and one key that lies outside of the database.
public struct KeySealer: SecretSealer {
  private static let nonceBytes = 12
  private static let tagBytes = 16
  private let key: [UInt8]
  /// The first eight bytes of the key's SHA-256, as hexadecimal digits.
  public let keyMark: String

  /// - Parameter key: 32 bytes.
  public init(key: [UInt8]) throws {
    guard key.count == 32 else { throw CryptoFault(what: "AES-256 with a key of \(key.count) bytes") }
    self.key = key
    var digest = [UInt8](repeating: 0, count: 32)
    var count = 0
    guard EVP_Q_digest(nil, "SHA256", nil, key, key.count, &digest, &count) == 1 else { throw CryptoFault(what: "SHA-256") }
    keyMark = digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  public func seal(_ secret: [UInt8], for place: String) throws -> SealedSecret {
    var random = SystemRandomNumberGenerator()
    let nonce = (0..<KeySealer.nonceBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    let (bytes, tag) = try run(secret, nonce, place, tag: nil)
    return SealedSecret(bytes: nonce + bytes + tag, keyMark: keyMark)
  }

  public func open(_ sealed: SealedSecret, for place: String) throws -> [UInt8] {
    guard sealed.keyMark == keyMark, sealed.bytes.count >= KeySealer.nonceBytes + KeySealer.tagBytes else { throw Rejection(KeySealer.otherKey) }
    let nonce = Array(sealed.bytes.prefix(KeySealer.nonceBytes))
    let tag = Array(sealed.bytes.suffix(KeySealer.tagBytes))
    do {
      return try run(Array(sealed.bytes.dropFirst(nonce.count).dropLast(tag.count)), nonce, place, tag: tag).bytes
    } catch is CryptoFault { throw Rejection(KeySealer.otherKey) }
  }

  private static let otherKey = Problem(
    .otherSecretsKey, path: "secretsKeyFile", "the secret of a webhook was sealed with another key than this one",
    remedy: "let every process that shares the database have the same `secretsKeyFile`; when the old one is lost, rotate the secrets")

  /// Seals without a tag, opens with one.
  private func run(_ input: [UInt8], _ nonce: [UInt8], _ place: String, tag: [UInt8]?) throws -> (bytes: [UInt8], tag: [UInt8]) {
    guard let context = EVP_CIPHER_CTX_new(), let cipher = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil) else { throw CryptoFault(what: "AES-256-GCM") }
    defer {
      EVP_CIPHER_CTX_free(context)
      EVP_CIPHER_free(cipher)
    }
    let associated = Array(place.utf8)
    var output = [UInt8](repeating: 0, count: input.count + 16)
    var made = tag ?? [UInt8](repeating: 0, count: KeySealer.tagBytes)
    var count: Int32 = 0
    var last: Int32 = 0
    let isSealing: Int32 = tag == nil ? 1 : 0
    var isGood = EVP_CipherInit_ex2(context, cipher, key, nonce, isSealing, nil) == 1
    isGood = isGood && EVP_CipherUpdate(context, nil, &last, associated, Int32(associated.count)) == 1
    isGood = isGood && EVP_CipherUpdate(context, &output, &count, input, Int32(input.count)) == 1
    if tag != nil { isGood = isGood && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(made.count), &made) == 1 }
    isGood = isGood && output.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return false }
      return EVP_CipherFinal_ex(context, start + Int(count), &last) == 1
    }
    if tag == nil { isGood = isGood && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(made.count), &made) == 1 }
    guard isGood else { throw CryptoFault(what: "AES-256-GCM") }
    return (Array(output.prefix(Int(count))), made)
  }
}
