public import Charging
public import Primitives
import Subscriptions

/// What a network told was used in a session, and what could not be charged: nobody is known under the subject, no balance pays, a price cannot be
/// applied. It waits until it can be; the network is not asked to say it again.
///
/// A session that goes on and that nothing can be charged of waits as well (its request is an update): its end may never be told.
public struct UnchargedUse: Sendable, Equatable {
  /// Given by the store; 0 before. Of a name that a network uses again, several may wait.
  public var number: Int64 = 0
  /// As it was told, with the services that were not charged.
  public var request: ChargingRequest
  public var result: ChargingResult
  public var reason: String?
  public var notedAt: Instant

  public init(number: Int64 = 0, request: ChargingRequest, result: ChargingResult, reason: String?, notedAt: Instant) {
    self.number = number
    self.request = request
    self.result = result
    self.reason = reason
    self.notedAt = notedAt
  }

  /// What of a last request was not charged, or of one that goes on and has no session; `nil` when all of it was, needs no charging, or will be told
  /// again of the session.
  ///
  /// - Parameters:
  ///   - told: the request as it was told.
  ///   - decided: the same with what is new in it.
  ///   - stands: whether it has a session, which knows how far it is charged.
  init?(_ told: ChargingRequest, _ decided: ChargingRequest, _ answer: ChargingAnswer, stands: Bool, at: Instant) {
    guard told.running != nil, decided.kind == .terminate || decided.kind == .update && !stands else { return nil }
    let refused = answer.services.filter { $0.result.keepsWaiting }
    if answer.services.isEmpty, !answer.result.keepsWaiting { return nil }
    var left = told
    left.kind = decided.kind
    left.services = zip(told.services, decided.services).lazy.filter { told, new in
      new.used > 0 && (answer.services.isEmpty || refused.contains { $0.service == told.service && $0.ratingGroup == told.ratingGroup })
    }.map { $0.0 }
    if left.services.isEmpty { return nil }
    self.init(request: left, result: refused.first?.result ?? answer.result, reason: answer.reason ?? refused.lazy.compactMap(\.reason).first, notedAt: at)
  }

  /// What of it is neither charged nor given up, and what its end has still to say; `nil` when that is nothing.
  ///
  /// - Parameters:
  ///   - session: the session that has its name, unless that is somebody else's.
  ///   - earlier: that which it tells of, when it was over before that one began.
  func rest(_ session: ChargingSession?, _ earlier: EarlierSession?, givenUp: [GivenUpUse]) -> ChargingRequest? {
    if let earlier { return earlier.rest(of: request, givenUp: givenUp) }
    switch request.following(session, givenUp: givenUp) {
    case .known: return nil
    case .goesOn(let rest), .anew(let rest):
      // Only an end has something to say when nothing was used.
      return request.kind == .terminate || rest.services.contains { $0.used > 0 } ? rest : nil
    }
  }

  /// Whether something that is told is of the session that this is of, as far as it is known: where it is not said when either began, nothing
  /// that was told later than its end is.
  func isOfSameSession(as told: ChargingRequest) -> Bool {
    guard told.subject == request.subject || told.subject.isEmpty || request.subject.isEmpty else { return false }
    return isOfSameTime(as: told)
  }

  /// The same, whosever it is.
  func isOfSameTime(as told: ChargingRequest) -> Bool {
    guard let own = request.running, let other = told.running else { return false }
    return own.begunAt == nil || other.begunAt == nil ? other.saidAt <= own.saidAt : !own.begins(apartFrom: other)
  }

  func units(in rest: ChargingRequest) -> [GivenUpUnits] {
    zip(request.services, rest.services).filter { $1.used > 0 }.map {
      GivenUpUnits(ratingGroup: $0.ratingGroup, service: $0.service, destination: $0.destination, used: $0.used, units: $1.used)
    }
  }

  /// The same with the services only of which something is left.
  func keeping(_ rest: ChargingRequest) -> UnchargedUse {
    var kept = self
    kept.request.services = zip(request.services, rest.services).lazy.filter { $1.used > 0 }.map { $0.0 }
    return kept
  }

  /// That of which this tells among what waits under its name; `nil` when it is another session, of somebody else or begun at another time.
  public func same(among waiting: [UnchargedUse]) -> UnchargedUse? {
    guard let count = request.running else { return nil }
    let alike = waiting.filter { other in
      other.request.running.map { other.request.subject == request.subject && !count.begins(apartFrom: $0) } ?? false
    }
    func distance(_ other: UnchargedUse) -> Int64 {
      guard let begunAt = count.begunAt, let others = other.request.running?.begunAt else { return .max }
      return abs(begunAt.microseconds - others.microseconds)
    }
    return alike.min { distance($0) < distance($1) }
  }

  /// What waits of a session of which this is told when something of it waits already: of each service the most that was told, whatever came
  /// last.
  public func joined(_ earlier: UnchargedUse) -> UnchargedUse {
    guard let (count, before) = request.running.flatMap({ count in earlier.request.running.map { (count, $0) } }) else { return self }
    var joined = count.saidAt >= before.saidAt ? self : earlier
    let other = count.saidAt >= before.saidAt ? earlier : self
    for service in other.request.services {
      let place = joined.request.services.firstIndex {
        $0.ratingGroup == service.ratingGroup && $0.service == service.service && $0.destination == service.destination
      }
      if let place {
        joined.request.services[place].used = max(joined.request.services[place].used, service.used)
      } else {
        joined.request.services.append(service)
      }
    }
    if other.request.kind == .terminate { joined.request.kind = .terminate }
    (joined.number, joined.notedAt) = (earlier.number, earlier.notedAt)
    return joined
  }
}

extension SubscriberDirectory {
  /// Whether a request names a session of another subscription, which is not over for all that is known.
  ///
  /// A subject that is nobody's says nothing against it, for networks know one customer by several names; unless it was told before the session
  /// began, and so of another one.
  func isOfSomebodyElse(_ told: ChargingRequest, _ session: ChargingSession) throws -> Bool {
    guard session.isUnderAnotherSubject(told) else { return false }
    guard let other = try subscriber(told.subject, at: told.at) else { return session.began(behind: told) }
    return other.subscription.id != session.subscription
  }
}

extension ChargingResult {
  /// Whether what a network told was used waits for another time, when it is answered so.
  var keepsWaiting: Bool { ![.success, .notApplicable, .creditLimitReached].contains(self) }
}
