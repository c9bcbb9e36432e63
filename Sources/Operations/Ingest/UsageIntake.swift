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
/// Nobody waits forever: whoever has waited too long for the database is told so, and what is being written then may be written all the same; what
/// nobody waits for any more is not begun.
///
/// Order is the order of arrival: of two events with one identity the one that came first counts.
public final class UsageIntake: Sendable {
  /// How much is waited for and written at once.
  public struct Limits: Sendable {
    /// Bytes of deliveries that may wait; whoever comes when they do is refused.
    public var waitingBytes = 16 << 20
    /// Bytes of deliveries that one transaction takes in.
    public var groupBytes = 2 << 20
    /// How long is waited for the database before it is said that it does not answer.
    public var patience = Duration.seconds(10)

    public init() {}
  }

  /// Reads a delivery's events into records, the first of them under a line; returns how many events it had.
  public typealias Reading = @Sendable (UsageDelivery, UsageRecords, _ firstLine: Int64) throws -> Int
  /// The text of a record as it was sent, from its delivery.
  public typealias RawText = @Sendable (UsageDelivery, UsageRecords.Row) -> [UInt8]

  private struct Waiting {
    var delivery: UsageDelivery
    var asker: Asker<[UsageOutcome]>
  }

  private struct Line {
    var waiting: [Waiting] = []
    var bytes = 0
    var isRecording = false
    var isClosed = false
    /// Those whose events are being written.
    var unanswered: AskersOfGroup<[UsageOutcome]>?
    /// How often was looked who waits too long.
    var looks = 0
    var isWatched = false
  }

  private let limits: Limits
  private let line = Mutex(Line())
  private let recorder: Mutex<IntakeRecorder>
  private let watch: LineWatch
  private let recording = DispatchQueue(label: "florin.usage-intake", qos: .userInitiated)

  /// - Parameters:
  ///   - store: made on the thread that calls, used by the intake alone from then on.
  ///   - read: reads deliveries; it may refuse one as a whole, never because of one event.
  public init(
    limits: Limits = Limits(), clock: any Clock, read: @escaping Reading, rawText: @escaping RawText,
    store: sending any UsageIntakeStore
  ) {
    self.limits = limits
    watch = LineWatch(patience: limits.patience, label: "florin.usage-intake.watch")
    recorder = Mutex(IntakeRecorder(store: store, clock: clock, read: read, rawText: rawText))
  }

  /// How many bytes of deliveries wait at this moment.
  public var waitingBytes: Int { line.withLock { $0.bytes } }

  /// Takes a delivery in and returns what became of each of its events, in their order, once that is durable.
  ///
  /// - Throws: `Rejection` when the delivery cannot be read as a whole, or too much waits already (`usage.intake-full`);
  ///   the store's fault, or `WaitedTooLong`, after which it may be sent again: what was recorded is then a duplicate.
  public func take(_ delivery: UsageDelivery) async throws -> [UsageOutcome] {
    try await withCheckedThrowingContinuation { done in
      let begun: (recording: Bool, watching: Bool)? = line.withLock { line in
        if line.isClosed || line.bytes + delivery.body.count > limits.waitingBytes && line.bytes > 0 { return nil }
        line.waiting.append(Waiting(delivery: delivery, asker: Asker(since: line.looks) { done.resume(with: $0) }))
        line.bytes += delivery.body.count
        defer { (line.isRecording, line.isWatched) = (true, true) }
        return (!line.isRecording, !line.isWatched)
      }
      guard let begun else {
        return done.resume(throwing: Rejection(Problem(
          .intakeFull, "more events wait to be written than are held in memory",
          remedy: "send the same events again after the seconds that `Retry-After` names; what was recorded meanwhile counts once")))
      }
      if begun.watching { watch.begin { self.look(whoWaitsLongerThan: LineWatch.looks) } }
      if begun.recording { recording.async { self.recordAll() } }
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
    while let (deliveries, askers) = next() {
      let outcomes = recorder.withLock { $0.record(deliveries) }
      askers.tell(outcomes)
    }
  }

  /// What is written next; `nil` when nothing waits, and then nothing is being recorded any more.
  private func next() -> (deliveries: [UsageDelivery], askers: AskersOfGroup<[UsageOutcome]>)? {
    line.withLock { line in
      line.unanswered = nil
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
      let askers = AskersOfGroup(group.map(\.asker))
      line.unanswered = askers
      return (group.map(\.delivery), askers)
    }
  }

  /// Tells those who have waited for more than so many looks; says whether anybody is still there.
  private func look(whoWaitsLongerThan looks: Int) -> Bool {
    let (late, goesOn) = line.withLock { line in
      line.looks += 1
      let first = line.looks - looks
      let unbegun = line.waiting.prefix { $0.asker.since < first }
      let late = (line.unanswered?.takeThose(before: first) ?? []) + unbegun.map(\.asker)
      line.bytes -= unbegun.reduce(0) { $0 + $1.delivery.body.count }
      line.waiting.removeFirst(unbegun.count)
      line.isWatched = !line.waiting.isEmpty || line.unanswered != nil
      return (late, line.isWatched)
    }
    for asker in late { asker.told(.failure(WaitedTooLong(watch.patience))) }
    return goesOn
  }
}
