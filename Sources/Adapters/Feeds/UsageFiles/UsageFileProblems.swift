public import Primitives

extension ProblemCode {
  public static let usageUnreadableFile = ProblemCode("usage.unreadable-file")
  public static let usageOverlongLine = ProblemCode("usage.overlong-line")
  public static let usageBadUTF8 = ProblemCode("usage.bad-utf8")
  public static let usageBadQuotes = ProblemCode("usage.bad-quotes")
  public static let usageColumnCount = ProblemCode("usage.column-count")
  public static let usageTruncatedRecord = ProblemCode("usage.truncated-record")
  public static let usageBadJSON = ProblemCode("usage.bad-json")
  public static let usageRepeatedKey = ProblemCode("usage.repeated-key")
  public static let usageWrongVersion = ProblemCode("usage.wrong-version")
  public static let usageMissingColumn = ProblemCode("usage.missing-column")
  public static let usageEmptyFile = ProblemCode("usage.empty-file")
  public static let usageUnknownFormat = ProblemCode("usage.unknown-format")
  public static let usageUnknownZone = ProblemCode("usage.unknown-zone")
}

/// The words for what can be wrong with the form of a record.
enum FileProblem {
  static let overlong = Problem(
    .usageOverlongLine, "the record is longer than \(ByteWindow.recordLimit) bytes",
    remedy: "check for a missing line end or a quote that is never closed")
  static let badUTF8 = Problem(
    .usageBadUTF8, "the record is not valid UTF-8",
    remedy: "export the file as UTF-8, or convert it first: iconv -f WINDOWS-1252 -t UTF-8")
  static let badQuotes = Problem(
    .usageBadQuotes, "a quote stands where none may, or is never closed",
    remedy: "quote the whole field and double every quote inside it: \"5\"\" pipe\"")
  static let truncated = Problem(
    .usageTruncatedRecord, "the file ends in the middle of this record",
    remedy: "get the whole file again and import it; records accepted before are recognised as duplicates")
  static let notAnObject = Problem(
    .usageBadJSON, "the record is not a JSON object", remedy: "write one event as one object: {\"id\": …}")

  static func columnCount(_ found: Int, _ expected: Int) -> Problem {
    Problem(
      .usageColumnCount, "the record has \(found) columns, the head line has \(expected)",
      remedy: "add or remove separators; quote fields that contain the separator")
  }

  static func badJSON(_ what: String, column: Int) -> Problem {
    Problem(.usageBadJSON, "\(what) at byte \(column) of the record", remedy: "write the record as one valid JSON object")
  }

  static func repeatedKey(_ key: String) -> Problem {
    Problem(
      .usageRepeatedKey, path: key, "the key `\(UsageText.shortened(key))` stands twice in the object",
      remedy: "keep one of them; Florin does not guess which is meant")
  }

  static func wrongVersion(_ value: String) -> Problem {
    Problem(
      .usageWrongVersion, path: "specversion", "the CloudEvents version is \"\(UsageText.shortened(value))\"",
      remedy: "send events with \"specversion\": \"1.0\"")
  }
}

enum UsageText {
  static func shortened(_ text: String) -> String { text.count > 60 ? text.prefix(57) + "…" : text }
}
