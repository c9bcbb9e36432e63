import Charging
import Primitives
import Testing

@testable import ChargingGateway

/// The life of a connection, event by event.
@Suite struct PeerTests {
  private static let start = Instant(seconds: 1_000)

  private func text(_ actions: [PeerConnection.Action]) -> String {
    actions.map { action in
      switch action {
      case .send(let message): "\(message.isRequest ? "ask" : "answer") \(message.command)\(message[268]?.number32.map { " \($0)" } ?? "")"
      case .opened(let peer): "opened \(peer)"
      case .answered(let message): "answered \(message.command)"
      case .charge(let number, let request, let node, let again): node != DiameterNode(host: "peer", realm: "realm") ? "from \(node.host)" : again ? "again" : "charge \(number) \(request.kind.rawValue) \(request.session)#\(request.number)"
      case .close: "close"
      }
    }.joined(separator: ", ")
  }

  private func message(_ command: UInt32, application: UInt32 = 0, _ avps: [AVP]) -> [UInt8] {
    DiameterMessage(command, application: application, isRequest: true, hopByHop: 1, endToEnd: 1, avps: avps).encoded
  }

  private var greeting: [UInt8] { message(257, [AVP(264, "peer"), AVP(296, "realm"), AVP(258, UInt32(4))]) }

  private func ccr(_ kind: UInt32 = 1, _ more: [AVP] = []) -> [UInt8] {
    message(272, application: 4, [AVP(263, "s"), AVP(416, kind), AVP(415, UInt32(7)), AVP(461, "32251@3gpp.org"), AVP(443, [AVP(444, "600")])] + more)
  }

  @Test func greetsChargesAndParts() {
    var peer = PeerConnection(DiameterSettings(), now: Self.start)
    #expect(text(peer.handle(.received(greeting), now: Self.start)) == "answer 257 2001, opened peer" && peer.state == .open)
    #expect(text(peer.handle(.received(ccr()), now: Self.start)) == "charge 1 initial s#7")
    #expect(text(peer.handle(.received(ccr(2)), now: Self.start)) == "charge 2 update s#7")
    // Answers go out as they come, each once.
    #expect(text(peer.handle(.decided(2, ChargingAnswer(.success)), now: Self.start)) == "answer 272 2001")
    #expect(text(peer.handle(.decided(2, ChargingAnswer(.success)), now: Self.start)) == "")
    #expect(text(peer.handle(.decided(1, ChargingAnswer(.userUnknown)), now: Self.start)) == "answer 272 5030")
    #expect(text(peer.handle(.received(ccr()), now: Self.start)) == "charge 3 initial s#7")
    #expect(text(peer.handle(.undecided(3, .busy), now: Self.start)) == "answer 272 3004")
    // A fault passes, and the same may be sent again. What another request has the number of would be answered the same again; it says which
    // attribute is wrong.
    for (number, why, result) in [(4, .failed, 3004), (5, .reused, 5004)] as [(Int, PeerConnection.Undecided, Int)] {
      #expect(text(peer.handle(.received(ccr()), now: Self.start)) == "charge \(number) initial s#7")
      let answered = peer.handle(.undecided(number, why), now: Self.start)
      #expect(text(answered) == "answer 272 \(result)")
      guard case .send(let answer)? = answered.first else { return #expect(Bool(false)) }
      #expect((answer[279] != nil) == (why == .reused))
    }
    #expect(text(peer.handle(.received(message(282, [AVP(264, "peer")])), now: Self.start)) == "answer 282 2001, close")
    #expect(text(peer.handle(.received(greeting), now: Self.start)) == "" && peer.state == .closed)
  }

  /// A peer that says again who it is gets the same answer, and is who it was.
  @Test func saysWhoItIsOnce() {
    var peer = PeerConnection(DiameterSettings(), now: Self.start)
    _ = peer.handle(.received(greeting), now: Self.start)
    #expect(text(peer.handle(.received(greeting), now: Self.start)) == "answer 257 2001")
    let shouted = message(257, [AVP(264, "PEER"), AVP(296, "realm"), AVP(258, UInt32(4))])
    #expect(text(peer.handle(.received(shouted), now: Self.start)) == "answer 257 2001")
    let other = peer.handle(.received(message(257, [AVP(264, "other"), AVP(296, "realm"), AVP(258, UInt32(4))])), now: Self.start)
    #expect(text(other) == "answer 257 5004" && peer.state == .open)
    guard case .send(let refusal)? = other.first else { return #expect(Bool(false)) }
    #expect(refusal[279]?.bytes == AVP(264, "other").encoded)
    // What it asks from then on without saying who it is, the one it was asks.
    #expect(text(peer.handle(.received(ccr()), now: Self.start)) == "charge 1 initial s#7")
  }

  @Test func watchesTheSilent() {
    var peer = PeerConnection(DiameterSettings(), now: Self.start)
    #expect(text(peer.handle(.tick, now: Self.start.adding(seconds: 9))) == "")
    _ = peer.handle(.received(greeting), now: Self.start.adding(seconds: 9))
    #expect(text(peer.handle(.tick, now: Self.start.adding(seconds: 38))) == "")
    #expect(text(peer.handle(.tick, now: Self.start.adding(seconds: 39))) == "ask 280" && peer.state == .doubted)
    let watchdog = DiameterMessage(280, isRequest: false, hopByHop: 1, endToEnd: 1, avps: [AVP(268, UInt32(2001))])
    #expect(text(peer.handle(.received(watchdog.encoded), now: Self.start.adding(seconds: 45))) == "" && peer.state == .open)
    #expect(text(peer.handle(.tick, now: Self.start.adding(seconds: 75))) == "ask 280")
    #expect(text(peer.handle(.tick, now: Self.start.adding(seconds: 104))) == "")
    #expect(text(peer.handle(.tick, now: Self.start.adding(seconds: 105))) == "close")
    var stranger = PeerConnection(DiameterSettings(), now: Self.start)
    #expect(text(stranger.handle(.tick, now: Self.start.adding(seconds: 10))) == "close")
  }

  @Test(arguments: [
    // What is missing or strange is told with its code; the connection stays.
    (272, 4, [AVP(416, UInt32(1))], "answer 272 5005"),
    (272, 4, [AVP(263, "s"), AVP(416, UInt32(9)), AVP(415, UInt32(0)), AVP(461, "c")], "answer 272 5004"),
    (272, 4, [AVP(263, "s"), AVP(416, bytes: [1]), AVP(415, UInt32(0)), AVP(461, "c")], "answer 272 5014"),
    (272, 4, [AVP(263, "s"), AVP(7_777, UInt32(1))], "answer 272 5001"),
    (272, 4, [AVP(263, "s"), AVP(416, UInt32(4)), AVP(415, UInt32(0)), AVP(461, "c")], "answer 272 5005"),
    // Names of hosts and realms are as long as names of domains are: 255 bytes.
    (280, 0, [AVP(264, String(repeating: "h", count: 255)), AVP(296, String(repeating: "r", count: 255))], "answer 280 2001"),
    (280, 0, [AVP(264, String(repeating: "h", count: 256))], "answer 280 5014"),
    (272, 4, [AVP(263, "s"), AVP(296, String(repeating: "r", count: 256))], "answer 272 5014"),
    (272, 5, [], "answer 272 3007"),
    (271, 4, [], "answer 271 3001"),
    (280, 0, [], "answer 280 2001"),
  ] as [(UInt32, UInt32, [AVP], String)])
  func answers(_ command: UInt32, _ application: UInt32, _ avps: [AVP], _ expected: String) {
    var peer = PeerConnection(DiameterSettings(), now: Self.start)
    _ = peer.handle(.received(greeting), now: Self.start)
    #expect(text(peer.handle(.received(message(command, application: application, avps)), now: Self.start)) == expected)
    #expect(peer.state == .open)
  }

  /// What may not be passed over is refused wherever it lies, and named with the groups around it; what is for relays and what may be passed
  /// over is not.
  @Test(arguments: [
    ([AVP(456, [AVP(432, UInt32(10)), AVP(9_999_999, UInt32(5))])], 5001, [456, 9_999_999]),
    ([AVP(456, [AVP(437, [AVP(421, UInt64(1)), AVP(5, vendor: 424_242, bytes: [1])])])], 5001, [456, 437, 5]),
    ([AVP(443, [AVP(444, "600"), AVP(9_999_999, UInt32(5))])], 5001, [443, 9_999_999]), ([AVP(5, vendor: 424_242, bytes: [1])], 5001, [5]),
    ([AVP(456, [AVP(5, vendor: 424_242, isMandatory: false, bytes: [1]), AVP(21, vendor: 10_415, bytes: [6])])], nil, []),
    ([AVP(284, [AVP(280, "relay"), AVP(33, bytes: [1]), AVP(9_999_999, UInt32(5))])], nil, []),
  ] as [([AVP], UInt32?, [UInt32])])
  func whatMayNotBePassedOverIsRefusedInGroups(_ avps: [AVP], _ result: UInt32?, _ failed: [UInt32]) throws {
    var peer = PeerConnection(DiameterSettings(), now: Self.start)
    _ = peer.handle(.received(greeting), now: Self.start)
    let actions = peer.handle(.received(ccr(1, avps)), now: Self.start)
    guard let result else { return #expect(text(actions) == "charge 1 initial s#7") }
    #expect(text(actions) == "answer 272 \(result)")
    guard case .send(let answer)? = actions.first else { return }
    var (room, inner, codes) = (50, answer[279], [UInt32]())
    for depth in 1...failed.count {
      inner = try inner?.group(&room, depth: depth).first
      codes.append(inner?.code ?? 0)
    }
    #expect(codes == failed)
  }

  /// What is for another realm, host or application is not charged here; one that nobody has named takes what comes.
  @Test(arguments: [
    ([AVP(283, "florin.example")], "charge 1 initial s#7"), ([AVP(283, "Florin.Example"), AVP(293, "OCS.florin.example"), AVP(258, UInt32(4))], "charge 1 initial s#7"),
    ([AVP(283, "elsewhere.example")], "answer 272 3003"), ([AVP(283, bytes: [0xFF])], "answer 272 3003"), ([AVP(283, "florin.example"), AVP(293, "other.florin.example")], "answer 272 3002"),
    ([AVP(283, "florin.example"), AVP(258, UInt32(16_777_238))], "answer 272 3007"), ([AVP(258, bytes: [4])], "answer 272 5014"),
  ] as [([AVP], String)])
  func whatIsForOthersIsNotCharged(_ avps: [AVP], _ expected: String) {
    var peer = PeerConnection(DiameterSettings(originHost: "ocs.florin.example", originRealm: "florin.example"), now: Self.start)
    _ = peer.handle(.received(greeting), now: Self.start)
    #expect(text(peer.handle(.received(ccr(1, avps)), now: Self.start)) == expected)
    // Whoever watches or leaves says no destination that counts.
    #expect(text(peer.handle(.received(message(280, [AVP(264, "peer"), AVP(283, "elsewhere.example")])), now: Self.start)) == "answer 280 2001")
    var unnamed = PeerConnection(DiameterSettings(), now: Self.start)
    _ = unnamed.handle(.received(greeting), now: Self.start)
    if expected.hasSuffix("3003") || expected.hasSuffix("3002") { #expect(text(unnamed.handle(.received(ccr(1, avps)), now: Self.start)) == "charge 1 initial s#7") }
  }

  /// What comes through a relay is from whoever stands behind it; answers to what was told are handed on.
  @Test func knowsWhoAsks() {
    var peer = PeerConnection(DiameterSettings(), address: [10, 40, 0, 1], now: Self.start)
    guard case .send(let cea)? = peer.handle(.received(greeting), now: Self.start).first else {
      Issue.record("no answer")
      return
    }
    #expect(cea[257]?.bytes == [0, 1, 10, 40, 0, 1])
    var repeated = ccr()
    repeated[4] |= 0x10
    #expect(text(peer.handle(.received(repeated), now: Self.start)) == "again")
    #expect(text(peer.handle(.received(ccr(1, [AVP(264, "pgw"), AVP(296, "other")])), now: Self.start)) == "from pgw")
    func answer(_ command: UInt32, _ avps: [AVP]) -> [UInt8] { DiameterMessage(command, application: 4, isRequest: false, hopByHop: 1, endToEnd: 1, avps: avps).encoded }
    #expect(text(peer.handle(.received(answer(258, [AVP(268, UInt32(2002))])), now: Self.start)) == "answered 258")
    #expect(text(peer.handle(.received(answer(274, [])), now: Self.start)) == "answered 274")
    #expect(text(peer.handle(.received(answer(272, [AVP(268, UInt32(2001))])), now: Self.start)) == "")
    // An answer that cannot be read is none.
    var cut = answer(258, [AVP(268, UInt32(2002))])
    cut[27] = 40
    #expect(text(peer.handle(.received(cut), now: Self.start)) == "" && peer.state == .open)
  }

  /// An answer that refuses a CCR says which it was, as one that grants does.
  @Test func aRefusalSaysWhatItAnswers() {
    var peer = PeerConnection(DiameterSettings(), now: Self.start)
    _ = peer.handle(.received(greeting), now: Self.start)
    func answered(_ actions: [PeerConnection.Action]) -> [UInt32?] {
      guard case .send(let answer)? = actions.first else { return [] }
      return [268, 258, 416, 415].map { answer[$0]?.number32 }
    }
    #expect(answered(peer.handle(.received(ccr(9)), now: Self.start)) == [5004, 4, 9, 7])
    #expect(answered(peer.handle(.received(ccr(4)), now: Self.start)) == [5005, 4, 4, 7])
    #expect(answered(peer.handle(.received(ccr(2, [AVP(9_999_999, UInt32(1))])), now: Self.start)) == [5001, 4, 2, 7])
    #expect(text(peer.handle(.received(ccr(2)), now: Self.start)) == "charge 1 update s#7")
    #expect(answered(peer.handle(.undecided(1, .reused), now: Self.start)) == [5004, 4, 2, 7])
    // What did not come, or is no number, is not said; nor is it of other commands.
    #expect(answered(peer.handle(.received(message(272, application: 4, [AVP(263, "s"), AVP(416, bytes: [1])])), now: Self.start)) == [5014, 4, nil, nil])
    #expect(answered(peer.handle(.received(message(271, application: 4, [AVP(263, "s"), AVP(416, UInt32(1))])), now: Self.start)) == [3001, nil, nil, nil])
  }
}
