public import Primitives

/// That a record corrects an event accepted before: it takes its place, or says that it never happened.
public struct UsageCorrection: Sendable, Hashable {
  /// The number of the corrected event.
  public var event: Int64
  public var isVoid: Bool
  /// When the corrected event happened.
  public var at: Instant
  /// In which round it was accepted.
  public var round: Int64
  /// Whose usage it was; `nil` when nobody's.
  public var account: BillingAccountID?

  public init(event: Int64, isVoid: Bool, at: Instant, round: Int64, account: BillingAccountID?) {
    self.event = event
    self.isVoid = isVoid
    self.at = at
    self.round = round
    self.account = account
  }
}

/// What becomes of a record that says it corrects another.
public enum CorrectionFinding: Sendable, Hashable {
  case corrects(UsageCorrection)
  /// The record does not say which event it corrects.
  case namesNone
  /// No event of that source and id was accepted.
  case unknown(source: String, id: String)
  /// Another event corrected it before.
  case correctedBefore(source: String, id: String, by: String)
}

extension ProblemCode {
  public static let usageCorrectsNothing = ProblemCode("usage.corrects-nothing")
  public static let usageCorrectsUnknown = ProblemCode("usage.corrects-unknown")
  public static let usageCorrectedBefore = ProblemCode("usage.corrected-before")
}

extension UsageProblem {
  /// Why a correcting record is rejected; `nil` when it is not.
  static func of(_ finding: CorrectionFinding) -> Problem? {
    switch finding {
    case .corrects: nil
    case .namesNone:
      Problem(
        .usageCorrectsNothing, path: "corrects", "the record does not say which event it corrects",
        remedy: "write the id of the wrong event into `corrects` (and its source into `correctsSource`, when that is another)")
    case .unknown(let source, let id):
      Problem(
        .usageCorrectsUnknown, path: "corrects", "no event \"\(shortened(id))\" of source \"\(shortened(source))\" was accepted",
        remedy: "check id and source of the event to correct; an event that was never accepted is imported, not corrected")
    case .correctedBefore(let source, let id, let by):
      Problem(
        .usageCorrectedBefore, path: "corrects", "the event \"\(shortened(id))\" of source \"\(shortened(source))\" was corrected before, by \"\(shortened(by))\"",
        remedy: "correct \"\(shortened(by))\" instead, which counts in its place")
    }
  }
}

extension UsageRecords {
  /// Takes over what was found of correcting records, by their lines; those that cannot correct anything are rejected.
  ///
  /// - Parameter rawText: the record as it could be written again, for those that are rejected here.
  public func take(_ findings: [Int64: CorrectionFinding], file: String, rawText: (Row) -> [UInt8]) {
    corrections = [:]
    var taken: Set<Int64> = []
    judge(
      { row in
        let finding = findings[row.line] ?? .namesNone
        if var problem = UsageProblem.of(finding) {
          problem.place = Problem.Place(file: file, line: Int(row.line))
          return .rejected(problem)
        }
        if case .corrects(let correction) = finding {
          if !taken.insert(correction.event).inserted {
            var problem = Problem(
              .usageCorrectedBefore, path: "corrects", "an earlier record of this file corrects the same event",
              remedy: "leave one of them")
            problem.place = Problem.Place(file: file, line: Int(row.line))
            return .rejected(problem)
          }
          corrections[row.line] = correction
        }
        return .belongs(row.entry)
      }, rawText: rawText)
  }
}
