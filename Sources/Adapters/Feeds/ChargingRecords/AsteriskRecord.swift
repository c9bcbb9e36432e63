import Primitives

/// Calls as Asterisk writes them with `cdr_csv`: accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata,
/// start, answer, end, duration, billsec, disposition, amaflags, uniqueid; userfield, and peeraccount, linkedid, sequence where
/// the configuration says so.
enum AsteriskRecord {
  static func told(_ fields: [String], _ time: LocalPattern, _ reading: ChargingRecordReading) throws(RecordFault) -> ToldRecord {
    guard (16...21).contains(fields.count) else {
      throw RecordFault("", "the record has \(fields.count) columns, Master.csv has 16 to 21", "let Asterisk write it with cdr_csv, not with cdr_custom")
    }
    let unique = fields.count > 16 ? fields[16] : ""
    guard isUnique(unique) else {
      throw .missing("uniqueid", "set `loguniqueid=yes` under [csv] in cdr.conf: without it a call that is read twice could not be told from two calls")
    }
    // Several records may belong to one channel: a transfer, a call that rang in several places.
    let id = "asterisk:\(unique)/\(fields.count >= 20 ? fields[fields.count - 1] : fields[6])"
    if ["OMIT", "IGNORE"].contains(fields[15].uppercased()) { return .nothing(id: id, why: "marked to be passed over (\(fields[15]))") }
    let seconds = try CallRecord.seconds(fields[13], "billsec")
    if fields[14].uppercased() != "ANSWERED" || seconds == 0 { return .nothing(id: id, why: "not answered") }
    guard let at = time.instant(fields[10]) else { throw .wrong("answer", fields[10], "the time of the answer stands there, as 2026-03-01 08:00:00") }
    return try CallRecord(id: id, caller: fields[1], called: fields[2], accountCode: fields[0], answeredAt: at, seconds: seconds).told(reading)
  }

  /// `1772352000.17`, or with the system's name: `pbx-1772352000.17`.
  private static func isUnique(_ text: String) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let last = parts.last, let before = parts.dropLast().last else { return false }
    return !last.isEmpty && last.utf8.allSatisfy { (0x30...0x39).contains($0) } && before.utf8.last.map { (0x30...0x39).contains($0) } == true
  }
}

extension LocalPattern {
  func instant(_ text: String) -> Instant? {
    var text = text
    return text.withUTF8 { read($0) }
  }
}
