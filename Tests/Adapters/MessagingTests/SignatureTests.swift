import Foundation
import Messaging
import Operations
import Primitives
import Testing

@Suite struct SignatureTests {
  private let maker = SystemSignatures()
  private let body = Array(#"{"test": 2432232314}"#.utf8)

  /// The values of the reference libraries' tests: standard-webhooks/standard-webhooks, libraries/go,
  /// webhook_symmetric_test.go and webhook_asymmetric_test.go.
  @Test(arguments: [
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=", "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="),
  ])
  func signsLikeTheReferenceLibraries(_ secret: String, _ signature: String) throws {
    let known = try #require(WebhookSecret(secret))
    #expect(known.text == secret)
    let headers = try WebhookSignature.headers(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: 1_614_265_330, body: body, secrets: [known], maker: maker)
    #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
    #expect(headers.map(\.value) == ["msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", signature])
  }

  @Test func whileTwoSecretsAreInForceBothSign() throws {
    let old = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let new = WebhookSecret(scheme: .hmac, bytes: Array(repeating: 7, count: 32))
    func signature(_ secrets: [WebhookSecret]) throws -> String {
      try WebhookSignature.headers(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: 1_614_265_330, body: body, secrets: secrets, maker: maker)[2].value
    }
    #expect(try signature([new, old]) == "\(try signature([new])) v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    #expect(try signature([new]) != signature([old]))
  }

  /// RFC 8032, section 7.1, test 2.
  @Test func ed25519IsTheOneOfItsRFC() throws {
    let seed: [UInt8] = [
      0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3, 0x46, 0xec, 0x11, 0x4e, 0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab, 0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed,
      0x4f, 0xb8, 0xa6, 0xfb,
    ]
    let secret = WebhookSecret(scheme: .ed25519, bytes: seed)
    #expect(try maker.publicKey(of: secret).prefix(8).map { $0 } == [0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a])
    #expect(try maker.signature(of: [0x72], with: secret).prefix(8).map { $0 } == [0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8])
    #expect(WebhookSecret.publicText(try maker.publicKey(of: secret)) == "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=")
    #expect(throws: (any Error).self) { try maker.signature(of: [1], with: WebhookSecret(scheme: .ed25519, bytes: [1, 2, 3])) }
  }

  @Test func newSecretsAreLongAndDiffer() throws {
    var random = SystemRandomNumberGenerator()
    let (a, b) = (WebhookSecret(.hmac, random: &random), WebhookSecret(.hmac, random: &random))
    #expect(a.bytes.count == 32 && a != b && WebhookSecret(a.text) == a)
    #expect(WebhookSecret("whsec_!") == nil && WebhookSecret("secret") == nil)
  }

  @Test func aSealedSecretOpensWithItsKeyAtItsPlaceOnly() throws {
    let sealer = try KeySealer(key: Array(repeating: 1, count: 32))
    let secret: [UInt8] = Array(0..<32)
    let sealed = try sealer.seal(secret, for: "a")
    #expect(try sealer.open(sealed, for: "a") == secret)
    #expect(sealed.bytes.count == 12 + 32 + 16)
    #expect(try sealer.seal(secret, for: "a") != sealed)
    #expect(Data(sealed.bytes).range(of: Data(secret)) == nil)
    func code(_ body: () throws -> [UInt8]) -> String? { (#expect(throws: Rejection.self) { try body() })?.problems.first?.code.rawValue }
    #expect(code { try sealer.open(sealed, for: "b") } == "webhook.other-key")
    let other = try KeySealer(key: Array(repeating: 2, count: 32))
    #expect(code { try other.open(sealed, for: "a") } == "webhook.other-key")
    for index in [0, 12, 43, 44, 59] {
      var changed = sealed
      changed.bytes[index] ^= 1
      #expect(code { try sealer.open(changed, for: "a") } == "webhook.other-key")
    }
    #expect(code { try sealer.open(SealedSecret(bytes: [1], keyMark: sealer.keyMark), for: "a") } == "webhook.other-key")
    #expect(throws: (any Error).self) { try KeySealer(key: [1, 2]) }
  }
}
