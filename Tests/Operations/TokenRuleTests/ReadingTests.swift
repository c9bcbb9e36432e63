import HTTPAPI
import Primitives
import Testing

@testable import Operations

@Suite struct ReadingTests {
  static func json(_ text: String) throws -> SourceNode { try JSONReader.read(Array(text.utf8)) }

  /// RFC 4648, section 10, in the alphabet for addresses and without padding.
  @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{3FF}?>", "z78_Pg")])
  func base64IsReadAndWritten(_ plain: String, _ text: String) {
    #expect(Base64URL.text(Array(plain.utf8)) == text)
    #expect(Base64URL.bytes(text) == Array(plain.utf8))
  }

  @Test(arguments: ["Z", "Zh", "Zm9=", "Zg==", "Zm+v", "Zm/v", "Zm 9", "Zm8\n", "Zm9vZ", "é"]) func aValueHasOneText(_ text: String) { #expect(Base64URL.bytes(text) == nil) }

  @Test func keysThatCannotServeAreLeft() throws {
    let x = Base64URL.text(Array(repeating: 7, count: 32))
    let n = Base64URL.text(Array(repeating: 0xC1, count: 256))
    let set = try IssuerKey.set(
      try Self.json(
        """
        {"keys": [{"kty":"OKP","crv":"Ed25519","x":"\(x)","kid":"a"}, {"kty":"OKP","crv":"Ed25519","x":"\(x)","use":"enc"}, {"kty":"OKP","crv":"X25519","x":"\(x)"},
         {"kty":"oct","k":"\(x)","kid":"a"}, {"kty":"EC","crv":"P-256","x":"\(x)","y":"\(x)","alg":"ES256"}, {"kty":"EC","crv":"P-256","x":"\(x)","y":"AA"},
         {"kty":"EC","crv":"P-384","x":"\(x)","y":"\(x)"}, {"kty":"RSA","n":"\(n)","e":"AQAB","key_ops":["verify"]}, {"kty":"RSA","n":"\(n)","e":"AQAB","key_ops":["encrypt"]},
         {"kty":"RSA","n":"\(n)","e":"AQ"}, {"kty":"RSA","n":"\(n)","e":"Ag"}, {"kty":"RSA","n":"\(x)","e":"AQAB"}, {"kty":"RSA","n":"\(n)","e":"AQAB","alg":"RS512"}, 7, null]}
        """))
    #expect(set.map(\.id) == ["a", nil, nil])
    #expect(set.map(\.algorithm) == [nil, .es256, nil])
    #expect(TokenAlgorithm.allCases.map { algorithm in set.map { $0.fits(algorithm) } } == [[false, false, true], [false, false, true], [false, true, false], [true, false, false]])
    let only = IssuerKey(id: nil, material: .rsa(modulus: [], exponent: []), algorithm: .ps256)
    #expect(TokenAlgorithm.allCases.map { only.fits($0) } == [false, true, false, false])
  }

  @Test(arguments: ["{}", "[]", "7", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","k":"AAAA"}]}"#]) func whatIsNoKeySetIsRefused(_ text: String) {
    let rejection = #expect(throws: Rejection.self) { try IssuerKey.set(try Self.json(text)) }
    #expect(rejection?.problems.map(\.code) == [.noKeySet])
  }

  /// Where a claim is, and what its texts are.
  @Test func claimsAreFoundByNameOrByWay() throws {
    let claims = try TokenClaims(
      try Self.json(
        #"{"iss":"i","sub":"s","exp":1,"scope":"read write","realm_access":{"roles":["a",7,"b"]},"https://x.example/roles":["c"],"a.b":"d","a":{"b":"e"},"n":7,"deep":{"er":{"still":"f"}}}"#),
      path: "")
    let table = [
      ("scope", ["read", "write"]), ("realm_access.roles", ["a", "b"]), ("https://x.example/roles", ["c"]), ("a.b", ["d"]), ("n", []), ("none", []), ("deep.er.still", ["f"]), ("deep.er", []),
      ("realm_access.roles.a", []), ("", []),
    ]
    for (name, texts) in table { #expect(claims.texts(name) == texts, "\(name)") }
  }

  @Test func aCallersNameHidesItsSubject() {
    let name = TokenIdentity.caller(issuer: "corp", subject: "ana@example.com") { _ in String(repeating: "ab", count: 32) }
    #expect(name == "corp/abababababababababababab")
  }
}
