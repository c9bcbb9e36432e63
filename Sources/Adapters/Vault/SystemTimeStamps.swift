public import Archiving
import CCrypto
import Foundation
public import Operations
public import Primitives

/// Requests and responses of RFC 3161 by the system's libcrypto.
public struct SystemTimeStamps: TimeStampCodec {
  public init() {}

  public func request(over digest: ContentDigest, nonce: UInt64) throws -> [UInt8] {
    guard let request = TS_REQ_new(), let imprint = TS_MSG_IMPRINT_new(), let algorithm = X509_ALGOR_new(), let number = ASN1_INTEGER_new() else {
      throw TimeStampMistake("libcrypto made no request")
    }
    defer {
      TS_REQ_free(request)
      TS_MSG_IMPRINT_free(imprint)
      X509_ALGOR_free(algorithm)
      ASN1_INTEGER_free(number)
    }
    var bytes = digest.bytes
    // Each of these copies what it is given.
    guard X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nil) == 1, TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1,
      TS_MSG_IMPRINT_set_msg(imprint, &bytes, Int32(bytes.count)) == 1, ASN1_INTEGER_set_uint64(number, nonce) == 1, TS_REQ_set_version(request, 1) == 1,
      TS_REQ_set_msg_imprint(request, imprint) == 1, TS_REQ_set_nonce(request, number) == 1, TS_REQ_set_cert_req(request, 1) == 1
    else { throw TimeStampMistake("libcrypto made no request: \(CryptoErrors.last())") }
    var encoded: UnsafeMutablePointer<UInt8>?
    let count = i2d_TS_REQ(request, &encoded)
    guard count > 0, let encoded else { throw TimeStampMistake("libcrypto wrote no request") }
    defer { CRYPTO_free(encoded, nil, 0) }
    return Array(UnsafeBufferPointer(start: encoded, count: Int(count)))
  }

  public func read(_ response: [UInt8], over digest: ContentDigest, nonce: UInt64?, trust: String?) throws -> Instant {
    var start: UnsafePointer<UInt8>?
    let parsed = response.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      start = bytes.baseAddress
      return d2i_TS_RESP(nil, &start, bytes.count)
    }
    guard let parsed else { throw TimeStampMistake("the response is none of RFC 3161") }
    defer { TS_RESP_free(parsed) }
    guard let info = TS_RESP_get_tst_info(parsed) else { throw TimeStampMistake("the authority refused: \(SystemTimeStamps.status(of: parsed))") }
    let at = try SystemTimeStamps.time(of: info)
    try verify(parsed, digest, trust, at)
    if let nonce {
      var answered: UInt64 = 0
      guard let number = TS_TST_INFO_get_nonce(info), ASN1_INTEGER_get_uint64(&answered, number) == 1, answered == nonce else {
        throw TimeStampMistake("the response is to another request: its nonce is another")
      }
    }
    return at
  }

  private func verify(_ response: OpaquePointer, _ digest: ContentDigest, _ trust: String?, _ at: Instant) throws {
    guard let context = TS_VERIFY_CTX_new() else { throw TimeStampMistake("libcrypto verifies nothing") }
    defer { TS_VERIFY_CTX_free(context) }
    // The context frees what it is given.
    guard let copy = CRYPTO_malloc(digest.bytes.count, nil, 0) else { throw TimeStampMistake("out of memory") }
    copy.copyMemory(from: digest.bytes, byteCount: digest.bytes.count)
    TS_VERIFY_CTX_set_imprint(context, copy.assumingMemoryBound(to: UInt8.self), Int(digest.bytes.count))
    var flags = Self.version | Self.imprint
    if let trust {
      guard let store = X509_STORE_new() else { throw TimeStampMistake("out of memory") }
      guard X509_STORE_load_file(store, trust) == 1 else {
        X509_STORE_free(store)
        throw TimeStampMistake("no certificates can be read from \(trust)")
      }
      // A stamp is as good as its certificate was when it was made, however long ago that is.
      if let parameters = X509_STORE_get0_param(store) { X509_VERIFY_PARAM_set_time(parameters, time_t(at.seconds)) }
      TS_VERIFY_CTX_set_store(context, store)
      flags |= Self.signature
    }
    TS_VERIFY_CTX_set_flags(context, flags)
    ERR_clear_error()
    guard TS_RESP_verify_response(context, response) == 1 else {
      throw TimeStampMistake("it does not verify: \(CryptoErrors.last())")
    }
  }

  // Of <openssl/ts.h>, whose macros Swift does not see.
  private static let signature: Int32 = 1 << 0
  private static let version: Int32 = 1 << 1
  private static let imprint: Int32 = 1 << 3

  private static func time(of info: OpaquePointer) throws -> Instant {
    var parts = tm()
    guard let time = TS_TST_INFO_get_time(info), ASN1_TIME_to_tm(time, &parts) == 1 else { throw TimeStampMistake("the stamp has no time") }
    return Instant(seconds: Int64(timegm(&parts)))
  }

  private static func status(of response: OpaquePointer) -> String {
    guard let info = TS_RESP_get_status_info(response), let status = TS_STATUS_INFO_get0_status(info) else { return "it says nothing" }
    let words = ["granted", "granted with changes", "rejection", "waiting", "revocation warning", "revoked"]
    let number = ASN1_INTEGER_get(status)
    return words.indices.contains(number) ? words[number] : "status \(number)"
  }
}

/// What libcrypto says went wrong last.
enum CryptoErrors {
  static func last() -> String {
    var text = [CChar](repeating: 0, count: 256)
    let code = ERR_peek_last_error()
    guard code != 0 else { return "no reason given" }
    ERR_error_string_n(code, &text, text.count)
    let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // error:10800069:time stamp routines::message imprint mismatch
    return words.split(separator: ":").last.map(String.init) ?? words
  }
}
