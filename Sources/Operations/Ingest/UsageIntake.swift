import Dispatch
public import Primitives
import Synchronization
public import Usage

extension ProblemCode {
  /// More events wait to be written than are held in memory.
  public static let intakeFull = ProblemCode("usage.intake-full")
  public static let intakeCutOff = ProblemCode("usage.cut-off-delivery")
}

/// Takes in events while they happen: deliveries that wait together are decided together and written in one durable
/// transaction; nobody is answered before.
///
/// Order is the order of arrival: of two events with one identity the one that came first counts.
public final class UsageIntake: Sendable {
  /// How much is waited for and written at once.
  public struct Limits: Sendable {
    /// Bytes of deliveries that may wait; whoever comes when they do is refused.
    public var waitingBytes = 16 << 20
    /// Bytes of deliveries that one transaction takes in.
    public var groupBytes = 2 << 20

    public init() {}
  }

  /// Reads a delivery's events into records, the first of them under a line; returns how many events it had.
  public typealias Reading = @Sendable (UsageDelivery, UsageRecords, _ firstLine: Int64) throws -> Int
  /// The text of a record as it was sent, from its delivery.
  public typealias RawText = @Sendable (UsageDelivery, UsageRecords.Row) -> [UInt8]

  private struct Waiting {
    var delivery: UsageDelivery
    var done: CheckedContinuation<[UsageOutcome], any Error>
  }

  private struct Line {
    var waiting: [Waiting] = []
    var bytes = 0
    var isRecording = false
    var isClosed = false
  }

  private let limits: Limits
  private let line = Mutex(Line())
  private let recorder: Mutex<IntakeRecorder>
  private let recording = DispatchQueue(label: "florin.usage-intake", qos: .userInitiated)

  /// - Parameters:
  ///   - store: made on the thread that calls, used by the intake alone from then on.
  ///   - read: reads deliveries; it may refuse one as a whole, never because of one event.
  public init(
    limits: Limits = Limits(), clock: any Clock, read: @escaping Reading, rawText: @escaping RawText,
    store: sending any UsageIntakeStore
  ) {
    self.limits = limits
    recorder = Mutex(IntakeRecorder(store: store, clock: clock, read: read, rawText: rawText))
  }

  /// How many bytes of deliveries wait at this moment.
  public var waitingBytes: Int { line.withLock { $0.bytes } }

  /// Takes a delivery in and returns what became of each of its events, in their order, once that is durable.
  ///
  /// - Throws: `Rejection` when the delivery cannot be read as a whole, or too much waits already (`usage.intake-full`);
  ///   the store's fault, after which it may be sent again: what was recorded is then a duplicate.
  public func take(_ delivery: UsageDelivery) async throws -> [UsageOutcome] {
    try await withCheckedThrowingContinuation { done in
      let refused: Bool? = line.withLock { line in
        if line.isClosed || line.bytes + delivery.body.count > limits.waitingBytes && line.bytes > 0 { return true }
        line.waiting.append(Waiting(delivery: delivery, done: done))
        line.bytes += delivery.body.count
        if line.isRecording { return nil }
        line.isRecording = true
        return false
      }
      if refused == true {
        done.resume(throwing: Rejection(Problem(
          .intakeFull, "more events wait to be written than are held in memory",
          remedy: "send the same events again after the seconds that `Retry-After` names; what was recorded meanwhile counts once")))
      } else if refused == false {
        recording.async { self.recordAll() }
      }
    }
  }

  /// Finishes what waits and takes in nothing more.
  public func close() async {
    line.withLock { $0.isClosed = true }
    await withCheckedContinuation { done in
      recording.async {
        // A batch that cannot be finished now is finished by the next intake.
        try? self.recorder.withLock { try $0.finish() }
        done.resume()
      }
    }
  }

  private func recordAll() {
    while let group = next() {
      let deliveries = group.map(\.delivery)
      let outcomes = recorder.withLock { $0.record(deliveries) }
      for (waiting, outcome) in zip(group, outcomes) { waiting.done.resume(with: outcome) }
    }
  }

  /// What is written next; `nil` when nothing waits, and then nothing is being recorded any more.
  private func next() -> [Waiting]? {
    line.withLock { line in
      var count = 0
      var bytes = 0
      while count < line.waiting.count, count == 0 || bytes + line.waiting[count].delivery.body.count <= limits.groupBytes {
        bytes += line.waiting[count].delivery.body.count
        count += 1
      }
      if count == 0 {
        line.isRecording = false
        return nil
      }
      let group = Array(line.waiting[..<count])
      line.waiting.removeSubrange(..<count)
      line.bytes -= bytes
      return group
    }
  }
}
