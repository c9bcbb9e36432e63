/// What a subscription is named by in `Subscription-Id` (RFC 8506, section 8.47).
public enum SubscriptionType: UInt32, Sendable, CaseIterable {
  /// A public number (E.164).
  case e164
  case imsi
  case sipURI
  /// A network access identifier.
  case nai
  case `private`

  /// As settings write it.
  public var word: String {
    switch self {
    case .e164: "e164"
    case .imsi: "imsi"
    case .sipURI: "sip-uri"
    case .nai: "nai"
    case .private: "private"
    }
  }
}

/// How the gateway names itself, and what a network's services are called in the catalog.
public struct DiameterSettings: Sendable {
  public var originHost: String
  public var originRealm: String
  /// Types of usage by rating group; they win over what the context says.
  public var ratingGroups: [UInt32: String]
  /// What names who uses something: the first of these that a request says. What it says of other types is passed over.
  public var subjects: [SubscriptionType] = SubscriptionType.allCases
  /// Realms whose messages are for this node beside those for its own.
  public var otherRealms: [String] = []
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

  /// The realm of a node that nobody has given a name.
  private static let unnamed = "localdomain"

  /// Whether a message for this realm is for this node; one that nobody has named takes what comes.
  ///
  /// Names of hosts and realms are compared as those of the Internet are: capitals make no difference.
  func isOurs(realm: String?) -> Bool {
    guard originRealm != DiameterSettings.unnamed else { return true }
    return ([originRealm] + otherRealms).contains { $0.lowercased() == realm?.lowercased() }
  }

  /// Whether a message for this host is for this node.
  func isOurs(host: String?) -> Bool { originRealm == DiameterSettings.unnamed || host?.lowercased() == originHost.lowercased() }

  /// What a context is about, by which 3GPP describes it: packets (TS 32.251), calls (32.260, 32.276), messages (32.274).
  private static let contexts: [(mark: String, service: String, kind: SaidUnits.Kind)] = [
    ("32251", "data", .octets), ("32260", "call", .seconds), ("32276", "call", .seconds), ("32274", "message", .events),
  ]

  /// The type of usage, by which prices know a service: said for its rating group, told by the context, or by what its units are.
  func service(ratingGroup: UInt32, context: String, kind: SaidUnits.Kind?) -> String {
    if let said = ratingGroups[ratingGroup] { return said }
    if let known = DiameterSettings.contexts.first(where: { context.hasPrefix($0.mark) }) { return known.service }
    return switch kind {
    case .octets, nil: "data"
    case .seconds: "call"
    case .events: "message"
    }
  }

  /// What of the units of a service counts when a network says several kinds of them: the first that it says.
  func kinds(of service: String, context: String) -> [SaidUnits.Kind] {
    let own: SaidUnits.Kind? =
      switch service {
      case "data": .octets
      case "call": .seconds
      case "message", "event": .events
      default: DiameterSettings.contexts.first { context.hasPrefix($0.mark) }?.kind
      }
    return (own.map { [$0] } ?? []) + SaidUnits.Kind.allCases.filter { $0 != own }
  }
}
