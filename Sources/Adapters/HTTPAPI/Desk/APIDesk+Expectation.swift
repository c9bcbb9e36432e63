extension APIDesk {
  /// What a request is refused with for its head alone, so that nobody sends a body for nothing (RFC 9110, section 10.1.1), or because it is
  /// none that could be answered; `nil`: its body is wanted.
  public func refusal(of head: Arrival) async -> Departure? {
    var course = begin(head)
    do {
      let place = try find(head, &course)
      let caller = try await caller(head, for: place.routed.endpoint)
      _ = try check(head, place, caller, &course, bodyIsToCome: true)
      return nil
    } catch { return end(course, head, .failure(error)) }
  }
}
