public import Primitives

/// What was used in a session, could not be charged, and will not be: somebody gave it up. A fact.
public struct GivenUpUse: Sendable, Hashable {
  /// Given by the store; 0 before.
  public var id: Int64
  public var session: String
  public var subject: String
  public var usedAt: Instant
  /// By the network's own clock.
  public var running: RunningCount
  public var services: [GivenUpUnits]
  /// Why it could not be charged.
  public var result: ChargingResult
  public var obstacle: String?
  /// When it was told by the network.
  public var notedAt: Instant
  /// Why it was given up, by whom and when.
  public var reason: String
  public var givenUpBy: String
  public var givenUpAt: Instant

  public init(
    id: Int64 = 0, session: String, subject: String, usedAt: Instant, running: RunningCount, services: [GivenUpUnits], result: ChargingResult, obstacle: String?,
    notedAt: Instant, reason: String, givenUpBy: String, givenUpAt: Instant
  ) {
    self.id = id
    self.session = session
    self.subject = subject
    self.usedAt = usedAt
    self.running = running
    self.services = services
    self.result = result
    self.obstacle = obstacle
    self.notedAt = notedAt
    self.reason = reason
    self.givenUpBy = givenUpBy
    self.givenUpAt = givenUpAt
  }

  /// Whether a request tells of the session of which it was given up, and not of another one under the same name: of one that began later,
  /// or was over before, or is somebody else's. Where nobody says when a session began, this house's clock does not say so as well as the network's,
  /// or an end tells the same counters, it is taken for the same.
  ///
  /// - Parameter slackSeconds: how far the times of a network may be apart, which are reckoned from how long something took.
  public func isOf(_ told: ChargingRequest, slackSeconds: Int64 = RunningCount.slackSeconds) -> Bool {
    guard let count = told.running else { return false }
    if !subject.isEmpty, !told.subject.isEmpty, subject != told.subject { return false }
    if told.kind == .terminate, services.allSatisfy({ $0.isTold(in: told) }) { return true }
    if let begunAt = count.begunAt, begunAt > running.saidAt.adding(seconds: slackSeconds) {
      // Not by this house's clock: the network's was set meanwhile.
      return count.heardFrom.map { $0 < notedAt.adding(seconds: slackSeconds) } ?? false
    }
    // Its beginning is reckoned from what its end told.
    if let begunAt = running.begunAt, count.saidAt.adding(seconds: RunningCount.slackSeconds) < begunAt {
      guard let heard = count.heardFrom, let own = heardFrom else { return false }
      return heard.adding(seconds: 2 * RunningCount.slackSeconds) >= own
    }
    return true
  }

  /// When its session began by this house's clock, or before: it is known when something of it was told first.
  private var heardFrom: Instant? { RunningCount(begunAt: running.begunAt, saidAt: running.saidAt, heardAt: notedAt).heardFrom }
}

/// Units of one service that were given up.
public struct GivenUpUnits: Sendable, Hashable {
  public var ratingGroup: Int64
  public var service: String
  public var destination: String?
  /// All that was used in the session, as it was told.
  public var used: Int64
  /// What of that was not charged, and was given up.
  public var units: Int64

  public init(ratingGroup: Int64, service: String, destination: String?, used: Int64, units: Int64) {
    self.ratingGroup = ratingGroup
    self.service = service
    self.destination = destination
    self.used = used
    self.units = units
  }

  func isOf(_ asked: ServiceUnits) -> Bool { ratingGroup == asked.ratingGroup && service == asked.service && destination == asked.destination }

  /// Whether a request tells the same count.
  fileprivate func isTold(in request: ChargingRequest) -> Bool { request.services.contains { isOf($0) && $0.used == used } }
}

extension [GivenUpUse] {
  /// How many units of a service were given up, all together.
  public func units(like asked: ServiceUnits) -> Int64 {
    var sum: Int64 = 0
    for service in lazy.flatMap(\.services) where service.isOf(asked) { sum = sum.adding(service.units) }
    return sum
  }
}
