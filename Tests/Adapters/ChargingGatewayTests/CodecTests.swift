import Primitives
import Seeds
import Testing

@testable import ChargingGateway

/// Bytes in and out, and bytes that are no message.
@Suite struct CodecTests {
  private func read(_ bytes: [UInt8]) throws -> DiameterMessage {
    var message = try DiameterMessage(head: bytes)
    try message.readAttributes(bytes)
    return message
  }

  /// Every length of value, with a vendor and without, comes back as it was, in whole words.
  @Test(arguments: 0...9, [UInt32(0), 10_415]) func comesBackAsItWas(_ count: Int, _ vendor: UInt32) throws {
    let avp = AVP(443, vendor: vendor, isMandatory: count % 2 == 0, bytes: (0..<count).map { UInt8($0) })
    let message = DiameterMessage(
      272, application: 4, isRequest: true, isProxiable: true, isRetransmitted: count == 3, hopByHop: 7, endToEnd: 9, avps: [avp, AVP(1, UInt32(5)), AVP(2, UInt64(1) << 40)])
    #expect(message.encoded.count % 4 == 0)
    #expect(try DiameterMessage.length(message.encoded) == message.encoded.count)
    #expect(try read(message.encoded) == message)
    #expect(message.avps[1].number32 == 5 && message.avps[2].number64 == 1 << 40 && message.avps[2].number32 == nil)
  }

  @Test(arguments: [
    ([], nil), ([1, 0, 0], nil), ([1, 0, 0, 20], 20), ([1, 0, 1, 0], 256), ([1, 1, 0, 0], 65_536),
    ([2, 0, 0, 20], -1), ([1, 0, 0, 16], -1), ([1, 0, 0, 22], -1), ([1, 1, 0, 4], -1), ([1, 255, 255, 252], -1), ([71, 69, 84, 32], -1),
  ] as [([UInt8], Int?)])
  func lengths(_ head: [UInt8], _ expected: Int?) throws {
    if expected == -1 {
      #expect(throws: DiameterFault.self) { try DiameterMessage.length(head) }
    } else {
      #expect(try DiameterMessage.length(head) == expected)
    }
  }

  /// Whatever bytes come: a message, or a fault; never a crash. Half of them are broken copies of an honest message.
  @Test(arguments: Seed.some) func wildBytesAreRefused(_ seed: Seed) {
    var random = seed
    let control = CreditControl(DiameterSettings())
    let honest = DiameterMessage(
      272, application: 4, isRequest: true, hopByHop: 1, endToEnd: 1,
      avps: [
        AVP(263, "s"), AVP(416, UInt32(1)), AVP(415, UInt32(0)), AVP(461, "32251@3gpp.org"), AVP(443, [AVP(450, UInt32(0)), AVP(444, "600")]),
        AVP(456, [AVP(432, UInt32(10)), AVP(437, [AVP(421, UInt64(1_000))])]),
      ]
    ).encoded
    for _ in 0..<300 {
      var bytes = random.flip() ? honest : (0..<random.number(0...200)).map { _ in UInt8(random.number(0...255)) }
      if !bytes.isEmpty { for _ in 0..<random.number(1...4) { bytes[random.number(0...bytes.count - 1)] = UInt8(random.number(0...255)) } }
      if random.flip() { bytes = Array(bytes.prefix(random.number(0...bytes.count))) }
      var peer = PeerConnection(DiameterSettings(), now: Instant(seconds: 0))
      _ = peer.handle(.received(bytes), now: Instant(seconds: 0))
      if let message = try? read(bytes) { _ = try? control.request(message, now: Instant(seconds: 0)) }
    }
  }

  @Test func groupsLieOnlySoDeep() throws {
    var inner = AVP(432, UInt32(1))
    for _ in 0..<1_000 { inner = AVP(456, [inner]) }
    var room = AVP.mostInMessage
    var group = try AVP.read(inner.encoded[...], room: &room)[0]
    var depth = 0
    #expect(throws: DiameterFault.self) {
      while true {
        depth += 1
        group = try group.group(&room, depth: depth)[0]
      }
    }
    #expect(depth == AVP.deepest + 1)
  }
}
