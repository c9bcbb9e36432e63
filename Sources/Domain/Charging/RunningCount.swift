public import Primitives

/// Counters that run from the beginning of a session: each request says all that was used in it so far, not what was used since
/// the last one. So a request that is lost, comes twice or is overtaken makes no difference to what is charged.
public struct RunningCount: Sendable, Hashable {
  /// When the session began; `nil` where the network does not say when things happen.
  public var begunAt: Instant?
  /// When the network counted, by its own clock.
  public var saidAt: Instant
  /// The same by this house's clock: when it was told, less how long the network says that it waited; `nil` where nobody looked at the clock.
  public var heardAt: Instant?

  public init(begunAt: Instant? = nil, saidAt: Instant, heardAt: Instant? = nil) {
    self.begunAt = begunAt
    self.saidAt = saidAt
    self.heardAt = heardAt
  }

  /// When the session began by this house's clock, reckoned from how long it had lasted by then.
  public var heardFrom: Instant? {
    guard let heardAt, let begunAt else { return nil }
    return Instant(microseconds: heardAt.microseconds - (saidAt.microseconds - begunAt.microseconds))
  }

  /// Networks count whole seconds, each rounded in its own way.
  public static let slackSeconds: Int64 = 5
}

/// What a request with running counters is to the session it names.
public enum FollowedSession: Sendable, Hashable {
  /// It says nothing new: it came before, or a later one overtook it.
  case known
  /// It moves the session; units are those since the last request.
  case goesOn(ChargingRequest)
  /// It belongs to a session that began after what was said last: the network uses the name again.
  case anew(ChargingRequest)
}

extension ChargingRequest {
  /// What the request is to a session as it stands, whatever came before, twice, late or not at all.
  ///
  /// - Parameters:
  ///   - session: the session of its name; `nil` when there is none.
  ///   - givenUp: what was given up under its name. It counts as if it had been charged.
  public func following(_ session: ChargingSession?, givenUp: [GivenUpUse] = []) -> FollowedSession {
    guard let running else { return .goesOn(self) }
    // A beginning comes first of all; of any other request the beginning is reckoned, so it must be clearly later.
    let slackSeconds = kind == .initial ? 0 : RunningCount.slackSeconds
    let givenUp = givenUp.filter { $0.isOf(self, slackSeconds: slackSeconds) }
    guard let session else { return beyond(givenUp).map { .goesOn($0) } ?? .known }
    var next = self
    next.number = session.lastNumber + 1
    let known = services.map { asked in session.total(like: asked).adding(givenUp.units(like: asked)) }
    let isSame = zip(services, known).allSatisfy { $0.used == $1 }
    if kind == .initial || !isSame, running.isAfter(session, slackSeconds: slackSeconds) { return next.beyond(givenUp).map { .anew($0) } ?? .known }
    if kind == .initial { return .known }
    for (index, total) in known.enumerated() { next.services[index].used = max(0, services[index].used - total) }
    let isMore = next.services.contains { $0.used > 0 }
    if session.state == .ended || kind == .terminate && !givenUp.isEmpty {
      // Nothing more is granted; what the end did not know of is taken.
      next.kind = .terminate
      return isMore || kind == .terminate && session.state != .ended ? .goesOn(next) : .known
    }
    if kind == .update, !isMore, !isSame || running.saidAt <= session.saidAt ?? running.saidAt.adding(seconds: -1) { return .known }
    return .goesOn(next)
  }

  /// What the request tells beyond what was given up, of a session of which nothing was charged; `nil` when that is nothing.
  private func beyond(_ givenUp: [GivenUpUse]) -> ChargingRequest? {
    if givenUp.isEmpty { return self }
    var rest = self
    // What goes on while something of it was given up is controlled all the same.
    if kind != .update { rest.kind = .terminate }
    for index in services.indices { rest.services[index].used = max(0, services[index].used - givenUp.units(like: services[index])) }
    return rest.services.contains { $0.used > 0 } ? rest : nil
  }
}

extension ChargingSession {
  /// Whether a request names, under another subject, a session that is not over for all that is known: networks use names again, and tell late;
  /// and they know one customer by several names.
  public func isUnderAnotherSubject(_ told: ChargingRequest) -> Bool {
    guard let running = told.running, !subject.isEmpty, !told.subject.isEmpty, subject != told.subject else { return false }
    return !running.isAfter(self, slackSeconds: told.kind == .initial ? 0 : RunningCount.slackSeconds)
  }

  /// Whether a request was told before the session began, as far as it is known.
  public func began(behind told: ChargingRequest) -> Bool {
    told.running.map { $0.saidAt.adding(seconds: RunningCount.slackSeconds) < countedFrom ?? begunAt } ?? false
  }
}

extension ChargingRequest {
  /// Whether it tells of a session that was over before the one that has its name began: the network has used the name again since.
  ///
  /// Not when the network does not say when either began, nor when its clock alone says so: that may have been set.
  public func isOver(before session: ChargingSession) -> Bool {
    guard let running, let begunAt = running.begunAt, let from = session.countedFrom else { return false }
    let slack = 2 * RunningCount.slackSeconds
    if let heard = running.heardFrom, let first = session.heardFrom, !RunningCount.areApart(heard, first) { return false }
    if running.saidAt.adding(seconds: slack) < from { return true }
    // The name was used again at once.
    return begunAt.adding(seconds: slack) < from && running.saidAt <= from.adding(seconds: slack)
  }

  /// How far its beginning is from that of a session that it tells of, in microseconds; `nil` when it tells of another one: of somebody
  /// else's, or one that was not going on at the same time. Beginnings are reckoned by clocks that drift apart, so they need not be the same.
  public func distance(to session: ChargingSession) -> Int64? {
    guard let running, let begunAt = running.begunAt, let from = session.countedFrom, let saidAt = session.saidAt else { return nil }
    guard session.subject == subject || subject.isEmpty || session.subject.isEmpty else { return nil }
    let slack = RunningCount.slackSeconds
    guard begunAt <= saidAt.adding(seconds: slack), running.saidAt.adding(seconds: slack) >= from, !isOver(before: session) else { return nil }
    return abs(begunAt.microseconds - from.microseconds)
  }
}

extension RunningCount {
  /// Whether two counts are of sessions that began at other times, by every clock that was looked at; where one does not say when, they are taken
  /// for the same.
  public func begins(apartFrom other: RunningCount) -> Bool {
    guard let begunAt, let others = other.begunAt else { return false }
    if let heard = heardFrom, let other = other.heardFrom, !RunningCount.areApart(heard, other) { return false }
    return RunningCount.areApart(begunAt, others)
  }

  fileprivate static func areApart(_ one: Instant, _ other: Instant) -> Bool {
    one > other.adding(seconds: 2 * slackSeconds) || other > one.adding(seconds: 2 * slackSeconds)
  }

  /// Whether what it counts began after the last that is known of a session.
  ///
  /// A network's clock may be set while a session goes on, forwards or back, so this house's clock must say so too: what comes late for want of
  /// that is charged late, what is taken for another session is charged twice.
  func isAfter(_ session: ChargingSession, slackSeconds: Int64) -> Bool {
    guard let begunAt, let saidAt = session.saidAt else { return false }
    if let heard = heardFrom, let last = session.heardAt, heard < last.adding(seconds: slackSeconds) { return false }
    return begunAt > saidAt.adding(seconds: slackSeconds)
  }
}
