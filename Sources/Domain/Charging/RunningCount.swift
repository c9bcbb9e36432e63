public import Primitives

/// Counters that run from the beginning of a session: each request says all that was used in it so far, not what was used since
/// the last one. So a request that is lost, comes twice or is overtaken makes no difference to what is charged.
public struct RunningCount: Sendable, Hashable {
  /// When the session began; `nil` where the network does not say when things happen.
  public var begunAt: Instant?
  /// When the network counted, by its own clock.
  public var saidAt: Instant

  public init(begunAt: Instant? = nil, saidAt: Instant) {
    self.begunAt = begunAt
    self.saidAt = saidAt
  }

  /// Networks count whole seconds, each rounded in its own way.
  static let slackSeconds: Int64 = 5
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
  /// - Parameter session: the session of its name; `nil` when there is none.
  public func following(_ session: ChargingSession?) -> FollowedSession {
    guard let running, let session else { return .goesOn(self) }
    var next = self
    next.number = session.lastNumber + 1
    let known = services.map { asked in session.service(like: asked).map { session.services[$0].total } ?? 0 }
    let isSame = zip(services, known).allSatisfy { $0.used == $1 }
    // A beginning comes first of all; of any other request the beginning is reckoned, so it must be clearly later.
    if kind == .initial {
      return running.isAfter(session, slackSeconds: 0) ? .anew(next) : .known
    }
    if !isSame, running.isAfter(session, slackSeconds: RunningCount.slackSeconds) { return .anew(next) }
    for (index, total) in known.enumerated() { next.services[index].used = max(0, services[index].used - total) }
    let isMore = next.services.contains { $0.used > 0 }
    if session.state == .ended {
      // Nothing more is granted; what the end did not know of is taken.
      next.kind = .terminate
      return isMore ? .goesOn(next) : .known
    }
    if kind == .update, !isMore, !isSame || running.saidAt <= session.saidAt ?? running.saidAt.adding(seconds: -1) { return .known }
    return .goesOn(next)
  }
}

extension RunningCount {
  /// Whether what it counts began after the last that is known of a session.
  func isAfter(_ session: ChargingSession, slackSeconds: Int64) -> Bool {
    guard let begunAt, let saidAt = session.saidAt else { return false }
    return begunAt > saidAt.adding(seconds: slackSeconds)
  }
}
