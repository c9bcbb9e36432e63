import CCrypto
public import Operations

/// Checks signatures of tokens by the system's libcrypto.
public struct SystemSignatureChecker: SignatureChecker {
  public init() {}

  public func isSignature(_ signature: [UInt8], of message: [UInt8], by material: IssuerKey.Material, _ algorithm: TokenAlgorithm) throws -> Bool {
    guard let key = try SystemSignatureChecker.key(material) else { return false }
    defer { EVP_PKEY_free(key) }
    switch (material, algorithm) {
    case (.rsa, .rs256): return try check(signature, message, key, digest: "SHA256", isPSS: false)
    case (.rsa, .ps256): return try check(signature, message, key, digest: "SHA256", isPSS: true)
    case (.p256, .es256): return try SystemSignatureChecker.der(signature).map { try check($0, message, key, digest: "SHA256", isPSS: false) } ?? false
    case (.ed25519, .eddsa): return try check(signature, message, key, digest: nil, isPSS: false)
    default: return false
    }
  }

  private func check(_ signature: [UInt8], _ message: [UInt8], _ key: OpaquePointer, digest: String?, isPSS: Bool) throws -> Bool {
    guard let context = EVP_MD_CTX_new() else { throw CryptoFault(what: "signatures") }
    defer { EVP_MD_CTX_free(context) }
    var further: OpaquePointer?
    guard EVP_DigestVerifyInit_ex(context, &further, digest, nil, nil, key, nil) == 1 else { throw CryptoFault(what: "signatures with \(digest ?? "Ed25519")") }
    if isPSS {
      // RFC 7518, section 3.5: a salt as long as the digest, no other.
      guard EVP_PKEY_CTX_set_rsa_padding(further, RSA_PKCS1_PSS_PADDING) == 1, EVP_PKEY_CTX_set_rsa_pss_saltlen(further, RSA_PSS_SALTLEN_DIGEST) == 1 else {
        throw CryptoFault(what: "RSA-PSS")
      }
    }
    return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  /// The key as libcrypto holds it; `nil` when the bytes are none, such as a point that is not on its curve.
  private static func key(_ material: IssuerKey.Material) throws -> OpaquePointer? {
    switch material {
    case .ed25519(let bytes): return EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, bytes.count)
    case .p256(let x, let y):
      var group = Array("prime256v1".utf8CString)
      var point = [4] + x + y
      return try group.withUnsafeMutableBufferPointer { group in
        try point.withUnsafeMutableBufferPointer { point in
          try made("EC", [OSSL_PARAM_construct_utf8_string(name("group"), group.baseAddress, 0), OSSL_PARAM_construct_octet_string(name("pub"), point.baseAddress, point.count)])
        }
      }
    case .rsa(let modulus, let exponent):
      // Numbers come in this machine's order of bytes, which is the lowest first wherever Florin runs.
      var n = Array(modulus.reversed())
      var e = Array(exponent.reversed())
      return try n.withUnsafeMutableBufferPointer { n in
        try e.withUnsafeMutableBufferPointer { e in
          try made("RSA", [OSSL_PARAM_construct_BN(name("n"), n.baseAddress, n.count), OSSL_PARAM_construct_BN(name("e"), e.baseAddress, e.count)])
        }
      }
    }
  }

  /// `EVP_PKEY_PUBLIC_KEY`, a sum of macros that Swift does not see: the parameters of the kind and the public half.
  private static let publicKey: Int32 = 0x84 | 0x02

  /// Parameters keep the pointer to their name, so it must be one to text that stays.
  private static func name(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  private static func made(_ kind: String, _ parameters: [OSSL_PARAM]) throws -> OpaquePointer? {
    guard let context = EVP_PKEY_CTX_new_from_name(nil, kind, nil), EVP_PKEY_fromdata_init(context) == 1 else { throw CryptoFault(what: kind) }
    defer { EVP_PKEY_CTX_free(context) }
    var parameters = parameters + [OSSL_PARAM_construct_end()]
    var key: OpaquePointer?
    return EVP_PKEY_fromdata(context, &key, publicKey, &parameters) == 1 ? key : nil
  }

  /// The two numbers of a signature on P-256, 32 bytes each, as the sequence that libcrypto reads; `nil` for another length.
  private static func der(_ signature: [UInt8]) -> [UInt8]? {
    guard signature.count == 64 else { return nil }
    func number(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
      var digits = Array(bytes.drop { $0 == 0 })
      if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
      return [0x02, UInt8(digits.count)] + digits
    }
    let both = number(signature[..<32]) + number(signature[32...])
    return [0x30, UInt8(both.count)] + both
  }
}
