import Balances
import Charging
import Primitives
import Testing

@testable import ChargingGateway

/// What a CCR means to charging, and how the answer is said to it.
@Suite struct CreditControlTests {
  private static let start = Instant(seconds: 1_000)

  private func ccr(_ kind: UInt32 = 1, _ more: [AVP] = []) -> [UInt8] {
    let avps = [AVP(263, "s"), AVP(416, kind), AVP(415, UInt32(7)), AVP(461, "32251@3gpp.org"), AVP(443, [AVP(444, "600")])]
    return DiameterMessage(272, application: 4, isRequest: true, hopByHop: 1, endToEnd: 1, avps: avps + more).encoded
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

  private func answered(_ kind: UInt32, _ answer: ChargingAnswer, _ more: [AVP]) throws -> DiameterMessage {
    let control = CreditControl(DiameterSettings())
    let bytes = ccr(kind, more)
    var message = try DiameterMessage(head: bytes)
    try message.readAttributes(bytes)
    return control.answer(answer, to: try control.request(message, now: Self.start), message)
  }

  /// One rating group that is refused ends no session that has others: what is told of the whole, and of the group itself.
  @Test(arguments: [
    // INITIAL: with nothing granted there is no session.
    (1, true, .creditLimitReached, 4012), (1, true, .notApplicable, 4011),
    // UPDATE and TERMINATION: the session goes on, or ends in order.
    (2, true, .creditLimitReached, 2001), (2, true, .notApplicable, 2001), (2, true, .serviceDenied, 2001), (2, true, .ratingFailed, 2001), (3, true, .notApplicable, 2001),
    // Refused as a whole, with no word of any group.
    (2, false, .serviceDenied, 4010), (2, false, .userUnknown, 5030), (2, false, .unknownSession, 5002), (3, false, .unknownSession, 5002), (1, false, .userUnknown, 5030),
  ] as [(UInt32, Bool, ChargingResult, UInt32)])
  func oneRefusedGroupEndsNoSession(_ kind: UInt32, _ isOfGroup: Bool, _ result: ChargingResult, _ expected: UInt32) throws {
    let group = AVP(456, [AVP(432, UInt32(20)), AVP(437, [])])
    let services = isOfGroup ? [ServiceAnswer(ratingGroup: 20, service: "data", result)] : []
    let answer = try answered(kind, ChargingAnswer(result, services: services), [group])
    #expect(answer[268]?.number32 == expected)
    var room = 50
    let said = try answer[456]?.group(&room, depth: 1).first { $0.code == 268 }?.number32
    #expect(said == (isOfGroup ? UInt32(result.rawValue) : nil))
  }

  /// Of an event that is refused, each group is refused: the network delivers none of them.
  @Test func aRefusedEventIsRefusedInEachGroup() throws {
    let groups = [UInt32(10), 20].map { AVP(456, [AVP(432, $0), AVP(437, [AVP(417, UInt64(1))])]) }
    let services = [10, 20].map { ServiceAnswer(ratingGroup: $0, service: "data", .creditLimitReached) }
    let answer = try answered(4, ChargingAnswer(.creditLimitReached, services: services, reason: "why"), [AVP(436, UInt32(0))] + groups)
    var room = 50
    let said = try answer.avps.filter { $0.code == 456 }.map { try $0.group(&room, depth: 1).first { $0.code == 268 }?.number32 }
    #expect(answer[268]?.number32 == 4012 && said == [4012, 4012])
  }

  private func units(_ kind: UInt32, _ avps: [AVP], context: String = "32251@3gpp.org") throws -> [ServiceUnits] {
    let control = CreditControl(DiameterSettings(ratingGroups: [10: "data", 20: "video", 30: "call", 31: "voice", 40: "message"]))
    let message = DiameterMessage(
      272, application: 4, isRequest: true, hopByHop: 1, endToEnd: 1,
      avps: [AVP(263, "s"), AVP(416, kind), AVP(415, UInt32(0)), AVP(461, context), AVP(443, [AVP(444, "600")])] + avps)
    return try control.request(message, now: Self.start).services
  }

  /// The type of what somebody is named by says who it is, not its place in the message.
  @Test func whoUsesItIsNamedInAWrittenOrder() throws {
    func subject(_ named: [AVP], _ order: [SubscriptionType] = SubscriptionType.allCases) throws -> String {
      var settings = DiameterSettings()
      settings.subjects = order
      let message = DiameterMessage(
        272, application: 4, isRequest: true, hopByHop: 1, endToEnd: 1, avps: [AVP(263, "s"), AVP(416, UInt32(1)), AVP(415, UInt32(0)), AVP(461, "c"), AVP(1, "user")] + named)
      return try CreditControl(settings).request(message, now: Self.start).subject
    }
    let named = ["600", "21407", "sip:a@b", "a@b", "own"].enumerated().map { AVP(443, [AVP(450, UInt32($0.offset)), AVP(444, $0.element)]) }
    for order in [named, named.reversed(), [named[1], named[0]]] { #expect(try subject(order) == "600") }
    // Each is taken once those before it are gone.
    let left = try (0..<5).map { try subject(named[$0...].reversed()) }
    #expect(left == ["600", "21407", "sip:a@b", "a@b", "own"])
    #expect(try subject(named, [.imsi, .e164]) == "21407")
    #expect(try subject([named[0]], [.imsi, .e164]) == "600")
    // What is not wanted is nobody; the user's name is better.
    #expect(try subject([named[0]], [.imsi]) == "user")
    #expect(try subject([]) == "user")
    let unsaid = AVP(443, [AVP(444, "unsaid")])
    #expect(try subject([unsaid, named[4]]) == "own")
    #expect(try subject([unsaid]) == "unsaid")
    // In the newer form: an IMSI (661) and a number (660).
    #expect(try subject([AVP(659, [AVP(661, "21407")]), AVP(659, [AVP(660, "600")])]) == "600")
  }

  /// A name with control characters is refused, and it is said which it is; no database has to take it.
  @Test(arguments: ["a\0b", "\u{1F}", "a\u{7F}", "a\nb"]) func namesHaveNoControlCharacters(_ name: String) throws {
    for (place, code) in [(263, 263), (443, 444), (1, 1), (461, 461), (411, 411)] as [(UInt32, UInt32)] {
      var avps = [AVP(263, "s"), AVP(416, UInt32(4)), AVP(436, UInt32(1)), AVP(415, UInt32(0)), AVP(461, "c"), AVP(place == 1 ? 25 : 443, [AVP(444, "600")])]
      avps.removeAll { $0.code == place }
      avps.append(place == 443 ? AVP(443, [AVP(444, name)]) : AVP(place, name))
      let message = DiameterMessage(272, application: 4, isRequest: true, hopByHop: 1, endToEnd: 1, avps: avps)
      let fault = #expect(throws: DiameterFault.self) { try CreditControl(DiameterSettings()).request(message, now: Self.start) }
      #expect(fault?.result == .invalidAVPValue && fault?.failed == AVP(code, name), "\(place)")
    }
  }

  /// Sub-sessions of one session lie side by side; what names one comes back with the answer, and is said when it is told something.
  @Test func subSessionsAreSessionsOfTheirOwn() throws {
    func read(_ kind: UInt32, _ more: [AVP]) throws -> (ChargingRequest, DiameterMessage) {
      let bytes = ccr(kind, more)
      var message = try DiameterMessage(head: bytes)
      try message.readAttributes(bytes)
      return (try CreditControl(DiameterSettings()).request(message, now: Self.start), message)
    }
    let sub = AVP(419, UInt64(2))
    let (request, message) = try read(2, [sub])
    #expect(request.session == "s#cc-sub-session-id=2")
    #expect(try read(2, [AVP(419, UInt64(3))]).0.session != request.session)
    #expect(try read(2, []).0.session == "s")
    let control = CreditControl(DiameterSettings())
    for answer in [control.answer(ChargingAnswer(.success), to: request, message), control.refusal(DiameterFault(.invalidAVPValue, "no"), of: message)] {
      #expect(answer[263]?.text == "s" && answer[419] == sub)
    }
    #expect(SessionName(request.session).avps == [AVP(263, "s"), sub] && SessionName("a;1#2").avps == [AVP(263, "a;1#2")])
    // One that began before it had a name of its own goes on; another does not begin under that.
    #expect(request.ofWholeSession?.session == "s")
    #expect(try read(1, [sub]).0.ofWholeSession == nil)
    #expect(try read(2, []).0.ofWholeSession == nil)
    #expect(throws: DiameterFault.self) { try read(2, [AVP(419, UInt32(2))]) }
  }

  static func seconds(_ count: UInt32) -> AVP { AVP(420, count) }
  static func octets(_ count: UInt64, _ code: UInt32 = 421) -> AVP { AVP(code, count) }
  static func tariff(_ usage: UInt32) -> AVP { AVP(452, usage) }

  /// Of several kinds of units that a network says of a service, the service's own counts, and no other is added to it.
  @Test(arguments: [
    // A call of 60 seconds and 4,800 octets is 60.
    (30, "32251@3gpp.org", [[CreditControlTests.seconds(60), CreditControlTests.octets(4_800)]], 60), (31, "32260@3gpp.org", [[CreditControlTests.octets(4_800), CreditControlTests.seconds(60)]], 60),
    // Data in two reports, one of which is about time: 1,000 octets.
    (10, "32251@3gpp.org", [[CreditControlTests.seconds(600)], [CreditControlTests.octets(1_000)]], 1_000), (20, "other", [[CreditControlTests.seconds(600)], [CreditControlTests.octets(1_000)]], 1_000),
    (40, "32251@3gpp.org", [[CreditControlTests.octets(2, 417), CreditControlTests.octets(140)]], 2),
    // Before and after a change of tariff (Tariff-Change-Usage 0 and 1): 300 and 400, however each says it.
    (10, "32251@3gpp.org", [[CreditControlTests.tariff(0), CreditControlTests.octets(100, 412), CreditControlTests.octets(200, 414)], [CreditControlTests.tariff(1), CreditControlTests.octets(400), CreditControlTests.octets(9, 412)]], 700),
    (30, "32260@3gpp.org", [[CreditControlTests.tariff(0), CreditControlTests.seconds(20)], [CreditControlTests.tariff(1), CreditControlTests.seconds(22)]], 42),
    // What has a price in other units than its name says is counted in those.
    (10, "32251@3gpp.org", [[CreditControlTests.seconds(600)]], 600),
  ] as [(UInt32, String, [[AVP]], Int64)])
  func aServiceCountsItsOwnUnits(_ group: UInt32, _ context: String, _ used: [[AVP]], _ expected: Int64) throws {
    #expect(try units(2, [AVP(456, [AVP(432, group)] + used.map { AVP(446, $0) })], context: context).map(\.used) == [expected])
  }

  @Test func whatIsAskedForIsOfTheServicesOwnKind() throws {
    func asked(_ group: UInt32, _ wish: [AVP]) throws -> [Int64?] { try units(1, [AVP(456, [AVP(432, group), AVP(437, wish)])]).map(\.requested) }
    #expect(try asked(30, [AVP(421, UInt64(4_800)), AVP(420, UInt32(60))]) == [60])
    // As much as can be counted is granted of more; no number is as much as is usual.
    #expect(try asked(10, [AVP(421, UInt64.max)]) == [1 << 50])
    #expect(try asked(10, [AVP(412, UInt64.max), AVP(414, UInt64.max)]) == [1 << 50])
    #expect(try asked(10, []) == [nil])
    // So many cannot have been used, nor are they taken at once.
    #expect(throws: DiameterFault.self) { try units(2, [AVP(456, [AVP(432, UInt32(10)), AVP(446, [AVP(421, UInt64.max)])])]) }
    #expect(throws: DiameterFault.self) { try units(4, [AVP(436, UInt32(0)), AVP(456, [AVP(432, UInt32(10)), AVP(437, [AVP(421, UInt64.max)])])]) }
  }

  /// Money is not charged as if it were units: whoever sends it is told which attribute that is.
  @Test(arguments: [UInt32(437), 446]) func moneyIsNoUnit(_ code: UInt32) throws {
    let money = AVP(413, [AVP(445, [AVP(447, UInt64(500))]), AVP(425, UInt32(978))])
    for avps in [[AVP(456, [AVP(432, UInt32(10)), AVP(code, [money])])], [AVP(code, [AVP(421, UInt64(5)), money])]] {
      let fault = #expect(throws: DiameterFault.self) { try units(4, [AVP(436, UInt32(0))] + avps) }
      #expect(fault?.result == .invalidAVPValue && fault?.failed == AVP(code, [money]))
    }
  }

  /// A message says nothing of units: it is one.
  @Test func whatHappensOnceIsOne() throws {
    for (context, service) in [("32274@3gpp.org", "message"), ("other", "message"), ("32251@3gpp.org", "data")] {
      for action in [UInt32(0), 2, 3] {
        let services = try units(4, [AVP(436, action)], context: context)
        #expect(services.map(\.service) == [service] && services.map(\.requested) == [nil])
        // Charging takes at least one.
        #expect(services.allSatisfy { $0.used <= 1 })
      }
      #expect(try units(4, [AVP(436, UInt32(1))], context: context).isEmpty)
    }
  }

  /// Whether it can be paid is said in its own attribute, and is no refusal; what it costs, in the currency's smallest units.
  @Test func whatIsOnlyAskedIsAnswered() throws {
    func charged(_ net: Int64, _ tax: Int64) -> ServiceAnswer {
      var answer = ServiceAnswer(ratingGroup: 10, service: "data", .success)
      answer.charged = ChargedService(
        ratingGroup: 10, service: "data", destination: nil, price: PriceCode("p"), periodStart: Day(number: 0), revenueAccount: LedgerAccountCode("8400"), unit: .octets, units: 1,
        netMinor: net, taxMinor: tax)
      return answer
    }
    let check = [AVP(436, UInt32(2)), AVP(437, [])]
    #expect(try answered(4, ChargingAnswer(.success), check)[422]?.number32 == 0)
    let poor = try answered(4, ChargingAnswer(.creditLimitReached, services: [ServiceAnswer(ratingGroup: 0, service: "data", .creditLimitReached)]), check)
    #expect(poor[422]?.number32 == 1 && poor[268]?.number32 == 2001)
    let nobody = try answered(4, ChargingAnswer(.userUnknown), check)
    #expect(nobody[422] == nil && nobody[268]?.number32 == 5030)
    // 11.30 with 2.37 of tax, and 1.00 with 0.21: 14.88 EUR, which is 1488 with an exponent of -2.
    let quote = [AVP(436, UInt32(3)), AVP(437, [])]
    let euros = try answered(4, ChargingAnswer(.success, services: [charged(1_130, 237), charged(100, 21)], available: Money.zero(.eur)), quote)
    #expect(euros[423] == AVP(423, [AVP(445, [AVP(447, UInt64(1_488)), AVP(429, UInt32(0xFFFF_FFFE))]), AVP(425, UInt32(978))]))
    // Won have no smaller unit.
    let won = try answered(4, ChargingAnswer(.success, services: [charged(500, 50)], available: Money.zero(.krw)), quote)
    #expect(won[423] == AVP(423, [AVP(445, [AVP(447, UInt64(550)), AVP(429, UInt32(0))]), AVP(425, UInt32(410))]))
    #expect(try answered(4, ChargingAnswer(.notApplicable), quote)[423] == nil)
    // ISO 4217: no two currencies have one number.
    #expect(Set(CurrencyNumbers.table.values).count == 155 && CurrencyNumbers.table.count == 155)
  }

  /// Several of one rating group are one quota, and a client finds each again by what it named it with.
  @Test func servicesOfOneRatingGroupAreOneQuota() throws {
    func asks(_ names: [AVP], used: UInt64? = nil, asks: UInt64?) -> AVP {
      func octets(_ count: UInt64?) -> [AVP] { count.map { [AVP(421, $0)] } ?? [] }
      return AVP(456, names + (used == nil ? [] : [AVP(446, octets(used))]) + [AVP(437, octets(asks))])
    }
    let groups = [
      asks([AVP(439, UInt32(1)), AVP(432, UInt32(10))], used: 50, asks: 100), asks([AVP(439, UInt32(77))], asks: 7), asks([AVP(432, UInt32(20))], asks: nil),
      asks([AVP(432, UInt32(10)), AVP(439, UInt32(2)), AVP(439, UInt32(3))], used: 70, asks: 200), asks([AVP(432, UInt32(20))], used: 1, asks: 5), asks([], asks: 9),
    ]
    let bytes = ccr(2, groups)
    var message = try DiameterMessage(head: bytes)
    try message.readAttributes(bytes)
    let control = CreditControl(DiameterSettings())
    let request = try control.request(message, now: Self.start)
    // Rating group 10: 50 and 70 used, 100 and 200 asked for. Of 20 once the usual number is asked for, and so it is for both.
    #expect(request.services == [
      ServiceUnits(ratingGroup: 10, service: "data", requested: 300, used: 120), ServiceUnits(ratingGroup: 77, service: "data", requested: 7),
      ServiceUnits(ratingGroup: 20, service: "data", requested: nil, used: 1), ServiceUnits(ratingGroup: 0, service: "data", requested: 9),
    ])
    let answer = control.answer(ChargingAnswer(.success, services: request.services.map { ServiceAnswer(ratingGroup: $0.ratingGroup, service: $0.service, .success) }), to: request, message)
    let names = try answer.avps.filter { $0.code == 456 }.map { avp in
      var room = 50
      return try avp.group(&room, depth: 1).filter { $0.code != 268 }.map { "\($0.code)=\($0.number32 ?? 0)" }.joined(separator: " ")
    }
    #expect(names == ["439=1 439=2 439=3 432=10", "439=77", "432=20", ""])
  }

  /// Where there is but one service, and no group that could say it, the result is the request's.
  @Test func aServiceWithoutAGroupHasItsResultInTheWhole() throws {
    let services = [ServiceAnswer(ratingGroup: 0, service: "data", .creditLimitReached)]
    #expect(try answered(2, ChargingAnswer(.creditLimitReached, services: services), [AVP(437, [])])[268]?.number32 == 4012)
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
