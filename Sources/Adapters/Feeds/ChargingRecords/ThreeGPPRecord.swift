import Charging
import Foundation
import Primitives

/// Records with the names and meanings of fields of 3GPP TS 32.298, one JSON object each; times as RFC 3339.
enum ThreeGPPRecord {
  static func told(_ json: Data, _ reading: ChargingRecordReading) throws(RecordFault) -> ToldRecord {
    let record: Whole
    do { record = try JSONDecoder().decode(Whole.self, from: json) } catch { throw JSONRecords.fault(error) }
    switch record.recordType.text {
    case "moCallRecord", "0": return try call(record, reading)
    case "moSMSRecord", "6": return try message(record)
    case "pGWRecord", "85": return try data(record, reading)
    default: throw .wrong("recordType", record.recordType.text, "moCallRecord (0), moSMSRecord (6) and pGWRecord (85) are charged; others are of networks among themselves")
    }
  }

  private static func call(_ record: Whole, _ reading: ChargingRecordReading) throws(RecordFault) -> ToldRecord {
    let id = "3gpp:\(try need(record.recordingEntity, "recordingEntity"))/\(try need(record.callReference, "callReference"))/\(record.sequenceNumber?.text ?? "")"
    let seconds = try count(record.callDuration, "callDuration", most: 31_622_400)
    guard let answered = record.answerTime, seconds > 0 else { return .nothing(id: id, why: "not answered") }
    let destination = number(try need(record.calledNumber, "calledNumber"))
    return .record(
      ChargingDataRecord(
        id: id, subject: try subject(record), at: try time(answered, "answerTime"), services: [ServiceUnits(service: reading.callService, destination: destination, used: seconds)]))
  }

  private static func message(_ record: Whole) throws(RecordFault) -> ToldRecord {
    let (subject, said) = (try subject(record), try need(record.originationTime, "originationTime"))
    let id = "3gpp:\(try need(record.recordingEntity, "recordingEntity"))/\(subject)/\(try need(record.messageReference, "messageReference"))/\(said)"
    if let result = record.smsResult?.text, !result.isEmpty { return .nothing(id: id, why: "not delivered (\(result))") }
    return .record(
      ChargingDataRecord(
        id: id, subject: subject, at: try time(said, "originationTime"),
        services: [ServiceUnits(service: "message", destination: record.destinationNumber.map { number($0.text) }, used: 1)]))
  }

  private static func data(_ record: Whole, _ reading: ChargingRecordReading) throws(RecordFault) -> ToldRecord {
    let id = "3gpp:\(try need(record.pGWAddress, "p-GWAddress"))/\(try need(record.chargingID, "chargingID"))/\(record.recordSequenceNumber?.text ?? "")"
    var octets: [Int64: Int64] = [:]
    for (index, part) in (record.listOfServiceData ?? []).enumerated() {
      let path = "listOfServiceData[\(index)]."
      let group = try count(part.ratingGroup, path + "ratingGroup", most: Int64(UInt32.max))
      try add(part.datavolumeFBCUplink, path + "datavolumeFBCUplink", to: &octets[group, default: 0])
      try add(part.datavolumeFBCDownlink, path + "datavolumeFBCDownlink", to: &octets[group, default: 0])
    }
    if octets.isEmpty {
      for (index, part) in (record.listOfTrafficVolumes ?? []).enumerated() {
        let path = "listOfTrafficVolumes[\(index)]."
        try add(part.dataVolumeGPRSUplink, path + "dataVolumeGPRSUplink", to: &octets[0, default: 0])
        try add(part.dataVolumeGPRSDownlink, path + "dataVolumeGPRSDownlink", to: &octets[0, default: 0])
      }
    }
    let services = octets.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { ServiceUnits(ratingGroup: $0.key, service: reading.ratingGroups[$0.key] ?? "data", used: $0.value) }
    if services.isEmpty { return .nothing(id: id, why: "no octets") }
    return .record(ChargingDataRecord(id: id, subject: try subject(record), at: try time(try need(record.recordOpeningTime, "recordOpeningTime"), "recordOpeningTime"), services: services))
  }

  // MARK: - Fields

  private static func subject(_ record: Whole) throws(RecordFault) -> String {
    if let number = record.servedMSISDN?.text, !number.isEmpty { return self.number(number) }
    return try need(record.servedIMSI, "servedMSISDN")
  }

  private static func number(_ text: String) -> String { text.hasPrefix("+") ? String(text.dropFirst()) : text }

  private static func need(_ value: JSONScalar?, _ path: String) throws(RecordFault) -> String {
    guard let text = value?.text, !text.isEmpty else { throw .missing(path, "write it as 3GPP TS 32.298 names it") }
    return text
  }

  private static func count(_ value: JSONScalar?, _ path: String, most: Int64) throws(RecordFault) -> Int64 {
    guard let value else { return 0 }
    guard let number = Int64(value.text), (0...most).contains(number) else { throw .wrong(path, value.text, "a whole number stands there, from 0 to \(most)") }
    return number
  }

  /// Adds octets to those of the record so far, of which there may be any number of parts.
  private static func add(_ value: JSONScalar?, _ path: String, to octets: inout Int64) throws(RecordFault) {
    let more = try count(value, path, most: 1 << 50)
    let (sum, isTooMuch) = octets.addingReportingOverflow(more)
    if isTooMuch { throw .wrong(path, "\(more)", "with what the record says before, that is more than can be counted; no network carries so much in one session") }
    octets = sum
  }

  private static func time(_ value: JSONScalar, _ path: String) throws(RecordFault) -> Instant { try time(value.text, path) }

  private static func time(_ text: String, _ path: String) throws(RecordFault) -> Instant {
    guard let at = Instant(text) else { throw .wrong(path, text, "write RFC 3339 with an offset, such as 2026-03-01T08:00:00+01:00") }
    return at
  }

  private struct Whole: Decodable {
    var recordType: JSONScalar
    var servedMSISDN: JSONScalar?
    var servedIMSI: JSONScalar?
    var recordingEntity: JSONScalar?
    // moCallRecord
    var calledNumber: JSONScalar?
    var answerTime: JSONScalar?
    var callDuration: JSONScalar?
    var callReference: JSONScalar?
    var sequenceNumber: JSONScalar?
    // moSMSRecord
    var destinationNumber: JSONScalar?
    var originationTime: JSONScalar?
    var messageReference: JSONScalar?
    var smsResult: JSONScalar?
    // pGWRecord
    var pGWAddress: JSONScalar?
    var chargingID: JSONScalar?
    var recordOpeningTime: JSONScalar?
    var recordSequenceNumber: JSONScalar?
    var listOfServiceData: [ServiceData]?
    var listOfTrafficVolumes: [TrafficVolume]?

    enum CodingKeys: String, CodingKey {
      case recordType, servedMSISDN, servedIMSI, recordingEntity, calledNumber, answerTime, callDuration, callReference, sequenceNumber
      case destinationNumber, originationTime, messageReference, smsResult, chargingID, recordOpeningTime, recordSequenceNumber
      case listOfServiceData, listOfTrafficVolumes
      case pGWAddress = "p-GWAddress"
    }
  }

  private struct ServiceData: Decodable {
    var ratingGroup: JSONScalar?
    var datavolumeFBCUplink: JSONScalar?
    var datavolumeFBCDownlink: JSONScalar?
  }

  private struct TrafficVolume: Decodable {
    var dataVolumeGPRSUplink: JSONScalar?
    var dataVolumeGPRSDownlink: JSONScalar?
  }
}
