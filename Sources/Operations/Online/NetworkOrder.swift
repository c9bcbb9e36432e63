/// What a network is told about a session without having asked.
public struct NetworkOrder: Sendable, Hashable {
  /// What is to be done with the session.
  public enum Kind: String, Sendable, CaseIterable {
    /// What it was granted may be another number by now: it says what was used, and asks again.
    case reauthorise
    /// The session must not go on.
    case abort
  }

  public var session: String
  public var kind: Kind
  /// What is to be asked for again; empty: all of the session.
  public var ratingGroups: [Int64]

  public init(_ kind: Kind, session: String, ratingGroups: [Int64] = []) {
    self.kind = kind
    self.session = session
    self.ratingGroups = ratingGroups
  }
}

/// What came of telling a network something.
public enum OrderOutcome: String, Sendable, CaseIterable {
  case asked, accepted, refused
  /// The network knows nothing of the session; what is set aside for it is let go when its time is over.
  case unknownSession = "unknown-session"
  /// Asked as often as may be, and not answered.
  case unanswered
  /// No way leads to the network that has the session.
  case unroutable
}
