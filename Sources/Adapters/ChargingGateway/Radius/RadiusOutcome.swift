/// What came of a packet, or of what the network was told: counted, never answered in words.
public enum RadiusOutcome: String, Sendable, CaseIterable {
  case answered
  /// The same packet again: the same answer.
  case repeated
  case malformed
  case unknownClient = "unknown-client"
  case wrongAuthenticator = "wrong-authenticator"
  /// A kind of packet that is not spoken here, or an answer that nothing waits for.
  case unexpected
  case tooBusy = "too-busy"
  /// It could not be decided: it is not answered, and comes again.
  case unrecorded
  /// A counter was lower than before in a session that went on, as where it counts in 32 bits and begins again; beside the packet's own outcome.
  case counterFell = "counter-fell"

  case disconnectAsked = "disconnect-asked"
  case disconnectAccepted = "disconnect-accepted"
  case disconnectRefused = "disconnect-refused"
  case changeAsked = "change-asked"
  case changeAccepted = "change-accepted"
  case changeRefused = "change-refused"
  /// Asked as often as may be, and not answered.
  case unanswered
}

/// Where a datagram comes from or goes to.
public struct RadiusEndpoint: Sendable, Hashable {
  public var address: String
  public var port: Int

  public init(_ address: String, _ port: Int) {
    self.address = address
    self.port = port
  }
}
