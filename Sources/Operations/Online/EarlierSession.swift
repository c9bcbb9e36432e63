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
  private let charged: [ChargingSession]

  /// `nil` when the request tells of the session that has its name, or it is not known that it does not.
  ///
  /// - Parameters:
  ///   - latest: the session that has the name.
  ///   - standing: a session as it stood after one of its requests; `nil` when there is no such request.
  ///   - others: sessions whose names begin so.
  init?(
    of request: ChargingRequest, latest: ChargingSession, standing: (Int64) throws -> ChargingSession?, others: (String) throws -> [ChargingSession]
  ) rethrows {
    guard let running = request.running, request.isOver(before: latest) else { return nil }
    var (number, newer, last) = (latest.lastNumber, latest, ChargingSession?.none)
    // Numbers go on from one session of a name to the next.
    while let one = try standing(number) {
      number -= 1
      if one.countedFrom == newer.countedFrom { continue }
      if request.isOver(before: one) {
        newer = one
        continue
      }
      if request.tells(of: one) { last = one }
      break
    }
    later = try others("\(request.session)@").first { request.tells(of: $0) }
    name = later?.reference ?? "\(request.session)@\(running.begunAt ?? running.saidAt)"
    charged = [last, later].compactMap(\.self)
  }

  /// What the request tells beyond what was charged and given up, under the session's own name; `nil` when that is nothing.
  func rest(of request: ChargingRequest, givenUp: [GivenUpUse]) -> ChargingRequest? {
    var rest = request
    (rest.session, rest.kind, rest.number) = (name, .terminate, later.map { $0.lastNumber + 1 } ?? 0)
    let givenUp = givenUp.filter { $0.isOf(request) }
    for (index, service) in request.services.enumerated() {
      let known = charged.reduce(givenUp.units(like: service)) { $0.adding($1.total(like: service)) }
      rest.services[index].used = max(0, service.used - known)
      rest.services[index].requested = 0
    }
    return rest.services.contains { $0.used > 0 } ? rest : nil
  }
}
