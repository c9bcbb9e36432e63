public import Primitives

/// What an operator knows when usage arrives, and so what it can refuse: its event types and its subjects.
///
/// Against nothing nothing can be checked: while no catalog is published every type passes, and while there is no
/// subscription at all every event is held until it can be assigned.
public struct AcceptanceRules: Sendable {
  /// What becomes of an event whose subject is not (or was not then) in use.
  public enum Unassigned: String, Sendable, CaseIterable {
    /// Rejected, to be corrected or replayed.
    case reject
    /// Accepted as a fact and held until a subscription claims it.
    case hold
  }

  /// Types that some meter counts, in ascending order; `nil` while no catalog is published.
  public let types: [String]?
  public let subjects: SubjectIndex
  public let unassigned: Unassigned
  public let negativeAllowed: Bool
  private let typeBytes: [[UInt8]]

  public init(types: [String]?, subjects: SubjectIndex, unassigned: Unassigned = .reject, negativeAllowed: Bool = false) {
    self.types = types?.sorted()
    self.subjects = subjects
    self.unassigned = subjects.isEmpty ? .hold : unassigned
    self.negativeAllowed = negativeAllowed
    typeBytes = (types ?? []).sorted().map { Array($0.utf8) }
  }

  /// Judges every record of a batch: it gets its entry in the subject index, or moves to the rejected ones.
  ///
  /// - Parameter rawText: the record as it could be written again, for those that are rejected here.
  public func judge(_ records: UsageRecords, file: String, rawText: (UsageRecords.Row) -> [UInt8]) {
    var lastType = -1
    records.judge({ row in
      if row.quantityDigits < 0, !negativeAllowed {
        let value = Exact(unscaled: row.quantityDigits, scale: Int(row.quantityScale)).description
        return .rejected(placed(UsageProblem.negative(value), row, file))
      }
      if types != nil {
        let type = records.type(row)
        if lastType < 0 || !same(typeBytes[lastType], type) {
          guard let found = typeBytes.firstIndex(where: { same($0, type) }) else {
            return .rejected(placed(UsageProblem.unknownType(text(type), known: types ?? []), row, file))
          }
          lastType = found
        }
      }
      if subjects.isEmpty { return .belongs(-1) }
      let subject = records.subject(row)
      switch subjects.find(subject, at: row.at) {
      case .entry(let entry): return .belongs(entry)
      case .unknown:
        return unassigned == .hold ? .belongs(-1) : .rejected(placed(UsageProblem.unknownSubject(text(subject)), row, file))
      case .unusedThen:
        if unassigned == .hold { return .belongs(-1) }
        let problem = UsageProblem.unusedThen(text(subject), at: Instant(microseconds: row.at))
        return .rejected(placed(problem, row, file))
      }
    }, rawText: rawText)
  }

  private func placed(_ problem: Problem, _ row: UsageRecords.Row, _ file: String) -> Problem {
    var problem = problem
    problem.place = Problem.Place(file: file, line: Int(row.line))
    return problem
  }

  private func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private func same(_ a: [UInt8], _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where a[index] != b[index] { return false }
    return true
  }
}
