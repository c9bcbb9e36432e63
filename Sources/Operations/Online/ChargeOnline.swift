public import Charging
import Dispatch
import Glibc
public import Primitives
import Synchronization

/// Decides requests while something is used: those that wait together are decided together and written in one durable
/// transaction; nobody is answered before. Where a commit and its being durable are two things, the next group is decided in between when
/// somebody waits for that.
///
/// Nobody waits forever: whoever has waited too long for the database is told so, and what is being decided then may be done all the same;
/// what nobody waits for any more is not begun.
///
/// Order is the order of arrival, within one session and between those that draw on the same customer balance.
public final class ChargeOnline: Sendable {
  /// How much is waited for and decided at once.
  public struct Limits: Sendable {
    /// Requests that may wait; whoever comes when they do is refused.
    public var waiting = 20_000
    /// Requests that one transaction decides.
    public var group = 1_024
    /// Requests of one who asks for many that stand in the line at once.
    public var stretch = 512
    /// How long is waited for the database before it is said that it does not answer.
    public var patience = Duration.seconds(10)

    public init() {}
  }

  private struct Waiting {
    var request: ChargingRequest
    var isFollowed: Bool
    var asker: Asker<ChargingAnswer>
  }

  private struct Line {
    var waiting: [Waiting] = []
    var isDeciding = false
    var isClosed = false
    /// Decided, and not durable yet.
    var unsettled: [Decided] = []
    var unsettledCount = 0
    var isSettling = false
    /// How many the last group had.
    var lastCount = 0
    /// Those whose requests are being decided or made durable.
    var unanswered: [AskersOfGroup<ChargingAnswer>] = []
    /// How often was looked who waits too long.
    var looks = 0
    var isWatched = false
    /// Whether somebody has reason to be decided while another is made durable.
    var isBusy: Bool { !waiting.isEmpty || isSettling }
  }

  /// A group with its answers.
  private struct Decided {
    var askers: AskersOfGroup<ChargingAnswer>
    var answers: [Result<ChargingAnswer, any Error>]
    var commit: UnsettledCommit

    func tell(_ fault: (any Error)?) {
      askers.tell(fault.map { fault in answers.map { _ in .failure(fault) } } ?? answers)
    }
  }

  private static let gatheringMicroseconds: UInt32 = 300

  private let limits: Limits
  private let line = Mutex(Line())
  private let recorder: Mutex<ChargingRecorder>
  private let settling: any CommitSettling
  private let watch: LineWatch
  private let deciding = DispatchQueue(label: "florin.charging", qos: .userInitiated)
  private let settlers = DispatchQueue(label: "florin.charging.settling", qos: .userInitiated)

  /// - Parameters:
  ///   - recorder: made on the thread that calls, used here alone from then on.
  ///   - settling: makes durable what it has written.
  public init(limits: Limits = Limits(), recorder: sending ChargingRecorder, settling: any CommitSettling) {
    self.limits = limits
    self.recorder = Mutex(recorder)
    self.settling = settling
    watch = LineWatch(patience: limits.patience, label: "florin.charging.watch")
  }

  /// Decides a request and returns the answer once that is durable.
  ///
  /// - Parameter isFollowed: the network can be told something about its session unasked.
  /// - Throws: `Rejection` when the request's number was used for another one (`charging.request-reused`), or too many wait
  ///   (`charging.too-busy`); the store's fault, or `WaitedTooLong`, after which the same request may be sent again; `UnwritableRequest`.
  public func answer(_ request: ChargingRequest, isFollowed: Bool = false) async throws -> ChargingAnswer {
    try await withCheckedThrowingContinuation { done in answer(request, isFollowed: isFollowed) { done.resume(with: $0) } }
  }

  /// The same, with the answer told by a call.
  ///
  /// - Parameter told: called once, on the thread that decides, makes durable or watches, which it must not hold up; on the caller's own when the
  ///   request is refused unread.
  public func answer(_ request: ChargingRequest, isFollowed: Bool = false, then told: @escaping @Sendable (Result<ChargingAnswer, any Error>) -> Void) {
    let isTaken = wait(1) { line in line.waiting.append(Waiting(request: request, isFollowed: isFollowed, asker: Asker(since: line.looks, told: told))) }
    if !isTaken { told(.failure(ChargeOnline.full)) }
  }

  /// Decides requests in their order, `Limits.stretch` of them at a time, so that whoever asks meanwhile waits for so many and not for all;
  /// returns an answer for each, or why it has none: a `Rejection`, or that it is an `UnwritableRequest`.
  ///
  /// - Parameter noted: told of each what came of it, and how long that took since its stretch stood in the line.
  /// - Throws: what keeps a request from being decided now, as for one; those before it are decided, and the same requests again are answered as
  ///   they were.
  public func answer(
    inTurn requests: [ChargingRequest], noted: (Result<ChargingAnswer, any Error>, Duration) -> Void = { _, _ in }
  ) async throws -> [Result<ChargingAnswer, any Error>] {
    var answers: [Result<ChargingAnswer, any Error>] = []
    answers.reserveCapacity(requests.count)
    for first in stride(from: 0, to: requests.count, by: limits.stretch) {
      let began = ContinuousClock.now
      let told = await answersOf(requests[first..<min(first + limits.stretch, requests.count)])
      let took = ContinuousClock.now - began
      for answer in told { noted(answer, took) }
      for answer in told {
        switch answer {
        case .success: answers.append(answer)
        case .failure(let rejection as Rejection) where rejection.problems.first?.code != .chargingFull: answers.append(answer)
        case .failure(is UnwritableRequest): answers.append(answer)
        case .failure(let fault): throw fault
        }
      }
    }
    return answers
  }

  private func answersOf(_ requests: ArraySlice<ChargingRequest>) async -> [Result<ChargingAnswer, any Error>] {
    await withCheckedContinuation { done in
      let gathered = GatheredAnswers<ChargingAnswer>(requests.count) { done.resume(returning: $0) }
      let isTaken = wait(requests.count) { line in
        for (place, request) in requests.enumerated() {
          line.waiting.append(Waiting(request: request, isFollowed: false, asker: Asker(since: line.looks) { gathered.take($0, at: place) }))
        }
      }
      if !isTaken { done.resume(returning: Array(repeating: .failure(ChargeOnline.full), count: requests.count)) }
    }
  }

  private static var full: Rejection {
    Rejection(Problem(
      .chargingFull, "more requests wait to be decided than are held in memory", remedy: "send the same request again after the seconds that `Retry-After` names"))
  }

  /// Has as many stand in the line; says whether they may.
  private func wait(_ count: Int, _ append: (inout Line) -> Void) -> Bool {
    let begun: (deciding: Bool, watching: Bool)? = line.withLock { line in
      if line.isClosed || line.waiting.count + line.unsettledCount + count > limits.waiting { return nil }
      append(&line)
      defer { (line.isDeciding, line.isWatched) = (true, true) }
      return (!line.isDeciding, !line.isWatched)
    }
    guard let begun else { return false }
    if begun.watching { watch.begin { self.look(whoWaitsLongerThan: LineWatch.looks) } }
    if begun.deciding { deciding.async { self.decideAll() } }
    return true
  }

  /// Whether a request of that session and number was answered before.
  ///
  /// - Throws: the store's fault, or `WaitedTooLong`.
  public func isKnown(_ request: ChargingRequest) async throws -> Bool { try await between { try $0.known([request]) == [true] } }

  /// Lets go of what is set aside for sessions that nothing was heard of; returns them.
  @discardableResult
  public func reclaim() async throws -> [String] {
    try await withCheckedThrowingContinuation { done in
      deciding.async { done.resume(with: Result { try self.recorder.withLock { try $0.reclaim() } }) }
    }
  }

  /// Charges what could not be charged when it was told, as far as it can be by now; returns how many sessions were.
  ///
  /// - Throws: the store's fault, or `WaitedTooLong` when that goes no further; what was charged by then stays charged.
  public func chargeUncharged() async throws -> Int {
    var (count, place): (Int, Int64?) = (0, 0)
    while let after = place {
      let (charged, furthest) = try await between { try $0.chargeSomeUncharged(after: after) }
      count += charged
      place = furthest
    }
    return count
  }

  /// Gives up what a session used and nobody can be charged for, and returns once that is durable; the same again changes nothing.
  ///
  /// - Throws: `Rejection` when nothing of it waits (`charging.not-waiting`), several do and it is not said which (`charging.several-wait`), or a
  ///   reason or a name is missing (`charging.needs-reason`); the
  ///   store's fault, or `WaitedTooLong`, after which the same may be asked again.
  public func giveUp(_ order: GiveUpUse) async throws -> GivenUpUse { try await between { try $0.giveUp(order) } }

  /// Does something between two groups. Whoever waits too long is told so, as those who wait in the line are: what is being done then may be
  /// done all the same, and what was not begun is not.
  private func between<T: Sendable>(_ work: @escaping @Sendable (ChargingRecorder) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { done in
      let asker = AskersOfGroup<T>([Asker(since: 0) { done.resume(with: $0) }])
      watch.once { for late in asker.takeThose(before: 1) { late.told(.failure(WaitedTooLong(self.watch.patience))) } }
      deciding.async { if asker.isAnybodyThere { asker.tell([Result { try self.recorder.withLock { try work($0) } }]) } }
    }
  }

  /// What networks are to be told by now of the sessions they have.
  public func look() async throws -> [NetworkOrder] {
    try await withCheckedThrowingContinuation { done in
      deciding.async { done.resume(with: Result { try self.recorder.withLock { try $0.look() } }) }
    }
  }

  /// Those of some sessions of which networks will be told nothing: they are over, or not followed here.
  ///
  /// - Parameter over: those of them that are known to be over, wherever they ended.
  public func unfollowed(of sessions: [String], over: [String] = []) async -> [String] {
    await withCheckedContinuation { done in
      deciding.async { done.resume(returning: self.recorder.withLock { $0.unfollowed(of: sessions, over: over) }) }
    }
  }

  /// Lets go of what is set aside for sessions whose names begin so and that had begun by then, some at a time, so that whoever asks meanwhile waits
  /// for those and not for all; returns how many once that is durable.
  ///
  /// - Throws: the store's fault, or `WaitedTooLong` when that goes no further; what was let go of by then stays so, and the same again goes on.
  @discardableResult
  public func reclaim(sessionsUnder prefix: String, begunBy at: Instant) async throws -> Int {
    var (count, place): (Int, String?) = (0, "")
    while let after = place {
      let (reclaimed, furthest) = try await between { try $0.reclaimSome(sessionsUnder: prefix, begunBy: at, after: after) }
      count += reclaimed
      place = furthest
    }
    return count
  }

  /// Answers what waits and takes nothing more.
  public func close() async {
    line.withLock { $0.isClosed = true }
    await withCheckedContinuation { done in whenAllIsDecided { self.settlers.async { done.resume() } } }
  }

  private func whenAllIsDecided(_ body: @escaping @Sendable () -> Void) {
    deciding.async { if self.line.withLock({ $0.isDeciding }) { self.whenAllIsDecided(body) } else { body() } }
  }

  /// Decides a group, and then the next one behind whatever else is to be done between two.
  private func decideAll() {
    gather()
    guard let (group, askers) = next() else { return }
    let requests = group.map(\.request)
    let followed = Set(group.lazy.filter(\.isFollowed).map(\.request.session))
    let (answers, unsettled) = recorder.withLock { $0.decideAhead(requests, followed: followed) { line.withLock { $0.isBusy } } }
    if let unsettled {
      settle(Decided(askers: askers, answers: answers, commit: unsettled))
    } else {
      askers.tell(answers)
      forget([askers])
    }
    deciding.async { self.decideAll() }
  }

  /// Waits a moment for those who were answered a moment ago and ask again: where a group costs journeys to a server, and
  /// the first to ask again would have one alone.
  private func gather() {
    if !settling.settlesApart { return }
    let areFew = line.withLock { line in !line.waiting.isEmpty && line.waiting.count < line.lastCount / 2 }
    if areFew { usleep(ChargeOnline.gatheringMicroseconds) }
  }

  /// Answers a group once it is durable, while the next is decided.
  private func settle(_ decided: Decided) {
    let begins = line.withLock { line in
      line.unsettled.append(decided)
      line.unsettledCount += decided.askers.count
      defer { line.isSettling = true }
      return !line.isSettling
    }
    if begins { settlers.async { self.settleAll() } }
  }

  private func settleAll() {
    while let groups = unsettled() {
      for (decided, fault) in zip(groups, settling.settle(groups.map(\.commit))) { decided.tell(fault) }
      line.withLock { line in line.unsettledCount -= groups.reduce(0) { $0 + $1.askers.count } }
      forget(groups.map(\.askers))
    }
  }

  /// What is settled next, together; `nil` when nothing waits for it.
  private func unsettled() -> [Decided]? {
    line.withLock { line in
      if line.unsettled.isEmpty {
        line.isSettling = false
        return nil
      }
      defer { line.unsettled = [] }
      return line.unsettled
    }
  }

  /// What is decided next; `nil` when nothing waits, and then nothing is being decided any more.
  private func next() -> (group: [Waiting], askers: AskersOfGroup<ChargingAnswer>)? {
    line.withLock { line in
      if line.waiting.isEmpty {
        line.isDeciding = false
        return nil
      }
      let count = min(limits.group, line.waiting.count)
      let group = Array(line.waiting[..<count])
      line.waiting.removeSubrange(..<count)
      line.lastCount = count
      let askers = AskersOfGroup(group.map(\.asker))
      line.unanswered.append(askers)
      return (group, askers)
    }
  }

  /// Those of these groups have been told.
  private func forget(_ told: [AskersOfGroup<ChargingAnswer>]) {
    line.withLock { line in line.unanswered.removeAll { askers in told.contains { $0 === askers } } }
  }

  /// Tells those who have waited for more than so many looks; says whether anybody is still there.
  private func look(whoWaitsLongerThan looks: Int) -> Bool {
    let (late, goesOn) = line.withLock { line in
      line.looks += 1
      let first = line.looks - looks
      var late = line.unanswered.flatMap { $0.takeThose(before: first) }
      let unbegun = line.waiting.prefix { $0.asker.since < first }.map(\.asker)
      line.waiting.removeFirst(unbegun.count)
      late += unbegun
      line.isWatched = !line.waiting.isEmpty || !line.unanswered.isEmpty
      return (late, line.isWatched)
    }
    for asker in late { asker.told(.failure(WaitedTooLong(watch.patience))) }
    return goesOn
  }
}
