import Operations
import Primitives
import Seeds
import Testing

@testable import ChargingGateway

/// Packets of RADIUS: bytes in and out, and what they are signed with.
@Suite struct RadiusPacketTests {
  @Test(arguments: [0, 1, 16, 253]) func comesBackAsItWas(_ count: Int) throws {
    let packet = RadiusPacket(
      4, identifier: 200, authenticator: (0..<16).map { UInt8($0) }, attributes: [RadiusAttribute(1, bytes: Array(repeating: 0x61, count: count)), RadiusAttribute(42, UInt32(7))])
    #expect(RadiusPacket(packet.encoded) == packet)
    // What lies behind is filling.
    #expect(RadiusPacket(packet.encoded + [0, 0, 0]) == packet)
    #expect(RadiusPacket(Array(packet.encoded.dropLast())) == nil)
    #expect(packet.number(42) == 7 && packet[1]?.number == nil && packet[9] == nil)
  }

  @Test(arguments: [
    [], [4], Array(repeating: 0, count: 19), [4, 1, 0, 19] + RadiusPacket.zeros, [4, 1, 0, 21] + RadiusPacket.zeros, [4, 1, 16, 1] + Array(repeating: 0, count: 4_093),
    [4, 1, 0, 21] + RadiusPacket.zeros + [1], [4, 1, 0, 22] + RadiusPacket.zeros + [1, 0], [4, 1, 0, 22] + RadiusPacket.zeros + [1, 1], [4, 1, 0, 22] + RadiusPacket.zeros + [1, 3],
  ] as [[UInt8]])
  func isNoPacket(_ bytes: [UInt8]) { #expect(RadiusPacket(bytes) == nil) }

  /// Computed with another program (Python's hashlib and hmac) over the same bytes.
  @Test func signsAsOthersDo() throws {
    let secret = RadiusSecret("testing123")
    let request = try #require(secret.signed(RadiusPacket(4, identifier: 7, attributes: [RadiusAttribute(1, "ana"), RadiusAttribute(40, UInt32(1)), RadiusAttribute(44, "a-1")])))
    #expect(hex(request.authenticator) == "90ada4143bbea944269f3248e7f79394")
    #expect(secret.isGenuine(request) && !RadiusSecret("testing124").isGenuine(request))
    let answer = try #require(secret.signed(RadiusPacket(5, identifier: 7), to: request))
    #expect(hex(answer.authenticator) == "8d8e545f15c3ab4885334ba76e9eed1f")
    #expect(secret.isGenuine(answer, to: request) && !RadiusSecret("testing124").isGenuine(answer, to: request))
    let order = try #require(secret.signed(RadiusPacket(40, identifier: 9, attributes: [RadiusAttribute(44, "a-1"), RadiusAttribute(80, bytes: RadiusPacket.zeros)])))
    #expect(hex(order.attributes[1].bytes) == "f1d87bd19a63dd92c1ffc4f0f5be328e" && hex(order.authenticator) == "6804588fdf2dc1e950ca209d91852bce")
    #expect(secret.isGenuine(order))
    #expect("\(secret)" == "a secret" && String(reflecting: secret) == "a secret" && !"\(RadiusClient(name: "n", network: Network("10.0.0.1")!, secret: secret))".contains("testing"))
  }

  /// Any bit turned over makes it somebody else's.
  @Test(arguments: Seed.some.prefix(20)) func oneBitIsEnough(_ seed: Seed) throws {
    var random = seed
    let secret = RadiusSecret("s")
    let request = try #require(
      secret.signed(RadiusPacket(4, identifier: 1, attributes: [RadiusAttribute(1, "ana"), RadiusAttribute(80, bytes: RadiusPacket.zeros), RadiusAttribute(46, UInt32(9))])))
    for _ in 0..<50 {
      var bytes = request.encoded
      bytes[random.number(0...bytes.count - 1)] ^= 1 << UInt8(random.number(0...7))
      if let packet = RadiusPacket(bytes) { #expect(!secret.isGenuine(packet), "\(seed)") }
    }
  }

  @Test func textIsText() {
    #expect(RadiusAttribute(1, "añá").text == "añá")
    for bytes in [[], [0], [0x61, 0], [0x61, 0x0A], [0xFF, 0xFE], [0x7F]] as [[UInt8]] { #expect(RadiusAttribute(1, bytes: bytes).text == nil) }
    let imsi = RadiusAttribute(vendor: 10_415, 1, "214070000000001")
    #expect(imsi.text(vendor: 10_415, 1) == "214070000000001" && imsi.text(vendor: 9, 1) == nil && imsi.text(vendor: 10_415, 2) == nil)
    #expect(RadiusAttribute(26, bytes: [0, 0, 40, 175, 1, 0]).text(vendor: 10_415, 1) == nil && RadiusAttribute(26, bytes: [0, 0, 40, 175, 1, 9, 49]).text(vendor: 10_415, 1) == nil)
  }

  private func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
