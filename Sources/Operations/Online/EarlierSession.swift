public import Charging
import Primitives

/// A session that was over before the one that has its name by now began: its network tells late, or what was told waited.
///
/// What was charged of it under its name is what its last request there says. What comes to be charged later is charged under a name of its
/// own, so that the session that has the name by now is left as it stands.
struct EarlierSession {
  /// Its own name.
  let name: String
  /// What was charged later, as far as anything was.
  let later: ChargingSession?
  /// What was charged while it had the name, as far as anything was.
  let last: ChargingSession?

  /// `nil` when the request tells of the session that has its name, or it is not known that it does not.
  ///
  /// - Parameters:
  ///   - latest: the session that has the name.
  ///   - standing: a session as it stood after one of its requests; `nil` when there is no such request.
  ///   - isOfNoSession: whether there is such a request and it moved none.
  ///   - others: sessions whose names lie between two.
  init?(
    of request: ChargingRequest, latest: ChargingSession, standing: (Int64) throws -> ChargingSession?, isOfNoSession: (Int64) throws -> Bool,
    others: (ClosedRange<String>) throws -> [ChargingSession]
  ) rethrows {
    guard let running = request.running, let begunAt = running.begunAt, request.isOver(before: latest) else { return nil }
    var found: (session: ChargingSession, distance: Int64)?
    // Numbers go on from one session of a name to the next.
    var next = latest.firstNumber ?? latest.lastNumber
    while true {
      guard let one = try standing(next - 1) else {
        // Whoever debits under the name may have a number between.
        guard try isOfNoSession(next - 1) else { break }
        next -= 1
        continue
      }
      if let saidAt = one.saidAt, saidAt.adding(seconds: 2 * RunningCount.slackSeconds) < begunAt { break }
      // Of those from before that was written down, and of those whose network had no clock, it is not known when they were going on.
      guard one.countedFrom != nil, one.saidAt != nil else { return nil }
      if let distance = request.distance(to: one), distance < found?.distance ?? .max { found = (one, distance) }
      next = one.firstNumber ?? next - 1
    }
    last = found?.session
    let own = try others(EarlierSession.names(request.session, begunAt.adding(seconds: -7_200)...begunAt.adding(seconds: 7_200)))
    later = own.compactMap { one in request.distance(to: one).map { (one, $0) } }.min { $0.1 < $1.1 }?.0
    name = later?.reference ?? EarlierSession.free(EarlierSession.name(request.session, begunAt), Set(own.map(\.reference)))
  }

  /// A stroke and `@` follow one another in no name of a network.
  private static func name(_ session: String, _ begunAt: Instant) -> String { "\(session)/@\(begunAt)" }

  static func names(_ session: String, _ times: ClosedRange<Instant>) -> ClosedRange<String> { name(session, times.lowerBound)...name(session, times.upperBound) }

  /// Somebody else's may have begun at the same time.
  private static func free(_ name: String, _ taken: Set<String>) -> String {
    var (free, number) = (name, 1)
    while taken.contains(free) {
      number += 1
      free = "\(name)/\(number)"
    }
    return free
  }

  /// What the request tells beyond what was charged and given up, under the session's own name; `nil` when that is nothing.
  func rest(of request: ChargingRequest, givenUp: [GivenUpUse]) -> ChargingRequest? {
    var rest = request
    (rest.session, rest.kind, rest.number) = (name, .terminate, later.map { $0.lastNumber + 1 } ?? 0)
    if rest.subject.isEmpty { rest.subject = (later ?? last)?.subject ?? "" }
    let givenUp = givenUp.filter { $0.isOf(request) && $0.wasGoingOn(with: request) }
    for (index, service) in request.services.enumerated() {
      let known = [last, later].lazy.compactMap(\.self).reduce(givenUp.units(like: service)) { $0.adding($1.total(like: service)) }
      rest.services[index].used = max(0, service.used - known)
      rest.services[index].requested = 0
    }
    return rest.services.contains { $0.used > 0 } ? rest : nil
  }
}

extension GivenUpUse {
  /// Whether it was used while a request says that something was, as far as both say when.
  fileprivate func wasGoingOn(with told: ChargingRequest) -> Bool {
    guard let count = told.running, let begunAt = count.begunAt, let own = running.begunAt else { return true }
    let slack = 2 * RunningCount.slackSeconds
    return begunAt <= running.saidAt.adding(seconds: slack) && own <= count.saidAt.adding(seconds: slack)
  }
}
