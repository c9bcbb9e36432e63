import Charging
import Operations
import Primitives
import Synchronization
import Testing

@testable import ChargingGateway

/// What a ChargingDataRequest is read as.
@Suite struct NchfRequestTests {
  private func text(_ text: String) -> SourceNode { SourceNode(.scalar(text, quoted: true)) }
  private func number(_ text: String) -> SourceNode { SourceNode(.scalar(text, quoted: false)) }
  private func map(_ entries: [(key: String, value: SourceNode)]) -> SourceNode { SourceNode(.map(entries)) }

  private func request(_ more: [(key: String, value: SourceNode)]) -> SourceNode {
    map(
      [
        ("subscriberIdentifier", text("imsi-214070000000001")), ("nfConsumerIdentification", map([("nodeFunctionality", text("SMSF"))])),
        ("invocationTimeStamp", text("2026-11-01T10:00:00Z")), ("invocationSequenceNumber", number("0")),
      ] + more)
  }

  private func read(_ node: SourceNode) throws -> ChargingDataRequest {
    try ChargingDataRequest(node, .create, NchfSettings(), now: Instant(seconds: 0)) { $0 }
  }

  private func message(to recipients: [SourceNode]?) throws -> String {
    let fields = [("originatorInfo", map([("originatorGPSI", text("msisdn-600100100"))]))] + (recipients.map { [("recipientInfo", SourceNode(.list($0)))] } ?? [])
    return try read(request([("oneTimeEvent", number("true")), ("sMSChargingInformation", map(fields))])).reference
  }

  /// Two messages in one second to two people are two; one that comes again is one.
  @Test func messagesToOthersAreOthers() throws {
    func to(_ gpsi: String) -> SourceNode { map([("recipientGPSI", text(gpsi)), ("recipientSUPI", text("imsi-1"))]) }
    let first = try message(to: [to("msisdn-1")])
    #expect(try message(to: [to("msisdn-1")]) == first)
    #expect(try message(to: [map([("recipientSUPI", text("imsi-1")), ("recipientGPSI", text("msisdn-1"))])]) == first, "fields in another order")
    let others = [[to("msisdn-2")], [to("msisdn-1"), to("msisdn-2")], [to("msisdn-2"), to("msisdn-1")], [], [map([("recipientGPSI", text("msisdn-1"))])]]
    var known: Set = [first, try message(to: nil)]
    for other in others { #expect(try known.insert(message(to: other)).inserted) }
    #expect(known.count == 7)
  }

  /// Part of a long message in one second: only its number in the message tells it from the others.
  private func part(_ number: Int, repeated: Bool? = nil, _ more: [(key: String, value: SourceNode)] = []) -> SourceNode {
    let fields: [(key: String, value: SourceNode)] = [
      ("originatorInfo", map([("originatorGPSI", text("msisdn-600100100"))])), ("recipientInfo", SourceNode(.list([map([("recipientGPSI", text("msisdn-1"))])]))),
      ("messageReference", self.number("\(number)")), ("numberofMessagesSent", self.number("3")),
    ]
    var all: [(key: String, value: SourceNode)] = [("oneTimeEvent", self.number("true")), ("oneTimeEventType", text("IEC")), ("sMSChargingInformation", map(fields))]
    if let repeated { all.append((key: "retransmissionIndicator", value: self.number("\(repeated)"))) }
    return request(all + more)
  }

  /// Three parts are three events; each that comes again is itself, whether it says so or not.
  @Test func partsOfAMessageAreOthers() throws {
    let names = try (1...3).map { try read(part($0)).reference }
    #expect(Set(names).count == 3)
    for (index, name) in names.enumerated() {
      for repeated in [true, false] { #expect(try read(part(index + 1, repeated: repeated)).reference == name) }
    }
    // What is asked for is part of what it is.
    let usage: [(key: String, value: SourceNode)] = [("multipleUnitUsage", SourceNode(.list([map([("ratingGroup", number("10"))])])))]
    #expect(try read(part(1, usage)).reference != names[0])
    // Texts and what stands beside them are not taken for one another: "1" is not 1, and a field's end is where it says.
    let written: [[(key: String, value: SourceNode)]] = [
      [("a", text("1"))], [("a", number("1"))], [("a", text("1:bt1:c"))], [("a", text("1")), ("b", text("c"))], [("a", SourceNode(.list([text("1")])))],
      [("a", map([("b", text("c"))]))],
    ]
    #expect(Set(written.map { NchfSubject.identity(map($0)) }).count == 6)
    #expect(NchfSubject.identity(map([("b", text("c")), ("a", text("1")), ("d", SourceNode(.null))])) == NchfSubject.identity(map(written[3])))
  }

  /// Units that are said count; else as many messages as were sent, else one.
  @Test func asManyMessagesAsWereSent() throws {
    func used(_ more: [(key: String, value: SourceNode)]) throws -> [Int64] { try read(part(1, more)).charging.services.map(\.used) }
    func usage(_ fields: [(key: String, value: SourceNode)]) -> [(key: String, value: SourceNode)] {
      let group: [(key: String, value: SourceNode)] = [("ratingGroup", number("10"))]
      return [("multipleUnitUsage", SourceNode(.list([map(group + fields)])))]
    }
    #expect(try used([]) == [3] && used(usage([])) == [3] && used(usage([("requestedUnit", map([]))])) == [3])
    #expect(try used(usage([("requestedUnit", map([("serviceSpecificUnits", number("2"))]))])) == [2])
    #expect(try used(usage([("usedUnitContainer", SourceNode(.list([map([("serviceSpecificUnits", number("1"))])])))])) == [1])
    let unsaid = try read(request([("oneTimeEvent", number("true")), ("sMSChargingInformation", map([("messageReference", number("1"))]))]))
    #expect(unsaid.charging.services.map(\.used) == [1])
  }

  /// What an earlier version charged is known under the name and for the units that it gave it: it took the parts of a message for one.
  @Test func earlierNamesAreKnown() throws {
    let one = try read(part(1))
    let earlier = try #require(one.asEarlier)
    // As it was written, each part behind its length: names of the function (four that are not said, and SMSF), subscriber, sender, charging id and
    // address (not said), number and time; then the recipients, a list of 31 bytes in which a map of 27 is.
    let subject = "20:imsi-214070000000001" + "16:msisdn-600100100"
    #expect(earlier.reference == "0:0:0:0:4:SMSF" + subject + "0:0:" + "1:0" + "20:2026-11-01T10:00:00Z" + "35:l31:m27:13:recipientGPSIt8:msisdn-1")
    #expect(earlier.charging.session == "nchf:\(earlier.reference)" && earlier.charging.services.map(\.used) == [1] && one.charging.services.map(\.used) == [3])
    #expect(try read(part(2, repeated: true)).asEarlier?.reference == earlier.reference && earlier.asEarlier?.reference == nil)
  }

  /// Whoever says that it comes again, or was asked before the process began, gets what was answered under the earlier name, where something was.
  @Test(arguments: [(false, 0, true, false), (true, 0, true, true), (true, 0, false, false), (false, 1, true, true), (false, 1, false, false)] as [(Bool, Int64, Bool, Bool)])
  func whatEarlierVersionsAnsweredIsAnswered(_ repeated: Bool, _ secondsBefore: Int64, _ isKnown: Bool, _ isEarlier: Bool) async throws {
    struct Standing: Clock {
      let instant: Instant
      func now() -> Instant { instant }
    }
    let node = part(1, repeated: repeated)
    let names = [try read(node), try #require(try read(node).asEarlier)].map { ConvergedCharging.digest($0.reference) }
    let asked = Mutex<[String]>([])
    let charging = ConvergedCharging(NchfSettings()) { _ throws(Rejection) in node }
    // Parts were sent at ten on the first of November.
    let begun = try #require(Instant("2026-11-01T10:00:00Z")).adding(seconds: secondsBefore)
    let work = NchfWork(
      charging: charging, clock: Standing(instant: begun), authorise: nil, known: { _ in isKnown },
      charge: { request in
        asked.withLock { $0.append(request.session) }
        return ChargingAnswer(.success)
      }, caller: try NchfCaller(reach: AddressGuard(), trust: nil), note: { _, _ in })
    let reply = await work.answer(.init(method: "POST", path: "/nchf-convergedcharging/v3/chargingdata", body: []), bearer: nil) {}
    let (name, sessions) = (names[isEarlier ? 1 : 0], asked.withLock { $0 })
    #expect(reply.status == 201 && reply.headers["location"] == "/nchf-convergedcharging/v3/chargingdata/\(name)")
    #expect(sessions == ["nchf:\(name)"])
  }

  private func units(_ part: String, _ fields: [(key: String, value: SourceNode)], isOneTime: Bool = false) throws -> ServiceUnits {
    let units = part == "requestedUnit" ? map(fields) : SourceNode(.list([map(fields)]))
    return try #require(try read(request([("oneTimeEvent", number("\(isOneTime)")), ("multipleUnitUsage", SourceNode(.list([map([("ratingGroup", number("10")), (part, units)])])))])).charging.services.first)
  }

  /// Volumes are of 64 bits; of what is asked for, as much as can be counted.
  @Test(arguments: [("1000", Int64(1000)), ("1125899906842624", 1 << 50), ("1125899906842625", 1 << 50), ("18446744073709551615", 1 << 50)])
  func moreThanCanBeCountedMayBeAskedFor(_ written: String, _ read: Int64) throws {
    #expect(try units("requestedUnit", [("totalVolume", number(written))]).requested == read)
    #expect(try units("requestedUnit", [("uplinkVolume", number(written)), ("downlinkVolume", number("0"))]).requested == read)
    #expect(try units("requestedUnit", [("time", number(written))]).requested == read)
  }

  @Test(arguments: ["18446744073709551616", "-1", "1.5"]) func whatIsNoVolumeIsRefused(_ written: String) {
    #expect(throws: NchfProblem.self) { try units("requestedUnit", [("totalVolume", number(written))]) }
  }

  /// Nobody has used a pebibyte at once: it is not charged.
  @Test func moreThanCanBeCountedCannotHaveBeenUsed() throws {
    #expect(try units("usedUnitContainer", [("totalVolume", number("1125899906842624"))]).used == 1 << 50)
    #expect(throws: NchfProblem.self) { try units("requestedUnit", [("totalVolume", number("1125899906842625"))], isOneTime: true) }
    #expect(throws: NchfProblem.self) { try units("usedUnitContainer", [("totalVolume", number("1125899906842625"))]) }
  }

  /// Who uses something has no control characters in their name.
  @Test(arguments: ["imsi-\0", "imsi-1\u{1F}", "imsi-1\u{7F}"]) func namesHaveNoControlCharacters(_ name: String) {
    let node = map([
      ("subscriberIdentifier", text(name)), ("nfConsumerIdentification", map([("nodeFunctionality", text("SMF"))])),
      ("invocationTimeStamp", text("2026-11-01T10:00:00Z")), ("invocationSequenceNumber", number("0")),
    ])
    let problem = #expect(throws: NchfProblem.self) { try read(node) }
    #expect(problem?.status == 400 && problem?.cause == .optionalIncorrect && problem?.fields.count == 1)
  }
}
