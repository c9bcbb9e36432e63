import Foundation
import Primitives

/// Calls as FreeSWITCH writes them.
enum FreeswitchRecord {
  /// A line of `mod_cdr_csv`, template `example`: caller_id_name, caller_id_number, destination_number, context, start_stamp,
  /// answer_stamp, end_stamp, duration, billsec, hangup_cause, uuid, bleg_uuid, accountcode; more may follow.
  static func told(_ fields: [String], _ time: LocalPattern, _ reading: ChargingRecordReading) throws(RecordFault) -> ToldRecord {
    guard fields.count >= 13 else {
      throw RecordFault("", "the record has \(fields.count) columns, the template `example` of mod_cdr_csv has 15", "let FreeSWITCH write that template, or one that begins with the same 13 columns")
    }
    let id = try id(fields[10])
    let seconds = try CallRecord.seconds(fields[8], "billsec")
    if seconds == 0 { return .nothing(id: id, why: "not answered") }
    guard let at = time.instant(fields[5]) else { throw .wrong("answer_stamp", fields[5], "the time of the answer stands there, as 2026-03-01 08:00:00") }
    return try CallRecord(id: id, caller: fields[1], called: fields[2], accountCode: fields[12], answeredAt: at, seconds: seconds).told(reading)
  }

  /// A record of `mod_json_cdr`.
  static func told(_ json: Data, _ reading: ChargingRecordReading) throws(RecordFault) -> ToldRecord {
    let record: Whole
    do { record = try JSONDecoder().decode(Whole.self, from: json) } catch { throw JSONRecords.fault(error) }
    func variable(_ name: String) -> String { record.variables[name].map { plain($0.text) } ?? "" }
    let id = try id(variable("uuid"))
    // Both legs of a call are written when log-b-leg is on; the one that the switch called is no call of its own.
    if !variable("originator").isEmpty || !variable("originating_leg_uuid").isEmpty { return .nothing(id: id, why: "the other leg of a call") }
    let seconds = try CallRecord.seconds(variable("billsec"), "variables.billsec")
    if seconds == 0 { return .nothing(id: id, why: "not answered") }
    guard let answered = Int64(variable("answer_epoch")), (1...lastSecond).contains(answered) else {
      throw .wrong("variables.answer_epoch", variable("answer_epoch"), "the second of the answer since 1970 stands there")
    }
    guard let profile = record.callflow.first?.caller_profile else { throw .missing("callflow[0].caller_profile", "FreeSWITCH writes who called whom there") }
    return try CallRecord(
      id: id, caller: plain(profile.caller_id_number?.text ?? ""), called: plain(profile.destination_number?.text ?? ""), accountCode: variable("accountcode"),
      answeredAt: Instant(seconds: answered), seconds: seconds
    ).told(reading)
  }

  private static func id(_ uuid: String) throws(RecordFault) -> String {
    guard uuid.utf8.count == 36, uuid.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }) else {
      throw .wrong("uuid", uuid, "the call's UUID stands there; check which template or columns the exchange writes")
    }
    return "freeswitch:" + uuid.lowercased()
  }

  /// Of the year 9999; behind that nobody answers, and at some time instants end.
  private static let lastSecond: Int64 = 253_402_300_799

  /// Values are encoded as in addresses, unless `encode-values` is off.
  private static func plain(_ text: String) -> String { text.removingPercentEncoding ?? text }

  private struct Whole: Decodable {
    var variables: [String: JSONScalar]
    var callflow: [Flow]

    enum CodingKeys: CodingKey { case variables, callflow }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      variables = try container.decode([String: JSONScalar].self, forKey: .variables)
      // Older ones write a single flow without a list.
      if let flows = try? container.decode([Flow].self, forKey: .callflow) {
        callflow = flows
      } else {
        callflow = [try container.decode(Flow.self, forKey: .callflow)]
      }
    }
  }

  private struct Flow: Decodable {
    var caller_profile: Profile?
  }

  private struct Profile: Decodable {
    var caller_id_number: JSONScalar?
    var destination_number: JSONScalar?
  }
}
