extension APIDesk {
  /// The way on which requests to hot endpoints are answered, with the answers and the checks of every other.
  public var lane: Lane { Lane(takes: hotRoutes.contains) { answer($0, on: $1, then: $2) } }

  /// Answers a request without a task of its own where that can be done.
  ///
  /// - Parameters:
  ///   - hop: runs a piece of work on the thread that asks.
  ///   - done: called once, on the thread that asks.
  func answer(_ arrival: Arrival, on hop: @escaping Lane.Hop, then done: @escaping @Sendable (Departure) -> Void) {
    var course = begin(arrival)
    do {
      let place = try find(arrival, &course)
      guard let caller = try callerAtHand(arrival, for: place.routed.endpoint) else {
        return later(course, arrival, hop, done) { course in
          let caller = try await caller(arrival, for: place.routed.endpoint)
          return try await carryOut(place.routed.endpoint, try check(arrival, place, caller, &course))
        }
      }
      let request = try check(arrival, place, caller, &course)
      let endpoint = place.routed.endpoint
      switch endpoint.work {
      case .plain(let answer): done(end(course, arrival, .success(try answer(request))))
      case .queued(let ask):
        ask(request) { [course] made in hop { done(end(course, arrival, Result(catching: made))) } }
      case .reading(let answer) where surroundings.readsInPlace && request.accepted == "application/json" && shortReads.areShort(at: course.start):
        let (begun, standing) = (surroundings.microseconds(), ThreadStanding.now)
        let outcome = Result { try surroundings.ofOneMoment { try answer(request) } }
        shortReads.note(from: begun, until: surroundings.microseconds(), since: standing)
        done(end(course, arrival, outcome))
      case .reading(let answer):
        try pool.read({ try surroundings.ofOneMoment { try answer(request) } }) { [course] outcome in hop { done(end(course, arrival, outcome)) } }
      default: later(course, arrival, hop, done) { _ in try await carryOut(endpoint, request) }
      }
    } catch { done(end(course, arrival, .failure(error))) }
  }

  /// Answers in a task, for what may wait in one.
  private func later(
    _ begun: Course, _ arrival: Arrival, _ hop: @escaping Lane.Hop, _ done: @escaping @Sendable (Departure) -> Void,
    _ body: @escaping @Sendable (inout Course) async throws -> APIResponse
  ) {
    Task {
      var course = begun
      let outcome: Result<APIResponse, any Error>
      do { outcome = .success(try await body(&course)) } catch { outcome = .failure(error) }
      hop { [course] in done(end(course, arrival, outcome)) }
    }
  }
}
