public import Charging
public import Primitives

extension ProblemCode {
  /// A field of a charging record is missing, or says nothing that it could.
  public static let chargingRecordField = ProblemCode("charging.record-field")
}

/// How charging records are to be read.
public struct ChargingRecordReading: Sendable {
  public enum Format: String, Sendable, CaseIterable {
    /// `mod_cdr_csv` with the template `example`, or another that begins with the same columns.
    case freeswitchCSV = "freeswitch-csv"
    /// `mod_json_cdr`.
    case freeswitchJSON = "freeswitch-json"
    /// `cdr_csv` (Master.csv).
    case asteriskCSV = "asterisk-csv"
    /// Records with names of fields from 3GPP TS 32.298.
    case threeGPPJSON = "3gpp-json"

    /// Whether its times are those of a wall clock.
    public var tellsLocalTime: Bool { self == .freeswitchCSV || self == .asteriskCSV }
  }

  /// Who is charged for a call.
  public enum Subject: String, Sendable, CaseIterable {
    case caller
    case accountCode = "account-code"
  }

  public var format: Format
  /// Of the clock on the wall, where records tell it.
  public var zone: Zone
  public var subject: Subject
  /// What calls are called in the catalog.
  public var callService: String
  /// What rating groups are called in the catalog.
  public var ratingGroups: [Int64: String]

  public init(_ format: Format, zone: Zone = .utc, subject: Subject = .caller, callService: String = "call", ratingGroups: [Int64: String] = [:]) {
    self.format = format
    self.zone = zone
    self.subject = subject
    self.callService = callService
    self.ratingGroups = ratingGroups
  }
}

/// What stands in one place of a file.
public enum ToldRecord: Sendable {
  case record(ChargingDataRecord)
  /// Nothing that is charged: not answered, the other leg of a call, marked to be passed over.
  case nothing(id: String, why: String)
  case problem(Problem)
}

/// What is wrong with one field.
struct RecordFault: Error {
  var problem: Problem

  init(_ path: String, _ message: String, _ remedy: String) { problem = Problem(.chargingRecordField, path: path, message, remedy: remedy) }

  static func missing(_ path: String, _ remedy: String) -> RecordFault { RecordFault(path, "`\(path)` is missing or empty", remedy) }
  static func wrong(_ path: String, _ value: String, _ remedy: String) -> RecordFault { RecordFault(path, "`\(path)` is \"\(UsageText.shortened(value))\"", remedy) }
}

/// What the records of telephone exchanges have in common.
struct CallRecord {
  var id: String
  var caller: String
  var called: String
  var accountCode: String
  var answeredAt: Instant
  var seconds: Int64

  func told(_ reading: ChargingRecordReading) throws(RecordFault) -> ToldRecord {
    let subject: String
    switch reading.subject {
    case .caller:
      if caller.isEmpty { throw .missing("caller number", "let the exchange write the caller's number, or charge by `--subject account-code`") }
      subject = caller
    case .accountCode:
      if accountCode.isEmpty { throw .missing("accountcode", "let the exchange set an account code, or charge by `--subject caller`") }
      subject = accountCode
    }
    if called.isEmpty { throw .missing("destination number", "let the exchange write the number that was called") }
    let destination = called.hasPrefix("+") ? String(called.dropFirst()) : called
    return .record(
      ChargingDataRecord(
        id: id, subject: subject, at: answeredAt, services: [ServiceUnits(service: reading.callService, destination: destination, used: seconds)]))
  }

  /// A number of seconds as an exchange writes it.
  static func seconds(_ text: String, _ path: String) throws(RecordFault) -> Int64 {
    if let seconds = Int64(text), (0...31_622_400).contains(seconds) { return seconds }
    throw .wrong(path, text, "a whole number of seconds stands there, up to a year; check which template or columns the exchange writes")
  }
}
