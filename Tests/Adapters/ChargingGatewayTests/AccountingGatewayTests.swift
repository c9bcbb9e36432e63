import Charging
import Operations
import Primitives
import Seeds
import Testing

@testable import ChargingGateway

/// RADIUS accounting, datagram by datagram.
@Suite struct AccountingGatewayTests {
  static let start = Instant(seconds: 1_772_323_200)
  static let secret = RadiusSecret("testing123")
  static let nas = RadiusEndpoint("10.40.0.7", 40_000)

  private static func settings(_ onExhaustion: RadiusClient.OnExhaustion = .disconnect, _ services: [RadiusService] = [RadiusService("data", .octets)]) -> RadiusSettings {
    RadiusSettings(
      clients: [
        RadiusClient(name: "wide", network: Network("10.0.0.0/8")!, secret: RadiusSecret("other")),
        RadiusClient(name: "bras", network: Network("10.40.0.0/24")!, secret: secret, onExhaustion: onExhaustion),
      ], services: services)
  }

  private static func request(_ status: UInt32, _ more: [RadiusAttribute] = [], identifier: UInt8 = 1, session: String = "a-1") -> [UInt8] {
    let packet = RadiusPacket(
      4, identifier: identifier, attributes: [RadiusAttribute(40, status), RadiusAttribute(44, session), RadiusAttribute(1, "600"), RadiusAttribute(32, "nas/1")] + more)
    return secret.signed(packet)!.encoded
  }

  private static func text(_ actions: [AccountingGateway.Action]) -> String {
    actions.map { action in
      switch action {
      case .send(let bytes, let to): "send \(bytes[0])#\(bytes[1]) to \(to.port)"
      case .charge(let number, let request):
        "charge \(number) \(request.kind.rawValue) \(request.session) \(request.subject) "
          + request.services.map { "\($0.service):\($0.used)\($0.requested.map { "/\($0)" } ?? "")" }.joined(separator: " ")
      case .reclaim(let number, let prefix, let before): "reclaim \(number) \(prefix) before \(before.seconds - start.seconds)"
      case .count(let outcome): outcome.rawValue
      }
    }.joined(separator: ", ")
  }

  private static func answer(_ result: ChargingResult, granted: Int64? = nil) -> ChargingAnswer {
    ChargingAnswer(result, services: [ServiceAnswer(ratingGroup: 0, service: "data", result, granted: granted)])
  }

  @Test func answersWhatIsDecided() {
    var gateway = AccountingGateway(Self.settings())
    func say(_ event: AccountingGateway.Event) -> String { Self.text(gateway.handle(event, now: Self.start)) }
    #expect(say(.received(Self.request(1), from: Self.nas)) == "charge 1 initial radius:bras/nas%2F1/a-1 600 data:0")
    // The same again while it is being decided, and afterwards.
    #expect(say(.received(Self.request(1), from: Self.nas)) == "repeated")
    #expect(say(.decided(1, Self.answer(.success, granted: 1_000))) == "send 5#1 to 40000, answered")
    #expect(say(.received(Self.request(1), from: Self.nas)) == "send 5#1 to 40000, repeated")
    #expect(say(.decided(1, Self.answer(.success))) == "")
    // From another port, with another identifier, with another delay: another packet, which charging knows.
    #expect(say(.received(Self.request(1), from: RadiusEndpoint("10.40.0.7", 5))) == "charge 2 initial radius:bras/nas%2F1/a-1 600 data:0")
    #expect(say(.received(Self.request(1, identifier: 2), from: Self.nas)) == "charge 3 initial radius:bras/nas%2F1/a-1 600 data:0")
    #expect(say(.received(Self.request(1, [RadiusAttribute(41, UInt32(5))]), from: Self.nas)) == "charge 4 initial radius:bras/nas%2F1/a-1 600 data:0")
    // What could not be decided is not answered; it comes again and is decided then.
    #expect(say(.undecided(4)) == "unrecorded")
    #expect(say(.received(Self.request(1, [RadiusAttribute(41, UInt32(5))]), from: Self.nas)).hasPrefix("charge 5 initial"))
    // After half a minute the answer is forgotten; charging still knows it.
    for _ in 1...29 { #expect(say(.tick) == "") }
    #expect(say(.received(Self.request(1), from: Self.nas)).hasPrefix("send 5#1"))
    #expect(say(.tick) == "" && say(.received(Self.request(1), from: Self.nas)).hasPrefix("charge 6"))
  }

  /// A server that sends by another way, whose secret is another one, tells of the same session.
  @Test func aClientHasSeveralNetworks() {
    let other = RadiusSecret("another")
    var gateway = AccountingGateway(
      RadiusSettings(clients: [
        RadiusClient(name: "bras", network: Network("10.40.0.0/24")!, secret: Self.secret), RadiusClient(name: "bras", network: Network("10.41.0.1")!, secret: other),
      ]))
    #expect(Self.text(gateway.handle(.received(Self.request(1), from: Self.nas), now: Self.start)) == "charge 1 initial radius:bras/nas%2F1/a-1 600 data:0")
    let packet = RadiusPacket(
      4, identifier: 2, attributes: [RadiusAttribute(40, UInt32(3)), RadiusAttribute(44, "a-1"), RadiusAttribute(1, "600"), RadiusAttribute(32, "nas/1"), RadiusAttribute(42, UInt32(7))])
    let second = gateway.handle(.received(other.signed(packet)!.encoded, from: RadiusEndpoint("10.41.0.1", 9)), now: Self.start)
    #expect(Self.text(second) == "charge 2 update radius:bras/nas%2F1/a-1 600 data:7")
  }

  @Test func reads() {
    let octets = [RadiusAttribute(42, UInt32(5)), RadiusAttribute(52, UInt32(1)), RadiusAttribute(43, UInt32(7)), RadiusAttribute(53, UInt32(2)), RadiusAttribute(46, UInt32(90))]
    let all = RadiusService.Counter.allCases.map { RadiusService($0.rawValue, $0) }
    var gateway = AccountingGateway(Self.settings(.disconnect, all))
    let actions = gateway.handle(.received(Self.request(3, octets + [RadiusAttribute(41, UInt32(4))]), from: Self.nas), now: Self.start)
    #expect(Self.text(actions) == "charge 1 update radius:bras/nas%2F1/a-1 600 octets:12884901900 input-octets:4294967301 output-octets:8589934599 seconds:90")
    guard case .charge(_, let delayed)? = actions.first else { return #expect(Bool(false)) }
    #expect(delayed.at == Self.start.adding(seconds: -4) && delayed.running == RunningCount(begunAt: nil, saidAt: delayed.at, heardAt: delayed.at))
    // With a time of its own; not with one of a clock that was never set.
    for (stamp, at, begun) in [(1_772_323_000, 1_772_323_000, 1_772_322_910), (77, 1_772_323_200, nil)] as [(UInt32, Int64, Int64?)] {
      let stamped = gateway.handle(.received(Self.request(2, octets + [RadiusAttribute(55, stamp)]), from: Self.nas), now: Self.start)
      guard case .charge(_, let request)? = stamped.first else { return #expect(Bool(false)) }
      #expect(request.at == Instant(seconds: at) && request.running?.begunAt == begun.map { Instant(seconds: $0) } && request.kind == .terminate)
      #expect(request.services.allSatisfy { $0.requested == 0 } && request.running?.heardAt == Self.start)
    }
    #expect(Self.text(gateway.handle(.received(Self.request(7), from: Self.nas), now: Self.start)) == "reclaim 4 radius:bras/nas%2F1/ before 0")
    #expect(Self.text(gateway.handle(.reclaimed(4), now: Self.start)) == "send 5#1 to 40000, answered")
    #expect(Self.text(gateway.handle(.received(Self.request(8, [RadiusAttribute(41, UInt32(9))]), from: Self.nas), now: Self.start)) == "reclaim 5 radius:bras/nas%2F1/ before -9")
    // Tunnels are nothing that is charged.
    #expect(Self.text(gateway.handle(.received(Self.request(9), from: Self.nas), now: Self.start)) == "send 5#1 to 40000, answered")
  }

  /// A server that counts in 32 bits, without Gigawords: whoever looks at the measures sees that there is one.
  @Test func countersThatFallAreCounted() {
    var gateway = AccountingGateway(Self.settings())
    func fell(_ status: UInt32, _ octets: UInt32, lasted: UInt32?, session: String = "a-1", stamp: UInt32? = nil) -> Bool {
      let more = [RadiusAttribute(42, octets)] + (lasted.map { [RadiusAttribute(46, $0)] } ?? []) + (stamp.map { [RadiusAttribute(55, $0)] } ?? [])
      return gateway.handle(.received(Self.request(status, more, session: session), from: Self.nas), now: Self.start).contains(.count(.counterFell))
    }
    // Four gigabytes, then six, of which 1,705,032,704 are left: 6,000,000,000 less 2^32.
    #expect(!fell(3, 4_000_000_000, lasted: 600) && fell(3, 1_705_032_704, lasted: 1_200))
    // From there on it rises; one that is overtaken is no fall, nor is the same again, nor one that does not say how long it lasted.
    #expect(!fell(3, 3_000_000_000, lasted: 1_800) && !fell(3, 3_999_999_999, lasted: 610) && !fell(3, 2_000_000_000, lasted: 1_800))
    #expect(!fell(3, 3_000_000_000, lasted: 1_900) && !fell(3, 5, lasted: nil))
    #expect(!fell(3, 9, lasted: 60, session: "a-2") && fell(2, 8, lasted: 70, session: "a-2") && !fell(3, 1, lasted: 90, session: "a-2"))
    // The name is used again, by a session that lasts longer.
    #expect(!fell(3, 9, lasted: 60, session: "a-3", stamp: 1_772_320_000) && !fell(3, 8, lasted: 90, session: "a-3", stamp: 1_772_323_000))
    #expect(!fell(1, 0, lasted: nil, session: "a-3"))
    var few = FallingCounters(most: 2)
    func told(_ name: String, _ used: Int64, _ lasted: UInt32) -> Bool {
      few.fall(ChargingRequest(session: name, kind: .update, subject: "", at: Self.start, services: [ServiceUnits(service: "data", used: used)]), lasted: lasted)
    }
    for name in ["a", "b", "c", "d", "e"] { #expect(!told(name, 9, 60)) }
    // The oldest are forgotten.
    #expect(!told("a", 8, 70) && told("e", 8, 70))
  }

  /// Proxies get back what they put in, in its order.
  @Test func proxiesAreAnswered() throws {
    var gateway = AccountingGateway(Self.settings())
    let bytes = Self.request(1, [RadiusAttribute(33, "one"), RadiusAttribute(33, "two")])
    _ = gateway.handle(.received(bytes, from: Self.nas), now: Self.start)
    guard case .send(let sent, _)? = gateway.handle(.decided(1, Self.answer(.success)), now: Self.start).first else { return #expect(Bool(false)) }
    let response = try #require(RadiusPacket(sent))
    #expect(response.attributes == [RadiusAttribute(33, "one"), RadiusAttribute(33, "two")])
    #expect(Self.secret.isGenuine(response, to: try #require(RadiusPacket(bytes))))
  }

  @Test(arguments: [
    (Self.request(1), RadiusEndpoint("192.0.2.1", 9), "unknown-client"), (Self.request(1), RadiusEndpoint("no address", 9), "unknown-client"),
    // Known, with another secret.
    (Self.request(1), RadiusEndpoint("10.41.0.1", 9), "wrong-authenticator"),
    (Array(Self.request(1).dropLast()), Self.nas, "malformed"), ([], Self.nas, "malformed"),
    (RadiusPacket(4, identifier: 1, attributes: [RadiusAttribute(40, UInt32(1)), RadiusAttribute(44, "a-1")]).encoded, Self.nas, "wrong-authenticator"),
    (RadiusPacket(1, identifier: 1).encoded, Self.nas, "unexpected"), (RadiusPacket(41, identifier: 1).encoded, Self.nas, "unexpected"),
    // No status, no session, no number, a number that cannot be.
    (Self.secret.signed(RadiusPacket(4, identifier: 1, attributes: [RadiusAttribute(44, "a-1")]))!.encoded, Self.nas, "malformed"),
    (Self.secret.signed(RadiusPacket(4, identifier: 1, attributes: [RadiusAttribute(40, UInt32(1))]))!.encoded, Self.nas, "malformed"),
    (Self.request(2, [RadiusAttribute(42, bytes: [1])]), Self.nas, "malformed"), (Self.request(2, [RadiusAttribute(52, UInt32.max)]), Self.nas, "malformed"),
  ] as [([UInt8], RadiusEndpoint, String)])
  func whatIsNotAsItMustBeIsNotAnswered(_ bytes: [UInt8], _ from: RadiusEndpoint, _ expected: String) {
    var gateway = AccountingGateway(Self.settings())
    #expect(Self.text(gateway.handle(.received(bytes, from: from), now: Self.start)) == expected)
  }

  /// Whatever was decided is durable: what could not be charged is written down.
  @Test(arguments: [
    (2, ChargingResult.success, "send 5#1 to 40000, answered"), (2, .notApplicable, "send 5#1 to 40000, answered"), (2, .ratingFailed, "send 5#1 to 40000, answered"),
    (2, .userUnknown, "send 5#1 to 40000, answered"), (2, .serviceDenied, "send 5#1 to 40000, answered"), (1, .userUnknown, "send 5#1 to 40000, answered"), (3, .ratingFailed, "send 5#1 to 40000, answered"),
    // What may not be used is ended.
    (1, .serviceDenied, "send 5#1 to 40000, answered, send 40#1 to 3799, disconnect-asked"), (3, .serviceDenied, "send 5#1 to 40000, answered, send 40#1 to 3799, disconnect-asked"),
  ] as [(UInt32, ChargingResult, String)])
  func refusals(_ status: UInt32, _ result: ChargingResult, _ expected: String) {
    var gateway = AccountingGateway(Self.settings())
    _ = gateway.handle(.received(Self.request(status), from: Self.nas), now: Self.start)
    #expect(Self.text(gateway.handle(.decided(1, Self.answer(result)), now: Self.start)) == expected)
  }

  // MARK: - When nothing is left

  private struct Line {
    var gateway: AccountingGateway
    var number = 0
    /// How far the gateway's own clock is.
    var clock: Int64 = 0
    var sent: [RadiusPacket] = []

    /// What is said so many seconds after the beginning of all, of a session that had lasted so long.
    mutating func told(_ status: UInt32, _ result: ChargingResult, granted: Int64? = nil, at: Int64?, lasted: UInt32? = nil) -> String {
      number += 1
      let stamp = at.map { [RadiusAttribute(55, UInt32(start.seconds + $0))] } ?? []
      let more = [RadiusAttribute(41, UInt32(number))] + stamp + (lasted.map { [RadiusAttribute(46, $0)] } ?? [])
      _ = gateway.handle(.received(AccountingGatewayTests.request(status, more, identifier: 9), from: nas), now: start.adding(seconds: clock))
      return say(.decided(number, AccountingGatewayTests.answer(result, granted: granted)))
    }

    /// An interim that is answered so.
    mutating func interim(_ result: ChargingResult, granted: Int64? = nil, session: String = "a-1", status: UInt32 = 3) -> String {
      number += 1
      let more = [RadiusAttribute(41, UInt32(number)), RadiusAttribute(8, bytes: [10, 1, 1, 1])]
      _ = gateway.handle(.received(AccountingGatewayTests.request(status, more, identifier: 9, session: session), from: nas), now: start)
      return say(.decided(number, AccountingGatewayTests.answer(result, granted: granted)))
    }

    mutating func say(_ event: AccountingGateway.Event) -> String {
      let actions = gateway.handle(event, now: start)
      for case .send(let bytes, let to) in actions where to.port == 3_799 { if let packet = RadiusPacket(bytes) { sent.append(packet) } }
      return text(actions.filter { if case .send(let bytes, _) = $0 { bytes[0] != 5 } else { $0 != .count(.answered) } })
    }

    mutating func network(_ code: UInt8, to order: RadiusPacket, port: Int = 3_799, secret: RadiusSecret = secret) -> String {
      say(.received(secret.signed(RadiusPacket(code, identifier: order.identifier), to: order)!.encoded, from: RadiusEndpoint(nas.address, port)))
    }
  }

  @Test func theNetworkEndsWhatIsExhausted() throws {
    var line = Line(gateway: AccountingGateway(Self.settings()))
    #expect(line.interim(.success, granted: 5) == "")
    #expect(line.interim(.creditLimitReached) == "send 40#1 to 3799, disconnect-asked")
    let order = try #require(line.sent.first)
    #expect(order.attributes.map(\.type) == [44, 1, 32, 8, 55, 80] && order[44]?.text == "a-1" && order[55]?.number == 1_772_323_200)
    #expect(Self.secret.isGenuine(order))
    // Not twice while it waits; again after 2, 4, 8 and 16 seconds, the same bytes; then it is given up.
    #expect(line.interim(.creditLimitReached) == "")
    let told = (1...70).map { _ in line.say(.tick) }
    #expect(told.enumerated().filter { !$0.element.isEmpty }.map { "\($0.offset + 1) \($0.element)" } == ["2 send 40#1 to 3799", "6 send 40#1 to 3799", "14 send 40#1 to 3799", "30 send 40#1 to 3799", "62 unanswered"])
    #expect(line.sent.allSatisfy { $0 == order })
    // The next interim asks anew. An answer counts once, from where it was sent to, with the secret.
    #expect(line.interim(.creditLimitReached) == "send 40#2 to 3799, disconnect-asked")
    let again = try #require(line.sent.last)
    #expect(line.network(41, to: again, secret: RadiusSecret("other")) == "wrong-authenticator")
    #expect(line.network(41, to: again, port: 3_800) == "unexpected" && line.network(44, to: again) == "unexpected")
    #expect(line.network(41, to: again) == "disconnect-accepted" && line.network(41, to: again) == "unexpected")
    for _ in 1...70 { #expect(line.say(.tick) == "") }
    // Refused: the next interim asks again; the Stop ends it.
    #expect(line.interim(.creditLimitReached) == "send 40#3 to 3799, disconnect-asked")
    #expect(line.network(42, to: try #require(line.sent.last)) == "disconnect-refused")
    #expect(line.interim(.creditLimitReached) == "send 40#4 to 3799, disconnect-asked")
    #expect(line.interim(.success, status: 2) == "" && line.say(.tick) == "" && line.say(.tick) == "")
  }

  @Test func theNetworkChangesWhatIsExhausted() throws {
    let change = RadiusAttribute(11, "top-up")
    var line = Line(gateway: AccountingGateway(Self.settings(.change([change]))))
    #expect(line.interim(.creditLimitReached) == "send 43#1 to 3799, change-asked")
    #expect(line.sent.last?[11] == change)
    #expect(line.network(44, to: try #require(line.sent.last)) == "change-accepted")
    // Changed is changed, until something is granted again.
    #expect(line.interim(.creditLimitReached) == "" && line.interim(.success, granted: 4) == "")
    #expect(line.interim(.creditLimitReached) == "send 43#2 to 3799, change-asked")
    // Who cannot change it must end it.
    #expect(line.network(45, to: try #require(line.sent.last)) == "change-refused, send 40#3 to 3799, disconnect-asked")
    #expect(line.sent.last?[11] == nil)
    var silent = Line(gateway: AccountingGateway(Self.settings(.nothing)))
    #expect(silent.interim(.creditLimitReached) == "")
  }

  /// What may not be used is not changed but ended, also when it was changed for want of money; whom nobody knows, or nobody can charge, is let be.
  @Test func theNetworkEndsWhatIsDenied() throws {
    var line = Line(gateway: AccountingGateway(Self.settings(.change([RadiusAttribute(11, "top-up")]))))
    #expect(line.interim(.creditLimitReached) == "send 43#1 to 3799, change-asked")
    #expect(line.interim(.serviceDenied) == "send 40#2 to 3799, disconnect-asked")
    // Once while it waits, and the change waits no more.
    #expect(line.interim(.serviceDenied) == "" && line.network(44, to: line.sent[0]) == "unexpected")
    #expect(line.say(.tick) == "" && line.say(.tick) == "send 40#2 to 3799")
    #expect(line.network(41, to: line.sent[1]) == "disconnect-accepted")
    #expect(line.interim(.creditLimitReached) == "send 43#3 to 3799, change-asked")
    #expect(line.network(44, to: try #require(line.sent.last)) == "change-accepted")
    #expect(line.interim(.serviceDenied) == "send 40#4 to 3799, disconnect-asked")
    var silent = Line(gateway: AccountingGateway(Self.settings(.nothing)))
    #expect(silent.interim(.serviceDenied) == "")
    // Of all of it: the subscription is not active; or no balance pays, which says nothing of the use.
    for (isUseDenied, expected) in [(true, "send 5#1 to 40000, answered, send 40#1 to 3799, disconnect-asked"), (false, "send 5#1 to 40000, answered")] {
      var gateway = AccountingGateway(Self.settings())
      _ = gateway.handle(.received(Self.request(1), from: Self.nas), now: Self.start)
      var answer = ChargingAnswer(.serviceDenied)
      answer.isUseDenied = isUseDenied
      #expect(Self.text(gateway.handle(.decided(1, answer), now: Self.start)) == expected)
    }
  }

  /// An end that comes late, or again, of a session that had the name before leaves alone what the network is told of the one that has it.
  @Test(arguments: [RadiusClient.OnExhaustion.disconnect, .change([RadiusAttribute(11, "top-up")])])
  func onlyItsOwnEndDropsAnOrder(_ onExhaustion: RadiusClient.OnExhaustion) throws {
    let ask = onExhaustion == .disconnect ? "send 40#1 to 3799, disconnect-asked" : "send 43#1 to 3799, change-asked"
    let again = ask.prefix { $0 != "," }
    var line = Line(gateway: AccountingGateway(Self.settings(onExhaustion)))
    #expect(line.told(1, .success, granted: 5, at: 100) == "" && line.told(3, .creditLimitReached, at: 160, lasted: 60) == ask)
    // Told at that time, with and without how long it lasted, by a server that says when; and its own, told before the last that is known of it.
    for (at, lasted) in [(50, 40), (99, 99), (50, nil), (158, nil), (130, 30)] as [(Int64, UInt32?)] { #expect(line.told(2, .success, at: at, lasted: lasted) == "") }
    #expect(line.say(.tick) == "" && line.say(.tick) == again)
    // Another interim is not another session, and its end is its end.
    #expect(line.told(3, .creditLimitReached, at: 220, lasted: 121) == "" && line.told(2, .success, at: 200, lasted: 100) == "")
    for _ in 1...3 { #expect(line.say(.tick) == "") }
    #expect(line.say(.tick) == again)
    #expect(line.told(2, .success, at: 220, lasted: 120) == "")
    for _ in 1...70 { #expect(line.say(.tick) == "") }
  }

  /// Without times of its own a network's messages are known by when they came.
  @Test func anEndWithoutATime() {
    var line = Line(gateway: AccountingGateway(Self.settings()))
    line.clock = 1_000
    #expect(line.told(3, .creditLimitReached, at: nil) == "send 40#1 to 3799, disconnect-asked")
    #expect(line.told(2, .success, at: nil) == "")
    for _ in 1...70 { #expect(line.say(.tick) == "") }
  }

  /// Whose end was lost is forgotten when the next one of its name is exhausted, and what was changed of it.
  @Test func anotherSessionIsAskedForAnew() throws {
    var line = Line(gateway: AccountingGateway(Self.settings()))
    #expect(line.told(3, .creditLimitReached, at: 160, lasted: 60) == "send 40#1 to 3799, disconnect-asked")
    #expect(line.told(1, .creditLimitReached, at: 400) == "send 40#2 to 3799, disconnect-asked")
    #expect(line.told(2, .success, at: 200, lasted: 100) == "" && line.say(.tick) == "" && line.say(.tick) == "send 40#2 to 3799")
    #expect(line.told(2, .success, at: 400, lasted: 0) == "")
    for _ in 1...70 { #expect(line.say(.tick) == "") }
    // Of the first it may not be known when it began.
    var unknown = Line(gateway: AccountingGateway(Self.settings()))
    #expect(unknown.told(3, .creditLimitReached, at: 160) == "send 40#1 to 3799, disconnect-asked")
    #expect(unknown.told(1, .creditLimitReached, at: 165) == "" && unknown.told(1, .creditLimitReached, at: 400) == "send 40#2 to 3799, disconnect-asked")
    var changing = Line(gateway: AccountingGateway(Self.settings(.change([RadiusAttribute(11, "top-up")]))))
    #expect(changing.told(3, .creditLimitReached, at: 160, lasted: 60) == "send 43#1 to 3799, change-asked")
    #expect(changing.network(44, to: try #require(changing.sent.last)) == "change-accepted")
    #expect(changing.told(3, .creditLimitReached, at: 170, lasted: 71) == "" && changing.told(2, .success, at: 50, lasted: 40) == "")
    #expect(changing.told(3, .creditLimitReached, at: 180, lasted: 80) == "")
    #expect(changing.told(1, .creditLimitReached, at: 400) == "send 43#2 to 3799, change-asked")
    #expect(changing.network(44, to: try #require(changing.sent.last)) == "change-accepted")
    // Its own end lets go of it.
    #expect(changing.told(2, .success, at: 420, lasted: 20) == "" && changing.told(3, .creditLimitReached, at: 430, lasted: 30) == "send 43#3 to 3799, change-asked")
  }

  @Test func onlySoManyWait() {
    var gateway = AccountingGateway(Self.settings())
    for number in 0..<AccountingGateway.mostWaiting { _ = gateway.handle(.received(Self.request(1, session: "s-\(number)"), from: Self.nas), now: Self.start) }
    #expect(Self.text(gateway.handle(.received(Self.request(1, session: "one more"), from: Self.nas), now: Self.start)) == "too-busy")
    _ = gateway.handle(.undecided(1), now: Self.start)
    #expect(Self.text(gateway.handle(.received(Self.request(1, session: "one more"), from: Self.nas), now: Self.start)).hasPrefix("charge"))
  }

  /// Whatever comes, nobody but who knows the secret is answered or charged, and nothing crashes.
  @Test(arguments: Seed.some) func wildBytes(_ seed: Seed) {
    var random = seed
    var gateway = AccountingGateway(Self.settings())
    let honest = Self.request(3, [RadiusAttribute(42, UInt32(5)), RadiusAttribute(46, UInt32(9)), RadiusAttribute(80, bytes: RadiusPacket.zeros)])
    for _ in 0..<300 {
      var bytes = random.flip() ? honest : (0..<random.number(0...200)).map { _ in UInt8(random.number(0...255)) }
      if !bytes.isEmpty { for _ in 0..<random.number(1...4) { bytes[random.number(0...bytes.count - 1)] = UInt8(random.number(0...255)) } }
      if random.flip() { bytes = Array(bytes.prefix(random.number(0...bytes.count))) }
      if bytes == honest { continue }
      for action in gateway.handle(.received(bytes, from: Self.nas), now: Self.start) {
        guard case .count(let outcome) = action else { return #expect(Bool(false), "\(seed): \(action)") }
        #expect([.malformed, .wrongAuthenticator, .unexpected].contains(outcome), "\(seed)")
      }
      // With the secret, whatever stands in it.
      var wild = RadiusPacket(4, identifier: UInt8(random.number(0...255)))
      for _ in 0..<random.number(0...12) { wild.attributes.append(RadiusAttribute(random.pick([1, 4, 26, 32, 40, 41, 42, 44, 46, 52, 55, 95]), bytes: (0..<random.pick([0, 1, 4, 4, 4, 16])).map { _ in UInt8(random.number(0...255)) })) }
      if let signed = Self.secret.signed(wild) { _ = gateway.handle(.received(signed.encoded, from: Self.nas), now: Self.start) }
    }
  }
}
