import Balances
import Charging
public import Feeds
import Operations
public import Primitives

extension ProblemCode {
  /// A charging record could be read, and could not be charged.
  public static let chargingRecordRefused = ProblemCode("charging.record-refused")
}

/// Charges what networks tell afterwards: each record once, however often its file is read.
public struct ChargingRecords {
  private let recorder: ChargingRecorder

  public init(_ installation: Installation) { recorder = installation.chargingRecorder() }

  /// What came of one record.
  public struct Told: Sendable {
    public var line: Int
    public var outcome: Outcome
  }

  public enum Outcome: Sendable {
    case charged(Charged)
    /// Nothing is charged for it.
    case nothing(id: String, why: String)
    case refused(Problem)
  }

  /// What was taken for a record.
  public struct Charged: Sendable {
    public var id: String
    public var subject: String
    /// Units by service: `call 95 seconds`.
    public var units: [String]
    public var gross: Money
    /// What of it there was no money for.
    public var notCollected: Money
    /// It was charged before; nothing was taken now.
    public var isKnown: Bool
  }

  /// Charges the records of a file in groups, each group in one durable transaction.
  ///
  /// - Parameter told: called with what came of a group, in the order of the file, once that is durable.
  public func charge(_ file: ChargingRecordFile, group: Int = 1_024, told: ([Told]) throws -> Void) throws {
    while true {
      var waiting: [(line: Int, told: ToldRecord)] = []
      while waiting.count < max(1, group), let next = try file.next() { waiting.append(next) }
      if waiting.isEmpty { return }
      try told(try decide(waiting, file.name))
    }
  }

  private func decide(_ waiting: [(line: Int, told: ToldRecord)], _ file: String) throws -> [Told] {
    var records: [ChargingDataRecord] = []
    for case .record(let record) in waiting.map(\.told) { records.append(record) }
    let requests = records.map(\.request)
    let known = try recorder.known(requests)
    let answers = recorder.decide(requests)
    var index = 0
    // Two records of one group may be the same one.
    var seen: Set<String> = []
    return try waiting.map { line, told in
      switch told {
      case .nothing(let id, let why): return Told(line: line, outcome: .nothing(id: id, why: why))
      case .problem(let problem): return Told(line: line, outcome: .refused(problem))
      case .record(let record):
        defer { index += 1 }
        let isKnown = !seen.insert(record.id).inserted || known[index]
        return Told(line: line, outcome: try outcome(of: record, answers[index], isKnown: isKnown, at: Problem.Place(file: file, line: line)))
      }
    }
  }

  private func outcome(of record: ChargingDataRecord, _ answer: Result<ChargingAnswer, any Error>, isKnown: Bool, at place: Problem.Place) throws -> Outcome {
    switch answer {
    case .success(let answer):
      if answer.result == .notApplicable { return .nothing(id: record.id, why: "no price wants it") }
      guard answer.result == .success, let currency = answer.available?.currency else { return .refused(refusal(of: record, answer, at: place)) }
      let charged = answer.services.compactMap(\.charged)
      return .charged(
        Charged(
          id: record.id, subject: record.subject, units: charged.map { "\($0.service) \($0.units) \($0.unit.text)" },
          gross: Money(amountMinor: charged.reduce(0) { $0.adding($1.grossMinor) }, currency: currency),
          notCollected: Money(amountMinor: charged.reduce(0) { $0.adding($1.uncollectedMinor) }, currency: currency), isKnown: isKnown))
    case .failure(let error):
      guard let rejection = error as? Rejection, let problem = rejection.problems.first else { throw error }
      return .refused(
        Problem(
          problem.code, at: place, path: problem.path, "\(record.id): \(problem.message)",
          remedy: "find out which of the two is right: what one record says of a use counts once, and first"))
    }
  }

  private func refusal(of record: ChargingDataRecord, _ answer: ChargingAnswer, at place: Problem.Place) -> Problem {
    let reason = answer.reason ?? answer.services.lazy.compactMap(\.reason).first ?? answer.result.word
    let remedy =
      switch answer.result {
      case .userUnknown: "give a subscription this subject from that time on, and read the file again: what is charged already stays as it is"
      case .serviceDenied: "open a balance that pays, or end the suspension, and read the file again: what is charged already stays as it is"
      case .ratingFailed: "correct the price or the record, and read the file again: what is charged already stays as it is"
      case .unknownSession, .notApplicable, .creditLimitReached, .success: "read the file again: what is charged already stays as it is"
      }
    return Problem(.chargingRecordRefused, at: place, "\(record.id): \(reason)", remedy: remedy)
  }
}
