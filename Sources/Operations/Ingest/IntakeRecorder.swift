import Primitives
import Usage

/// Writes groups of deliveries, each in one transaction. One thread at a time.
///
/// The events of a day make one batch, so that what arrived is counted and found like what files brought.
final class IntakeRecorder {
  static let file = "events over HTTP"

  private let store: any UsageIntakeStore
  private let clock: any Clock
  private let read: UsageIntake.Reading
  private let rawText: UsageIntake.RawText
  private let records = UsageRecords()
  private var batch: (stored: UsageBatch, day: Day)?
  /// A write failed, so how far the batch has come is what the store says.
  private var isDoubted = false

  init(store: any UsageIntakeStore, clock: any Clock, read: @escaping UsageIntake.Reading, rawText: @escaping UsageIntake.RawText) {
    self.store = store
    self.clock = clock
    self.read = read
    self.rawText = rawText
  }

  /// What became of each delivery, in their order; a fault of the store is everybody's.
  func record(_ deliveries: [UsageDelivery]) -> [Result<[UsageOutcome], any Error>] {
    do {
      return try recorded(deliveries)
    } catch {
      isDoubted = true
      return deliveries.map { _ in .failure(error) }
    }
  }

  /// Ends the batch, if one is begun.
  func finish() throws {
    if let batch { try store.finish(batch: batch.stored.id, at: clock.now()) }
    batch = nil
  }

  /// A delivery as it was read: its events lie one after the other from a line on.
  private struct Part {
    var delivery: Int
    var lines: Range<Int64>
  }

  private func recorded(_ deliveries: [UsageDelivery]) throws -> [Result<[UsageOutcome], any Error>] {
    var results: [Result<[UsageOutcome], any Error>] = deliveries.map { _ in .success([]) }
    records.removeAll()
    var current = try currentBatch()
    var parts: [Part] = []
    var line = current.nextLine
    for index in deliveries.indices {
      let mark = records.mark
      do {
        let count = try read(deliveries[index], records, line)
        parts.append(Part(delivery: index, lines: line..<line + Int64(count)))
        line += Int64(count)
      } catch let rejection as Rejection {
        records.forget(since: mark)
        results[index] = .failure(rejection)
      }
    }
    if records.readCount == 0 { return results }
    let rules = try store.rules()
    rules.judge(records, file: IntakeRecorder.file) { row in
      parts.first { $0.lines.contains(row.line) }.map { rawText(deliveries[$0.delivery], row) } ?? []
    }
    let acceptance = try store.acceptance(records, subjects: rules.subjects, into: current.id, nextLine: line)
    guard acceptance.counts.balances, acceptance.counts.read == records.readCount else {
      throw UsageCountsBroken(file: IntakeRecorder.file, read: records.readCount, counts: acceptance.counts)
    }
    tell(acceptance, parts, &results)
    current.nextLine = line
    batch?.stored = current
    return results
  }

  private func tell(_ acceptance: UsageAcceptance, _ parts: [Part], _ results: inout [Result<[UsageOutcome], any Error>]) {
    guard let first = parts.first?.lines.lowerBound, let end = parts.last?.lines.upperBound else { return }
    var outcomes = [UsageOutcome](repeating: .accepted, count: Int(end - first))
    for rejected in records.rejected {
      var problem = rejected.problem
      // Which event it is, the answer says by its place in the list.
      problem.place = nil
      outcomes[Int(rejected.line - first)] = .rejected(problem)
    }
    for known in acceptance.repeats { outcomes[Int(known.line - first)] = .duplicate(difference: known.difference) }
    for part in parts {
      results[part.delivery] = .success(Array(outcomes[Int(part.lines.lowerBound - first)..<Int(part.lines.upperBound - first)]))
    }
  }

  private func currentBatch() throws -> UsageBatch {
    let now = clock.now()
    if isDoubted, let known = batch { batch = try store.batch(known.stored.id).map { ($0, known.day) } }
    isDoubted = false
    if let batch, batch.day == now.utcDay { return batch.stored }
    try finish()
    let begun = try store.begin(
      UsageBatch(file: IntakeRecorder.file, fingerprint: "intake \(now)", format: .cloudevents, mapping: "", startedAt: now))
    batch = (begun, now.utcDay)
    return begun
  }
}
