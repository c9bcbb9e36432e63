import CCrypto
import Foundation
public import Operations
public import Primitives

/// A certificate with its private key, read from a PKCS #12 file (`.p12`, `.pfx`) or a PEM file that holds both.
public final class CertificateFile: SigningIdentity {
  public let certificates: [[UInt8]]
  public let issuer: String
  public let serialNumber: String
  public let algorithm: SigningAlgorithm
  public let validity: Range<Instant>
  // Proof of safety: set once, never written after; libcrypto's keys may be used by several threads at once for signing.
  private nonisolated(unsafe) let handle: OpaquePointer

  /// - Parameters:
  ///   - file: what the file is called in what is told.
  ///   - passphrase: empty when there is none.
  /// - Throws: `Rejection`: `certificate.wrong-passphrase`, `certificate.unreadable`.
  public init(_ bytes: [UInt8], file: String, passphrase: String) throws(Rejection) {
    ERR_clear_error()
    let read = try CertificateFile.read(bytes, file, passphrase)
    defer { for certificate in read.certificates { X509_free(certificate) } }
    guard let own = read.certificates.first, X509_check_private_key(own, read.key) == 1 else {
      EVP_PKEY_free(read.key)
      throw CertificateFile.unreadable(file, "its private key does not belong to its first certificate")
    }
    handle = read.key
    switch EVP_PKEY_get_base_id(read.key) {
    case EVP_PKEY_RSA: algorithm = .rsa
    case EVP_PKEY_EC: algorithm = .ellipticCurve
    default:
      EVP_PKEY_free(read.key)
      throw CertificateFile.unreadable(file, "its key is neither RSA nor of an elliptic curve")
    }
    certificates = read.certificates.map(CertificateFile.der)
    issuer = CertificateFile.name(X509_get_issuer_name(own))
    serialNumber = CertificateFile.serial(own)
    validity = CertificateFile.validity(own)
  }

  deinit { EVP_PKEY_free(handle) }

  public func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var count = 0
    EVP_Q_digest(nil, "SHA256", nil, bytes, bytes.count, &digest, &count)
    return digest
  }

  public func signature(of message: [UInt8]) throws -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw CryptoFault(what: "signing") }
    defer { EVP_MD_CTX_free(context) }
    var count = Int(EVP_PKEY_get_size(handle))
    var bytes = [UInt8](repeating: 0, count: count)
    guard EVP_DigestSignInit_ex(context, nil, "SHA256", nil, nil, handle, nil) == 1, EVP_DigestSign(context, &bytes, &count, message, message.count) == 1
    else { throw CryptoFault(what: "signing with SHA-256") }
    bytes.removeLast(bytes.count - count)
    return algorithm == .rsa ? bytes : try side(bySide: bytes)
  }

  public func cms(of bytes: [UInt8], isDetached: Bool) throws -> [UInt8] {
    func parsed(_ der: [UInt8]) -> OpaquePointer? {
      der.withUnsafeBufferPointer { buffer in
        var place = buffer.baseAddress
        return d2i_X509(nil, &place, buffer.count)
      }
    }
    let chain = certificates.compactMap(parsed)
    defer { for certificate in chain { X509_free(certificate) } }
    guard let own = chain.first, let others = OPENSSL_sk_new_null() else { throw CryptoFault(what: "CMS") }
    defer { OPENSSL_sk_free(others) }
    for certificate in chain.dropFirst() { OPENSSL_sk_push(others, UnsafeRawPointer(certificate)) }
    guard let input = BIO_new_mem_buf(bytes, Int32(bytes.count)) else { throw CryptoFault(what: "CMS") }
    defer { BIO_free(input) }
    let flags = UInt32((isDetached ? CMS_DETACHED : 0) | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES)
    guard let message = CMS_sign(own, handle, others, input, flags) else { throw CryptoFault(what: "signing in the form of CMS") }
    defer { CMS_ContentInfo_free(message) }
    var made = [UInt8](repeating: 0, count: Int(max(0, i2d_CMS_ContentInfo(message, nil))))
    let count = made.withUnsafeMutableBufferPointer { buffer in
      var place = buffer.baseAddress
      return i2d_CMS_ContentInfo(message, &place)
    }
    guard count > 0, Int(count) == made.count else { throw CryptoFault(what: "signing in the form of CMS") }
    return made
  }

  /// The two numbers of a signature on a curve at their full width, out of their DER.
  private func side(bySide der: [UInt8]) throws -> [UInt8] {
    let width = (Int(EVP_PKEY_get_bits(handle)) + 7) / 8
    return try der.withUnsafeBufferPointer { buffer in
      var place = buffer.baseAddress
      guard let parsed = d2i_ECDSA_SIG(nil, &place, buffer.count) else { throw CryptoFault(what: "ECDSA") }
      defer { ECDSA_SIG_free(parsed) }
      var numbers = [UInt8](repeating: 0, count: 2 * width)
      let isWritten = numbers.withUnsafeMutableBufferPointer { numbers in
        guard let start = numbers.baseAddress else { return false }
        return BN_bn2binpad(ECDSA_SIG_get0_r(parsed), start, Int32(width)) >= 0 && BN_bn2binpad(ECDSA_SIG_get0_s(parsed), start + width, Int32(width)) >= 0
      }
      guard isWritten else { throw CryptoFault(what: "ECDSA") }
      return numbers
    }
  }
}

extension CertificateFile {
  private typealias Read = (key: OpaquePointer, certificates: [OpaquePointer])

  private static func read(_ bytes: [UInt8], _ file: String, _ passphrase: String) throws(Rejection) -> Read {
    if let text = String(validating: bytes, as: UTF8.self), text.contains("-----BEGIN ") { return try pem(bytes, file, passphrase) }
    return try pkcs12(bytes, file, passphrase)
  }

  private static func pkcs12(_ bytes: [UInt8], _ file: String, _ passphrase: String) throws(Rejection) -> Read {
    var parsed: OpaquePointer?
    bytes.withUnsafeBufferPointer { buffer in
      var place = buffer.baseAddress
      parsed = d2i_PKCS12(nil, &place, buffer.count)
    }
    guard let parsed else { throw unreadable(file, "it is neither a PKCS #12 file nor one in PEM") }
    defer { PKCS12_free(parsed) }
    guard PKCS12_verify_mac(parsed, passphrase, Int32(passphrase.utf8.count)) == 1 || passphrase.isEmpty && PKCS12_verify_mac(parsed, nil, 0) == 1
    else { throw wrongPassphrase(file) }
    var key: OpaquePointer?
    var own: OpaquePointer?
    var others: OpaquePointer?
    guard PKCS12_parse(parsed, passphrase, &key, &own, &others) == 1 else {
      throw unreadable(file, "it is encrypted by a method that libcrypto no longer takes", remedy: "convert it: `openssl pkcs12 -legacy -in \(file) -out certificate.pem`")
    }
    var certificates = own.map { [$0] } ?? []
    if let others {
      for index in 0..<OPENSSL_sk_num(others) { if let next = OPENSSL_sk_value(others, index) { certificates.append(OpaquePointer(next)) } }
      OPENSSL_sk_free(others)
    }
    guard let key else {
      for certificate in certificates { X509_free(certificate) }
      throw unreadable(file, "it holds no private key")
    }
    return (key, certificates)
  }

  private static func pem(_ bytes: [UInt8], _ file: String, _ passphrase: String) throws(Rejection) -> Read {
    func open() throws(Rejection) -> OpaquePointer {
      guard let input = BIO_new_mem_buf(bytes, Int32(bytes.count)) else { throw unreadable(file, "there is no memory for it") }
      return input
    }
    var passphrase = Array(passphrase.utf8CString)
    let keys = try open()
    defer { BIO_free(keys) }
    let isEncrypted = String(decoding: bytes, as: UTF8.self).contains("ENCRYPTED")
    guard let key = passphrase.withUnsafeMutableBufferPointer({ PEM_read_bio_PrivateKey(keys, nil, nil, $0.baseAddress) }) else {
      throw isEncrypted ? wrongPassphrase(file) : unreadable(file, "it holds no private key")
    }
    var certificates: [OpaquePointer] = []
    guard let input = try? open() else {
      EVP_PKEY_free(key)
      throw unreadable(file, "there is no memory for it")
    }
    defer { BIO_free(input) }
    while let next = PEM_read_bio_X509(input, nil, nil, nil) { certificates.append(next) }
    if certificates.isEmpty {
      EVP_PKEY_free(key)
      throw unreadable(file, "it holds no certificate")
    }
    return (key, certificates)
  }

  private static func der(_ certificate: OpaquePointer) -> [UInt8] {
    let count = Int(i2d_X509(certificate, nil))
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBufferPointer { buffer in
      var place = buffer.baseAddress
      i2d_X509(certificate, &place)
    }
    return bytes
  }

  private static func name(_ name: OpaquePointer?) -> String {
    guard let output = BIO_new(BIO_s_mem()) else { return "" }
    defer { BIO_free(output) }
    // XN_FLAG_RFC2253 without escaping what is beyond ASCII.
    let form = ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_DUMP_UNKNOWN | ASN1_STRFLGS_DUMP_DER
    X509_NAME_print_ex(output, name, 0, UInt(form | XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_DN_REV | XN_FLAG_FN_SN | XN_FLAG_DUMP_UNKNOWN_FIELDS))
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1_024)
    while case let count = BIO_read(output, &chunk, Int32(chunk.count)), count > 0 { text += chunk.prefix(Int(count)) }
    return String(decoding: text, as: UTF8.self)
  }

  private static func serial(_ certificate: OpaquePointer) -> String {
    guard let number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nil) else { return "" }
    defer { BN_free(number) }
    guard let digits = BN_bn2dec(number) else { return "" }
    defer { CRYPTO_free(digits, nil, 0) }
    return String(cString: digits)
  }

  private static func validity(_ certificate: OpaquePointer) -> Range<Instant> {
    func instant(_ time: UnsafePointer<ASN1_TIME>?) -> Instant {
      var parts = tm()
      ASN1_TIME_to_tm(time, &parts)
      return Instant(seconds: Int64(timegm(&parts)))
    }
    let from = instant(X509_get0_notBefore(certificate))
    // The last second is valid as well.
    let last = instant(X509_get0_notAfter(certificate)).adding(seconds: 1)
    return from..<max(from, last)
  }

  private static func wrongPassphrase(_ file: String) -> Rejection {
    Rejection(
      Problem(
        .certificatePassphrase, path: file, "the passphrase does not open the certificate", remedy: "name the file that holds its passphrase in its first line: `--passphrase-file`"))
  }

  private static func unreadable(_ file: String, _ why: String, remedy: String? = nil) -> Rejection {
    Rejection(
      Problem(
        .certificateUnreadable, path: file, "the certificate cannot be used: \(why)",
        remedy: remedy ?? "give a PKCS #12 file (.p12, .pfx), or a PEM file that holds the certificate and its private key"))
  }
}
