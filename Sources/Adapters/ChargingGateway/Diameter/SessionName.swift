import Charging

/// What a session is called in charging: its `Session-Id`, and of a sub-session its number as well: both together name it (RFC 8506,
/// section 8.5).
struct SessionName: Sendable, Hashable {
  var session: String
  /// `CC-Sub-Session-Id`; `nil` where a session has none.
  var part: UInt64?

  private static let mark = "#cc-sub-session-id="

  init(session: String, part: UInt64?) {
    self.session = session
    self.part = part
  }

  /// By what charging calls it.
  init(_ name: String) {
    session = name
    guard let hash = name.utf8.lastIndex(of: UInt8(ascii: "#")) else { return }
    let tail = name[hash...]
    guard tail.hasPrefix(SessionName.mark), let number = UInt64(tail.dropFirst(SessionName.mark.count)) else { return }
    (session, part) = (String(name[..<hash]), number)
  }

  var name: String { part.map { "\(session)\(SessionName.mark)\($0)" } ?? session }

  /// As messages name it.
  var avps: [AVP] { [AVP(Code.sessionID, session)] + (part.map { [AVP(Code.subSession, $0)] } ?? []) }
}

extension ChargingRequest {
  /// The same of the session as a whole: sub-sessions were known by that before they had names of their own, and those that had begun by then
  /// go on. `nil` where there is no other name.
  var ofWholeSession: ChargingRequest? {
    guard kind == .update || kind == .terminate else { return nil }
    let name = SessionName(session)
    if name.part == nil { return nil }
    var request = self
    request.session = name.session
    return request
  }
}
