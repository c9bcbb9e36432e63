import Balances
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
      case .charge(let number, let request, let node): node != DiameterNode(host: "peer", realm: "realm") ? "from \(node.host)" : "charge \(number) \(request.kind.rawValue) \(request.session)#\(request.number)"
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
    // What another request has the number of would be answered the same again; it says which attribute is wrong.
    for (number, why, result) in [(4, .failed, 5012), (5, .reused, 5004)] as [(Int, PeerConnection.Undecided, Int)] {
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

  /// What comes through a relay is from whoever stands behind it; answers to what was told are handed on.
  @Test func knowsWhoAsks() {
    var peer = PeerConnection(DiameterSettings(), address: [10, 40, 0, 1], now: Self.start)
    guard case .send(let cea)? = peer.handle(.received(greeting), now: Self.start).first else {
      Issue.record("no answer")
      return
    }
    #expect(cea[257]?.bytes == [0, 1, 10, 40, 0, 1])
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

  @Test func whatANetworkSaysIsRead() throws {
    let control = CreditControl(DiameterSettings(ratingGroups: [20: "video"]))
    func read(_ kind: UInt32, _ avps: [AVP]) throws -> ChargingRequest {
      let bytes = ccr(kind, avps)
      var message = try DiameterMessage(head: bytes)
      try message.readAttributes(bytes)
      return try control.request(message, now: Self.start)
    }
    let group = [AVP(432, UInt32(20)), AVP(446, [AVP(412, UInt64(3)), AVP(414, UInt64(4))]), AVP(446, [AVP(421, UInt64(5))]), AVP(437, [])]
    let update = try read(2, [AVP(456, group), AVP(456, [AVP(432, UInt32(10)), AVP(437, [AVP(421, UInt64(9))])]), AVP(456, [AVP(432, UInt32(30)), AVP(446, [AVP(420, UInt32(60))])])])
    #expect(update.subject == "600" && update.kind == .update)
    #expect(update.services == [
      ServiceUnits(ratingGroup: 20, service: "video", requested: nil, used: 12), ServiceUnits(ratingGroup: 10, service: "data", requested: 9),
      ServiceUnits(ratingGroup: 30, service: "data", requested: 0, used: 60),
    ])
    let debit = try read(4, [AVP(436, UInt32(0)), AVP(456, [AVP(432, UInt32(10)), AVP(437, [AVP(417, UInt64(2))])])])
    #expect(debit.kind == .debit && debit.services == [ServiceUnits(ratingGroup: 10, service: "data", requested: nil, used: 2)])
    // Without groups, one service of the message itself.
    #expect(try read(1, [AVP(437, [AVP(420, UInt32(60))])]).services == [ServiceUnits(service: "data", requested: 60)])
    // Seconds since 1900; the era ends in 2036.
    #expect(try read(1, [AVP(55, UInt32(2_208_988_800 + 5))]).at == Instant(seconds: 5))
    #expect(try read(1, [AVP(55, UInt32(10))]).at == Instant(seconds: 10 - 2_208_988_800 + (1 << 32)))
  }

  @Test(arguments: [
    (FinalUnitAction.terminate, "449=0"), (.redirect("https://pay.example"), "449=1 434(433=2 435=https://pay.example)"), (.restrict(["slow", "pay"]), "449=2 11=slow 11=pay"),
  ])
  func whatComesAfterTheLastUnitIsSaid(_ action: FinalUnitAction, _ expected: String) throws {
    let control = CreditControl(DiameterSettings())
    let bytes = ccr(1, [AVP(456, [AVP(432, UInt32(10)), AVP(437, [])])])
    var message = try DiameterMessage(head: bytes)
    try message.readAttributes(bytes)
    let request = try control.request(message, now: Self.start)
    func members(_ avp: AVP?) throws -> [AVP] {
      var room = 50
      return try #require(avp).group(&room, depth: 1)
    }
    func told(_ granted: Int64) throws -> [AVP] {
      let service = ServiceAnswer(ratingGroup: 10, service: "data", .success, unit: .octets, granted: granted, validitySeconds: 60, isFinal: true, finalAction: action)
      return try members(control.answer(ChargingAnswer(.success, services: [service]), to: request, message)[456])
    }
    func text(_ avps: [AVP]) throws -> String {
      try avps.map { avp in
        if avp.code == 434 { return "434(\(try text(members(avp))))" }
        return "\(avp.code)=\(avp.code == 11 || avp.code == 435 ? avp.text ?? "" : avp.number32.map(String.init) ?? "")"
      }.joined(separator: " ")
    }
    let last = try told(5)
    #expect(try text(members(last.first { $0.code == 430 })) == expected && last.contains { $0.code == 431 })
    // With nothing granted beside it, it comes at once.
    #expect(try !told(0).contains { $0.code == 431 })
  }
}
