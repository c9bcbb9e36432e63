import Charging
import Primitives
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
