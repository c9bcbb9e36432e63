import HTTPAPI
import Issuer
import Messaging
import Operations
import Primitives
import Testing

/// Signatures as the standards publish them, and each changed by a bit.
@Suite struct TokenSignatureTests {
  struct Published: Sendable {
    var algorithm: TokenAlgorithm
    var key: IssuerKey.Material
    var message: String
    var signature: String
  }

  private static func bytes(_ text: String) -> [UInt8] { Base64URL.bytes(text) ?? [] }

  private static let claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

  static let published: [Published] = [
    // RFC 7515, A.2
    Published(
      algorithm: .rs256,
      key: .rsa(
        modulus: bytes(
          "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
        exponent: bytes("AQAB")),
      message: "eyJhbGciOiJSUzI1NiJ9.\(claims)",
      signature:
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"),
    // RFC 7515, A.3
    Published(
      algorithm: .es256, key: .p256(x: bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"), y: bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")),
      message: "eyJhbGciOiJFUzI1NiJ9.\(claims)", signature: "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
    // RFC 8037, A.4
    Published(
      algorithm: .eddsa, key: .ed25519(bytes("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")), message: "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
      signature: "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"),
  ]

  @Test(arguments: published) func whatTheStandardsPublishIsTaken(_ one: Published) throws {
    let checker = SystemSignatureChecker()
    let (message, signature) = (Array(one.message.utf8), Self.bytes(one.signature))
    #expect(try checker.isSignature(signature, of: message, by: one.key, one.algorithm))
    for bit in [0, signature.count * 4, signature.count * 8 - 1] {
      var changed = signature
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(try !checker.isSignature(changed, of: message, by: one.key, one.algorithm), "bit \(bit)")
    }
    #expect(try !checker.isSignature(signature, of: message + [0], by: one.key, one.algorithm))
    #expect(try !checker.isSignature(signature.dropLast(), of: message, by: one.key, one.algorithm))
    #expect(try !checker.isSignature(signature + [0], of: message, by: one.key, one.algorithm))
    #expect(try !checker.isSignature([], of: message, by: one.key, one.algorithm))
    for other in TokenAlgorithm.allCases where other != one.algorithm { #expect(try !checker.isSignature(signature, of: message, by: one.key, other), "\(other)") }
  }

  /// Signatures with a salt are another each time.
  @Test func signaturesOfEveryKindAreTaken() throws {
    let checker = SystemSignatureChecker()
    for algorithm in TokenAlgorithm.allCases {
      let key = SigningKey("k", algorithm)
      let material = try #require(IssuerKey.set(Self.node(key)).first?.material)
      for count in 0..<40 {
        let message = Array(repeating: UInt8(count), count: count)
        #expect(try checker.isSignature(key.signature(of: message), of: message, by: material, algorithm), "\(algorithm) \(count)")
      }
    }
  }

  @Test func aPointThatIsNotOnTheCurveIsNoKey() throws {
    let nowhere = IssuerKey.Material.p256(x: Array(repeating: 1, count: 32), y: Array(repeating: 1, count: 32))
    #expect(try !SystemSignatureChecker().isSignature(Array(repeating: 1, count: 64), of: [], by: nowhere, .es256))
    #expect(try !SystemSignatureChecker().isSignature(Array(repeating: 0, count: 64), of: [], by: .ed25519(Array(repeating: 255, count: 32)), .eddsa))
  }
}

extension TokenSignatureTests {
  private static func node(_ key: SigningKey) throws -> SourceNode { try JSONReader.read(Array("{\"keys\":[\(key.entry())]}".utf8)) }
}
