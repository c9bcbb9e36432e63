import Operations
import Primitives

extension APIDesk {
  /// Who asks, when they may ask this: the one place where that is decided, for every endpoint.
  ///
  /// - Throws: `Rejection` or `RefusedCaller`: 401 without a key or token that opens anything, 403 with one that does not open this.
  func caller(_ arrival: Arrival, for endpoint: Endpoint) async throws -> Caller {
    guard case .roles(let roles) = endpoint.access else { return Caller(name: "", roles: []) }
    let ask = endpoint.outlastsDatabase ? surroundings.callerAsLastKnown ?? surroundings.caller : surroundings.caller
    return try admitted(try await ask(try credential(arrival, changes: endpoint.method != .get)), roles)
  }

  /// The same; `nil` when the database or an issuer has to be asked for it.
  func callerAtHand(_ arrival: Arrival, for endpoint: Endpoint) throws -> Caller? {
    guard case .roles(let roles) = endpoint.access else { return Caller(name: "", roles: []) }
    guard case .known(let caller) = try surroundings.callerAtHand(try credential(arrival, changes: endpoint.method != .get)) else { return nil }
    return try admitted(caller, roles)
  }

  private func admitted(_ caller: Caller?, _ roles: Set<Role>) throws -> Caller {
    guard let caller else {
      throw Rejection(
        Problem(
          .keyMissing, path: "Authorization", "this needs an access key", remedy: "send `Authorization: Bearer KEY`; `florin key create NAME --role ROLE` makes one"))
    }
    if caller.roles.isDisjoint(with: roles) {
      throw RefusedCaller(
        caller.name,
        Problem(
          .forbidden, path: "Authorization", "\(caller.name) has no role that opens this",
          remedy: "ask as one of these roles: \(roles.sorted().map(\.rawValue).joined(separator: ", "))"))
    }
    return caller
  }

  /// What says who asks. A key or token counts alone, whatever cookie comes beside it; a cookie counts for changes only when a page of
  /// this installation sends it.
  private func credential(_ arrival: Arrival, changes: Bool) throws(Rejection) -> Credential? {
    if let bearer = try APIDesk.bearer(arrival.header("authorization")) { return .bearer(bearer) }
    guard let cookie = surroundings.sessionCookie, let session = Cookies.value(cookie.name, arrival.headers) else { return nil }
    if changes { try SameOrigin.require(arrival.headers, origin: cookie.origin) }
    return .session(session)
  }

  /// The key or token in an `Authorization` header (RFC 6750).
  private static func bearer(_ header: String?) throws(Rejection) -> String? {
    guard let header else { return nil }
    // As nearly everybody writes it.
    if header.utf8.starts(with: "Bearer ".utf8), case let key = header.utf8.dropFirst(7), !key.isEmpty, !key.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) {
      return String(Substring(key))
    }
    let parts = header.split(separator: " ")
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw Rejection(Problem(.keyUnknown, path: "Authorization", "the header has neither an access key nor a token in it", remedy: "send `Authorization: Bearer KEY`"))
    }
    return String(parts[1])
  }
}
