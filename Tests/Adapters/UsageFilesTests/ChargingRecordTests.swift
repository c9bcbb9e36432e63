import Charging
import Foundation
import Primitives
import Seeds
import Testing

@testable import Feeds

/// Records that networks write after the fact: what they say, and what is wrong with those that say nothing.
@Suite struct ChargingRecordTests {
  private func read(_ bytes: [UInt8], _ reading: ChargingRecordReading) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("florin-records-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let records = try ChargingRecordFile(path: file.path, reading)
    var words: [String] = []
    while let (line, told) = try records.next() {
      switch told {
      case .record(let record):
        let units = record.services.map { "\($0.service)\($0.ratingGroup == 0 ? "" : "(\($0.ratingGroup))") \($0.used)\($0.destination.map { " to \($0)" } ?? "")" }
        words.append("\(line) \(record.id) \(record.subject) at \(record.at): \(units.joined(separator: ", "))")
      case .nothing(let id, let why): words.append("\(line) \(id): \(why)")
      case .problem(let problem):
        #expect(problem.place?.file == file.path && problem.place?.line == line && !problem.remedy.isEmpty)
        words.append("\(line) \(problem.code.rawValue)\(problem.path.isEmpty ? "" : " " + problem.path)")
      }
    }
    return words
  }

  private func read(_ text: String, _ format: ChargingRecordReading.Format, subject: ChargingRecordReading.Subject = .caller, zone: Zone = .utc) throws -> [String] {
    try read(Array(text.utf8), ChargingRecordReading(format, zone: zone, subject: subject, ratingGroups: [20: "video"]))
  }

  private static let uuid = "6f1c2d3e-0001-4a5b-8c9d-0123456789ab"
  private static func freeswitch(_ answer: String = "2026-03-03 09:00:05", _ billsec: String = "200", uuid: String = uuid, caller: String = "600", called: String = "+34911", account: String = "A-1") -> String {
    #""Ana, María","\#(caller)","\#(called)","default","2026-03-03 09:00:00","\#(answer)","2026-03-03 09:03:25","205","\#(billsec)","NORMAL_CLEARING","\#(uuid)","","\#(account)","PCMA","PCMA""#
  }

  @Test(arguments: [
    (freeswitch(), .caller, "1 freeswitch:\(uuid) 600 at 2026-03-03T09:00:05Z: call 200 to 34911"), (freeswitch(), .accountCode, "1 freeswitch:\(uuid) A-1 at 2026-03-03T09:00:05Z: call 200 to 34911"),
    (freeswitch("", "0"), .caller, "1 freeswitch:\(uuid): not answered"), (freeswitch(uuid: uuid.uppercased()), .caller, "1 freeswitch:\(uuid) 600 at 2026-03-03T09:00:05Z: call 200 to 34911"),
    (freeswitch(""), .caller, "1 charging.record-field answer_stamp"), (freeswitch("2026-02-30 09:00:00"), .caller, "1 charging.record-field answer_stamp"),
    (freeswitch(uuid: "x"), .caller, "1 charging.record-field uuid"), (freeswitch(uuid: ""), .caller, "1 charging.record-field uuid"),
    (freeswitch("2026-03-03 09:00:05", "-1"), .caller, "1 charging.record-field billsec"), (freeswitch("2026-03-03 09:00:05", "1.5"), .caller, "1 charging.record-field billsec"),
    (freeswitch("2026-03-03 09:00:05", "99999999999999999999"), .caller, "1 charging.record-field billsec"),
    (freeswitch(caller: ""), .caller, "1 charging.record-field caller number"), (freeswitch(called: ""), .caller, "1 charging.record-field destination number"),
    (freeswitch(account: ""), .accountCode, "1 charging.record-field accountcode"), (#""a","b""#, .caller, "1 charging.record-field"), (#""Ana "the" call","1""#, .caller, "1 usage.bad-quotes"),
  ] as [(String, ChargingRecordReading.Subject, String)])
  func freeswitchLines(_ line: String, _ subject: ChargingRecordReading.Subject, _ expected: String) throws {
    #expect(try read(line + "\n", .freeswitchCSV, subject: subject) == [expected])
    // Among others, with the line ends of another system, behind a byte order mark: it costs or gives the same.
    let among = try read("\u{FEFF}\(Self.freeswitch())\r\n\r\n\(line)\r\n\(Self.freeswitch("", "0"))\r\n", .freeswitchCSV, subject: subject)
    #expect(among.count == 3 && among[1] == "3" + expected.dropFirst() && among[2] == "4 freeswitch:\(Self.uuid): not answered", "\(among)")
  }

  /// Clocks on walls are those of a zone.
  @Test func localTimes() throws {
    let madrid = Zone(name: "Madrid", initialOffsetSeconds: 3_600, transitions: [Zone.Transition(start: Instant("2026-03-29T01:00:00Z")!, offsetSeconds: 7_200)])
    #expect(try read(Self.freeswitch() + "\n", .freeswitchCSV, zone: madrid)[0].contains(" at 2026-03-03T08:00:05Z"))
    #expect(try read(Self.freeswitch("2026-03-29 09:00:00") + "\n", .freeswitchCSV, zone: madrid)[0].contains(" at 2026-03-29T07:00:00Z"))
  }

  private static func asterisk(_ answer: String = #""2026-03-04 09:00:07""#, _ billsec: String = "120", _ disposition: String = "ANSWERED", _ flags: String = "DOCUMENTATION", tail: String = #","1772611200.1","""#, clid: String = #"""Ana"" <600>"#) -> String {
    #""A-1","600","34911","outgoing","\#(clid)","PJSIP/ana-1","PJSIP/trunk-2","Dial","PJSIP/34911@trunk,60","2026-03-04 09:00:00",\#(answer),"2026-03-04 09:02:07",127,\#(billsec),"\#(disposition)","\#(flags)"\#(tail)"#
  }

  @Test(arguments: [
    (asterisk(), "1 asterisk:1772611200.1/PJSIP/trunk-2 600 at 2026-03-04T09:00:07Z: call 120 to 34911"),
    (asterisk(tail: #","pbx-1772611200.1""#), "1 asterisk:pbx-1772611200.1/PJSIP/trunk-2 600 at 2026-03-04T09:00:07Z: call 120 to 34911"),
    // Where records are numbered, the number tells them apart.
    (asterisk(tail: #","1772611200.1","","","1772611200.1",17"#), "1 asterisk:1772611200.1/17 600 at 2026-03-04T09:00:07Z: call 120 to 34911"),
    (asterisk(tail: #","1772611200.1","","1772611200.1",17"#), "1 asterisk:1772611200.1/17 600 at 2026-03-04T09:00:07Z: call 120 to 34911"),
    (asterisk("", "0", "NO ANSWER"), "1 asterisk:1772611200.1/PJSIP/trunk-2: not answered"), (asterisk("", "9", "BUSY"), "1 asterisk:1772611200.1/PJSIP/trunk-2: not answered"),
    (asterisk(#""2026-03-04 09:00:07""#, "0"), "1 asterisk:1772611200.1/PJSIP/trunk-2: not answered"),
    (asterisk(#""2026-03-04 09:00:07""#, "120", "ANSWERED", "OMIT"), "1 asterisk:1772611200.1/PJSIP/trunk-2: marked to be passed over (OMIT)"),
    (asterisk(tail: ""), "1 charging.record-field uniqueid"), (asterisk(tail: #","a user field""#), "1 charging.record-field uniqueid"),
    (asterisk(""), "1 charging.record-field answer"), (asterisk(#""2026-03-04 09:00:07""#, "x"), "1 charging.record-field billsec"), (#""","600""#, "1 charging.record-field"),
    (asterisk(clid: #"Ana" <600>"#), "1 usage.bad-quotes"),
  ] as [(String, String)])
  func asteriskLines(_ line: String, _ expected: String) throws {
    #expect(try read(line + "\n", .asteriskCSV) == [expected])
    // What was written of the last line is not believed: it may go on.
    #expect(try read(line, .asteriskCSV) == [expected.hasSuffix("bad-quotes") ? expected : "1 usage.truncated-record"])
  }

  @Test func halfALineIsNoRecord() throws {
    let numbered = Self.asterisk(tail: #","1772611200.1","","","1772611200.1",17"#)
    // The whole is named after its number; without it, behind column 17, 18 or 19, it would be after the other channel, and be charged twice.
    #expect(try read(numbered + "\n", .asteriskCSV) == ["1 asterisk:1772611200.1/17 600 at 2026-03-04T09:00:07Z: call 120 to 34911"])
    for count in 1...numbered.utf8.count {
      let told = try read(String(decoding: Array(numbered.utf8).prefix(count), as: UTF8.self), .asteriskCSV)
      #expect(told == ["1 usage.truncated-record"] || told == ["1 usage.bad-quotes"], "\(count): \(told)")
    }
    // Where nothing is quoted, an account code may be half of one.
    let plain = Self.freeswitch().replacing("\"", with: "").replacing("Ana, María", with: "Ana").split(separator: ",", omittingEmptySubsequences: false)
    for columns in 1...15 {
      let told = try read(plain.prefix(columns).joined(separator: ","), .freeswitchCSV, subject: .accountCode)
      let whole = "1 freeswitch:\(Self.uuid) A-1 at 2026-03-03T09:00:05Z: call 200 to 34911"
      #expect(told == [columns > 13 ? whole : "1 usage.truncated-record"], "\(columns)")
    }
    #expect(try read(Array(Self.freeswitch().utf8) + [0xFF, 0x0A], ChargingRecordReading(.freeswitchCSV)) == ["1 usage.bad-quotes"])
    #expect(try read(Array(Self.freeswitch().replacing("María", with: "X").utf8).map { $0 == 0x58 ? 0xFF : $0 } + [0x0A], ChargingRecordReading(.freeswitchCSV)) == ["1 usage.bad-utf8"])
  }

  private static func json(_ variables: String, _ flow: String = #"[{"caller_profile":{"caller_id_number":"600","destination_number":"%2B34911"}}]"#) -> String {
    #"{"core-uuid":"x","channel_data":{"direction":"inbound"},"variables":{\#(variables)},"callflow":\#(flow)}"#
  }

  @Test(arguments: [
    (json(#""uuid":"\#(uuid)","billsec":"60","answer_epoch":"1772535604""#), "1 freeswitch:\(uuid) 600 at 2026-03-03T11:00:04Z: call 60 to 34911"),
    (json(#""uuid":"\#(uuid)","billsec":60,"answer_epoch":1772535604,"list":["a"],"empty":null"#, #"{"caller_profile":{"caller_id_number":600,"destination_number":"34911"}}"#), "1 freeswitch:\(uuid) 600 at 2026-03-03T11:00:04Z: call 60 to 34911"),
    (json(#""uuid":"\#(uuid)","billsec":"0","answer_epoch":"0""#), "1 freeswitch:\(uuid): not answered"),
    (json(#""uuid":"\#(uuid)","billsec":"60","answer_epoch":"1772535604","originator":"y""#), "1 freeswitch:\(uuid): the other leg of a call"),
    (json(#""uuid":"\#(uuid)","billsec":"60","answer_epoch":"0""#), "1 charging.record-field variables.answer_epoch"), (json(#""uuid":"\#(uuid)","billsec":"""#), "1 charging.record-field variables.billsec"),
    (json(#""uuid":"\#(uuid)","billsec":"60","answer_epoch":"9223372036854775807""#), "1 charging.record-field variables.answer_epoch"),
    (json(#""billsec":"60""#), "1 charging.record-field uuid"), (json(#""uuid":"\#(uuid)","billsec":"60","answer_epoch":"1772535604""#, "[]"), "1 charging.record-field callflow[0].caller_profile"),
    (#"{"variables":{}}"#, "1 charging.record-field callflow"), (#"{"callflow":[]}"#, "1 charging.record-field variables"), (#"{"variables":[],"callflow":[]}"#, "1 charging.record-field variables"),
    ("{", "1 usage.bad-json"), ("[]", "1 usage.bad-json"), ("hello", "1 usage.bad-json"), (#"{"variables":"#, "1 usage.bad-json"),
  ] as [(String, String)])
  func freeswitchObjects(_ object: String, _ expected: String) throws {
    #expect(try read(object, .freeswitchJSON) == [expected])
    // One after the other, each over several lines; what is broken costs only itself.
    let whole = Self.json(#""uuid":"\#(Self.uuid)","billsec":"0""#).replacing(",", with: ",\n ").dropLast() + "\n}"
    let among = try read("\(whole)\n\n\(object)\n\(whole)\n", .freeswitchJSON)
    #expect(among.first == "1 freeswitch:\(Self.uuid): not answered" && among.last?.hasSuffix("freeswitch:\(Self.uuid): not answered") == true, "\(among)")
    #expect(among.count == 3 && among[1].hasSuffix(String(expected.dropFirst())), "\(among)")
  }

  private static let call = #"{"recordType":"moCallRecord","servedMSISDN":"+600","calledNumber":"+34911","recordingEntity":"e","answerTime":"2026-03-05T09:00:00+01:00","callDuration":30,"callReference":"R","sequenceNumber":1}"#
  private static let data = #"{"recordType":85,"servedIMSI":"214","p-GWAddress":"10.0.0.1","chargingID":4711,"recordOpeningTime":"2026-03-05T11:00:00Z","recordSequenceNumber":2,"listOfServiceData":[{"ratingGroup":20,"datavolumeFBCUplink":1,"datavolumeFBCDownlink":4},{"ratingGroup":10,"datavolumeFBCDownlink":7},{"ratingGroup":20,"datavolumeFBCUplink":5}]}"#
  private static let message = #"{"recordType":6,"servedMSISDN":"600","destinationNumber":"34911","recordingEntity":"e","originationTime":"2026-03-05T10:00:00Z","messageReference":"17"}"#

  @Test(arguments: [
    (call, "1 3gpp:e/R/1 600 at 2026-03-05T08:00:00Z: call 30 to 34911"), (call.replacing(#""callDuration":30"#, with: #""callDuration":0"#), "1 3gpp:e/R/1: not answered"),
    (call.replacing(#""answerTime":"2026-03-05T09:00:00+01:00","#, with: ""), "1 3gpp:e/R/1: not answered"), (call.replacing("09:00:00+01:00", with: "09:00:00"), "1 charging.record-field answerTime"),
    (call.replacing(#""callReference":"R","#, with: ""), "1 charging.record-field callReference"), (call.replacing("30", with: "-1"), "1 charging.record-field callDuration"),
    (call.replacing(#""servedMSISDN":"+600","#, with: ""), "1 charging.record-field servedMSISDN"), (call.replacing("moCallRecord", with: "mtCallRecord"), "1 charging.record-field recordType"),
    (message, "1 3gpp:e/600/17/2026-03-05T10:00:00Z 600 at 2026-03-05T10:00:00Z: message 1 to 34911"), (message.replacing("}", with: #","smsResult":"failed"}"#), "1 3gpp:e/600/17/2026-03-05T10:00:00Z: not delivered (failed)"),
    (data, "1 3gpp:10.0.0.1/4711/2 214 at 2026-03-05T11:00:00Z: data(10) 7, video(20) 10"),
    (data.replacing(":4}", with: ":-4}"), "1 charging.record-field listOfServiceData[0].datavolumeFBCDownlink"), (data.replacing(":4}", with: #":"99999999999999999999"}"#), "1 charging.record-field listOfServiceData[0].datavolumeFBCDownlink"),
    (#"{"recordType":"pGWRecord","servedMSISDN":"600","p-GWAddress":"g","chargingID":1,"recordOpeningTime":"2026-03-05T11:00:00Z","listOfTrafficVolumes":[{"dataVolumeGPRSUplink":3,"dataVolumeGPRSDownlink":4}]}"#, "1 3gpp:g/1/ 600 at 2026-03-05T11:00:00Z: data 7"),
    (#"{"recordType":"pGWRecord","p-GWAddress":"g","chargingID":1}"#, "1 3gpp:g/1/: no octets"), ("{}", "1 charging.record-field recordType"),
  ] as [(String, String)])
  func threeGPPObjects(_ object: String, _ expected: String) throws { #expect(try read(object + "\n", .threeGPPJSON) == [expected]) }

  /// Each count may be 2^50. 8,191 of them are less than 2^63, and one more is not; no process ends of that.
  @Test(arguments: [
    (#""listOfServiceData":["#, #"{"ratingGroup":20,"datavolumeFBCUplink":1125899906842624}"#, "listOfServiceData[8191].datavolumeFBCUplink"),
    (#""listOfServiceData":["#, #"{"ratingGroup":20,"datavolumeFBCDownlink":1125899906842624}"#, "listOfServiceData[8191].datavolumeFBCDownlink"),
    (#""listOfTrafficVolumes":["#, #"{"dataVolumeGPRSUplink":1125899906842624}"#, "listOfTrafficVolumes[8191].dataVolumeGPRSUplink"),
    (#""listOfTrafficVolumes":["#, #"{"dataVolumeGPRSDownlink":1125899906842624}"#, "listOfTrafficVolumes[8191].dataVolumeGPRSDownlink"),
  ]) func sumsThatNoNumberHolds(_ list: String, _ part: String, _ path: String) throws {
    let head = #"{"recordType":85,"servedIMSI":"214","p-GWAddress":"g","chargingID":1,"recordOpeningTime":"2026-03-05T11:00:00Z","#
    func record(_ count: Int) -> String { head + list + Array(repeating: part, count: count).joined(separator: ",") + "]}" }
    let service = list.contains("Service") ? "video(20)" : "data"
    // 8191 times 2^50.
    #expect(try read(record(8_191) + "\n" + record(8_192) + "\n" + Self.data + "\n", .threeGPPJSON) == [
      "1 3gpp:g/1/ 214 at 2026-03-05T11:00:00Z: \(service) 9222246136947933184", "2 charging.record-field \(path)",
      "3 3gpp:10.0.0.1/4711/2 214 at 2026-03-05T11:00:00Z: data(10) 7, video(20) 10",
    ])
  }

  /// Whatever stands in a file, reading it ends, and each record is told in its line or not at all.
  @Test(arguments: Seed.some.prefix(60)) func wildBytes(_ seed: Seed) throws {
    var random = seed
    let honest: [(ChargingRecordReading.Format, String)] = [
      (.freeswitchCSV, Self.freeswitch() + "\n"), (.asteriskCSV, Self.asterisk() + "\n"), (.threeGPPJSON, Self.data + "\n"), (.freeswitchJSON, Self.json(#""uuid":"\#(Self.uuid)","billsec":"60""#) + "\n"),
    ]
    for (format, line) in honest {
      var bytes = Array(String(repeating: line, count: 5).utf8)
      for _ in 0..<random.number(1...12) { bytes[random.number(0...bytes.count - 1)] = random.flip() ? UInt8(random.number(0...255)) : random.pick([0x22, 0x0A, 0x2C, 0x7B, 0x7D]) }
      let told = try read(Array(bytes.prefix(random.number(0...bytes.count))), ChargingRecordReading(format))
      #expect(told.count <= bytes.count, "\(seed)")
      let lines = told.compactMap { Int($0.prefix { $0.isNumber }) }
      #expect(lines == lines.sorted() && lines.count == told.count, "\(seed)")
    }
  }

  @Test func aFileThatIsNotThere() {
    for format in ChargingRecordReading.Format.allCases { #expect(throws: Rejection.self) { try ChargingRecordFile(path: "/nowhere/Master.csv", ChargingRecordReading(format)) } }
  }
}
