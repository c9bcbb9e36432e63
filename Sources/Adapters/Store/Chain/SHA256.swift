import CCrypto

/// SHA-256 from the system's libcrypto, which uses the processor's own instructions for it where there are any.
///
/// One digest at a time: `begin`, any number of `add`, `finish`. Used by one thread.
final class SHA256 {
  private let context: OpaquePointer

  /// - Throws: `CryptoFault` when the library offers no SHA-256.
  init() throws {
    guard let algorithm = SHA256.algorithm, let context = EVP_MD_CTX_new() else { throw CryptoFault() }
    self.context = context
    EVP_DigestInit_ex2(context, algorithm, nil)
  }

  /// Looked up once: that costs more than hashing a row.
  ///
  /// Proof of safety: it is written once, before anybody reads it; what the library fetched never changes, is counted in an atomic way by the
  /// contexts that use it, and stays until the process ends, since nobody lets it go here.
  private nonisolated(unsafe) static let algorithm: OpaquePointer? = isPrepared ? EVP_MD_fetch(nil, "SHA256", nil) : nil

  /// The library must not take itself down when the program ends: a thread may still be at work with it, or be letting go of
  /// what it made.
  private static let isPrepared = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1

  deinit { EVP_MD_CTX_free(context) }

  /// The algorithm stays as it was.
  func begin() { EVP_DigestInit_ex2(context, nil, nil) }

  func add(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

  func finish() -> Link {
    var link = Link.none
    withUnsafeMutableBytes(of: &link) {
      var count: UInt32 = 0
      EVP_DigestFinal_ex(context, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), &count)
    }
    return link
  }
}

/// The system's cryptographic library cannot be used.
struct CryptoFault: Error, CustomStringConvertible {
  var description: String {
    "the system's libcrypto offers no SHA-256\n    remedy: install Debian's libssl3, or look for a configuration that forbids it"
  }
}
