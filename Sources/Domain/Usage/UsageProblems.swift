public import Primitives

extension ProblemCode {
  public static let usageMissingField = ProblemCode("usage.missing-field")
  public static let usageBadInstant = ProblemCode("usage.bad-instant")
  public static let usageBadQuantity = ProblemCode("usage.bad-quantity")
  public static let usageQuantityTooLarge = ProblemCode("usage.quantity-too-large")
  public static let usageQuantityTooPrecise = ProblemCode("usage.quantity-too-precise")
  public static let usageNegativeQuantity = ProblemCode("usage.negative-quantity")
  public static let usageUnknownType = ProblemCode("usage.unknown-type")
  public static let usageUnknownSubject = ProblemCode("usage.unknown-subject")
  public static let usageSubjectUnusedThen = ProblemCode("usage.subject-unused-then")
  public static let usageTextTooLong = ProblemCode("usage.text-too-long")
  public static let usageEndBeforeStart = ProblemCode("usage.end-before-start")
}

/// The words for what can be wrong with one usage record, apart from where it was read.
public enum UsageProblem {
  /// A field that every record must have is not there.
  public static func missing(_ field: String) -> Problem {
    Problem(
      .usageMissingField, path: field, "the record has no `\(field)`",
      remedy: field == "id"
        ? "give every event an id that its source never uses again; without it a repeat could be billed twice"
        : "fill in `\(field)` in this record, or name a constant for it in the mapping")
  }

  /// The instant cannot be read.
  public static func badInstant(_ field: String, _ value: String, expected: String) -> Problem {
    Problem(
      .usageBadInstant, path: field, "\"\(shortened(value))\" is no instant that can be read as \(expected)",
      remedy: "write an existing date and time as \(expected), or describe the file's own form in the mapping")
  }

  /// The quantity cannot be read, or has too many digits.
  public static func quantity(_ reading: UsageQuantity.Reading, _ value: String) -> Problem {
    switch reading {
    case .tooLarge:
      Problem(
        .usageQuantityTooLarge, path: "quantity", "the quantity \(shortened(value)) is beyond 10^15",
        remedy: "check the unit of the exporter; split what is really that large into several events")
    case .tooPrecise:
      Problem(
        .usageQuantityTooPrecise, path: "quantity",
        "the quantity \(shortened(value)) has more than 12 decimals or more than 18 digits",
        remedy: "write at most 18 digits, 12 of them decimals; nothing is cut off silently")
    case .notANumber, .value:
      Problem(
        .usageBadQuantity, path: "quantity", "\"\(shortened(value))\" is not a decimal number",
        remedy: "write a plain decimal such as 61 or 0.25; a decimal comma must be announced in the mapping")
    }
  }

  /// A quantity below zero, where corrections are not allowed.
  public static func negative(_ value: String) -> Problem {
    Problem(
      .usageNegativeQuantity, path: "quantity", "the quantity \(shortened(value)) is negative",
      remedy: "correct it, or write `negative: allowed` in the mapping when this source takes usage back")
  }

  /// No meter counts events of this type.
  public static func unknownType(_ value: String, known: [String]) -> Problem {
    Problem(
      .usageUnknownType, path: "type", "no meter of the published catalog counts events of type \"\(shortened(value))\"",
      remedy: nearest(value, among: known).map { "did you mean `\($0)`?" }
        ?? "use one of \(known.prefix(8).joined(separator: ", ")), or publish a meter for this type and replay the record")
  }

  /// No subscription has ever had this subject.
  public static func unknownSubject(_ value: String) -> Problem {
    Problem(
      .usageUnknownSubject, path: "subject", "no subscription uses the subject \"\(shortened(value))\"",
      remedy: "correct the subject, or activate the subscription and replay the batch")
  }

  /// The subject is known, but nobody held it at that instant.
  public static func unusedThen(_ value: String, at: Instant) -> Problem {
    Problem(
      .usageSubjectUnusedThen, path: "subject", "the subject \"\(shortened(value))\" belonged to no subscription at \(at)",
      remedy: "correct the time or the subscription's dates, then replay the record")
  }

  /// The value is longer than the field may be, in bytes.
  public static func tooLong(_ field: String, limit: Int) -> Problem {
    Problem(
      .usageTextTooLong, path: field, "`\(field)` is longer than \(limit) bytes",
      remedy: "shorten it; keys of this length point to a wrong column or a missing separator")
  }

  /// A record that ends before it starts.
  public static func endBeforeStart(start: Instant, end: Instant) -> Problem {
    Problem(
      .usageEndBeforeStart, path: "end", "the event ends at \(end), before it starts at \(start)",
      remedy: "correct the two times; check the zone of each in the mapping")
  }

  /// At most 60 characters of a value, so that a message stays one line.
  public static func shortened(_ value: String) -> String {
    let plain = value.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : String($0) }.joined()
    return plain.count > 60 ? plain.prefix(57) + "…" : plain
  }
}
