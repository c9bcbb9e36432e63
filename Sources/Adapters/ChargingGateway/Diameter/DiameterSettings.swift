/// How the gateway names itself, and what a network's services are called in the catalog.
public struct DiameterSettings: Sendable {
  public var originHost: String
  public var originRealm: String
  /// Types of usage by rating group; they win over what the context says.
  public var ratingGroups: [UInt32: String]
  /// How long a peer may be silent before it is asked whether it lives, and before it is given up.
  public var watchdogSeconds: Int64
  /// How long a new connection may take to say who it is.
  public var greetingSeconds: Int64
  public var quota = QuotaTerms()
  /// How long the first answer to what a network is told unasked is waited for; each time twice as long.
  public var orderRetrySeconds = 4
  /// How often it is told at most.
  public var orderAttempts = 4

  public init(
    originHost: String = "florin.localdomain", originRealm: String = "localdomain", ratingGroups: [UInt32: String] = [:], watchdogSeconds: Int64 = 30,
    greetingSeconds: Int64 = 10
  ) {
    self.originHost = originHost
    self.originRealm = originRealm
    self.ratingGroups = ratingGroups
    self.watchdogSeconds = watchdogSeconds
    self.greetingSeconds = greetingSeconds
  }

  /// The type of usage, by which prices know a service: said for its rating group, told by the context (3GPP TS 32.251
  /// packets, 32.260 calls, 32.274 messages), or by what its units are.
  func service(ratingGroup: UInt32, context: String, unit: CreditControl.Unit) -> String {
    if let said = ratingGroups[ratingGroup] { return said }
    for (mark, type) in [("32251", "data"), ("32260", "call"), ("32276", "call"), ("32274", "message")] where context.hasPrefix(mark) { return type }
    return switch unit {
    case .octets, .unsaid: "data"
    case .seconds: "call"
    case .events: "message"
    }
  }
}
