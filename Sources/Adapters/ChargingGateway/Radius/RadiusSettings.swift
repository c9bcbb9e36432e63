public import Operations

/// Who may send accounting, and what it is charged as.
public struct RadiusSettings: Sendable {
  public var clients: [RadiusClient]
  public var services: [RadiusService]
  public var subject: SubjectSource
  /// How long the first answer to a disconnect or a change is waited for; each time twice as long.
  public var firstRetrySeconds = 2
  /// How often it is sent at most.
  public var attempts = 5
  /// How long an answer is kept for the same packet again.
  public var repeatSeconds = 30

  public init(clients: [RadiusClient] = [], services: [RadiusService] = [RadiusService("data", .octets)], subject: SubjectSource = .userName) {
    // The narrowest network that an address lies in names the client.
    self.clients = clients.sorted { $0.network.bits > $1.network.bits }
    self.services = services
    self.subject = subject
  }

  func client(_ address: NetworkAddress) -> RadiusClient? {
    clients.first { $0.network.contains(address) } ?? address.wrapped.flatMap { inner in clients.first { $0.network.contains(inner) } }
  }
}

/// A network access server, or a proxy that speaks for several; where it sends from.
///
/// Several of one name are one client with several networks: its sessions belong to the name, whichever of them told of it.
public struct RadiusClient: Sendable {
  public enum OnExhaustion: Sendable, Hashable {
    /// It is told to end the session (Disconnect-Request).
    case disconnect
    /// It is told to change these attributes of it (CoA-Request); when it refuses, to end it.
    case change([RadiusAttribute])
    case nothing
  }

  public var name: String
  public var network: Network
  public var secret: RadiusSecret
  /// Where it listens for what it is told.
  public var authorizationPort: UInt16
  public var onExhaustion: OnExhaustion

  public init(name: String, network: Network, secret: RadiusSecret, authorizationPort: UInt16 = 3_799, onExhaustion: OnExhaustion = .disconnect) {
    self.name = name
    self.network = network
    self.secret = secret
    self.authorizationPort = authorizationPort
    self.onExhaustion = onExhaustion
  }
}

/// What one of the counters of an accounting record is charged as.
public struct RadiusService: Sendable, Hashable {
  public enum Counter: String, Sendable, CaseIterable {
    case octets
    case inputOctets = "input-octets"
    case outputOctets = "output-octets"
    case seconds
  }

  /// The type of usage, by which prices know it.
  public var name: String
  public var counter: Counter

  public init(_ name: String, _ counter: Counter) {
    self.name = name
    self.counter = counter
  }
}

/// Which attribute names who uses the session.
public enum SubjectSource: String, Sendable, CaseIterable {
  case userName = "user-name"
  case callingStation = "calling-station-id"
  /// 3GPP-IMSI (TS 29.061).
  case imsi
}
