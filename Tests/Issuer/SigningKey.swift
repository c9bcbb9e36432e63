import CCrypto
import Operations

/// A pair of keys of an issuer in tests, made anew in each run.
public final class SigningKey: Sendable {
  public let id: String
  public let algorithm: TokenAlgorithm
  // Safe because libcrypto only reads a key that is made, and nothing here changes it.
  nonisolated(unsafe) private let key: OpaquePointer

  /// - Parameter bits: of an RSA key.
  public init(_ id: String, _ algorithm: TokenAlgorithm, bits: Int32 = 2048) {
    self.id = id
    self.algorithm = algorithm
    let kind = switch algorithm {
    case .rs256, .ps256: "RSA"
    case .es256: "EC"
    case .eddsa: "ED25519"
    }
    let context = EVP_PKEY_CTX_new_from_name(nil, kind, nil)
    defer { EVP_PKEY_CTX_free(context) }
    EVP_PKEY_keygen_init(context)
    if kind == "RSA" { EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) }
    if kind == "EC" { EVP_PKEY_CTX_set_group_name(context, "prime256v1") }
    var key: OpaquePointer?
    EVP_PKEY_generate(context, &key)
    guard let key else { preconditionFailure("libcrypto makes no key of the kind \(kind)") }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// The public half as an entry of a key set; `more` goes into it as it stands.
  public func entry(_ more: String = "") -> String {
    let parts = switch algorithm {
    case .rs256, .ps256: #""kty":"RSA","n":"\#(Base64URL.text(number("n")))","e":"\#(Base64URL.text(number("e")))""#
    case .es256:
      #""kty":"EC","crv":"P-256","x":"\#(Base64URL.text(Array(point[1..<33])))","y":"\#(Base64URL.text(Array(point[33..<65])))""#
    case .eddsa: #""kty":"OKP","crv":"Ed25519","x":"\#(Base64URL.text(raw))""#
    }
    return #"{"kid":"\#(id)","use":"sig",\#(parts)\#(more)}"#
  }

  public func signature(of message: [UInt8]) -> [UInt8] {
    let context = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(context) }
    var further: OpaquePointer?
    EVP_DigestSignInit_ex(context, &further, algorithm == .eddsa ? nil : "SHA256", nil, nil, key, nil)
    if algorithm == .ps256 {
      EVP_PKEY_CTX_set_rsa_padding(further, RSA_PKCS1_PSS_PADDING)
      EVP_PKEY_CTX_set_rsa_pss_saltlen(further, RSA_PSS_SALTLEN_DIGEST)
    }
    var count = 2048
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(EVP_DigestSign(context, &bytes, &count, message, message.count) == 1)
    let signature = Array(bytes[..<count])
    return algorithm == .es256 ? SigningKey.pair(signature) : signature
  }

  /// The two numbers of a DER signature, 32 bytes each.
  private static func pair(_ der: [UInt8]) -> [UInt8] {
    func padded(_ number: ArraySlice<UInt8>) -> [UInt8] {
      let digits = Array(number.drop { $0 == 0 })
      return Array(repeating: 0, count: 32 - digits.count) + digits
    }
    let first = 4..<4 + Int(der[3])
    let second = first.upperBound + 2..<first.upperBound + 2 + Int(der[first.upperBound + 1])
    return padded(der[first]) + padded(der[second])
  }

  public static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var count = 0
    var bytes = [UInt8](repeating: 0, count: 32)
    precondition(EVP_Q_mac(nil, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, &bytes, bytes.count, &count) != nil)
    return bytes
  }

  /// The public half's bytes, as somebody would use them who takes the algorithm from the token.
  public var publicBytes: [UInt8] {
    switch algorithm {
    case .rs256, .ps256: number("n")
    case .es256: point
    case .eddsa: raw
    }
  }

  private var raw: [UInt8] {
    var count = 32
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1)
    return bytes
  }

  private var point: [UInt8] {
    var count = 0
    var bytes = [UInt8](repeating: 0, count: 65)
    precondition(EVP_PKEY_get_octet_string_param(key, "pub", &bytes, bytes.count, &count) == 1 && count == 65)
    return bytes
  }

  private func number(_ name: String) -> [UInt8] {
    var number: OpaquePointer?
    precondition(EVP_PKEY_get_bn_param(key, name, &number) == 1)
    defer { BN_free(number) }
    var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
    BN_bn2bin(number, &bytes)
    return bytes
  }
}
