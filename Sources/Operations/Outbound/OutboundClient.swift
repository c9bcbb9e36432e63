/// Asks servers elsewhere: the one way out over HTTP, for webhooks and whatever else has to ask somebody.
///
/// Redirects are not followed. The address that a name stands for is looked up for every request, judged by the guard, and
/// then connected to: between the judgement and the connection nobody can put another.
public protocol OutboundClient: Sendable {
  /// Sends a request and waits for the whole answer.
  func send(_ request: OutboundRequest) async throws(OutboundFault) -> OutboundAnswer

  /// The addresses that a host stands for at this moment.
  func addresses(of host: String) async throws(OutboundFault) -> [NetworkAddress]
}

/// What is asked of a server elsewhere.
public struct OutboundRequest: Sendable {
  public var method: String
  public var address: WebAddress
  /// Beside `Host` and `Content-Length`, which follow from the rest.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// Which addresses may be connected to.
  public var addressGuard: AddressGuard
  /// From the look-up of the name to the last byte of the answer.
  public var timeoutSeconds: Int
  /// A longer answer is cut off there.
  public var longestAnswer: Int

  public init(
    method: String = "GET", address: WebAddress, headers: [(name: String, value: String)] = [], body: [UInt8] = [], addressGuard: AddressGuard,
    timeoutSeconds: Int = 15, longestAnswer: Int = 64 << 10
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
    self.addressGuard = addressGuard
    self.timeoutSeconds = timeoutSeconds
    self.longestAnswer = longestAnswer
  }
}

/// What a server elsewhere answered.
public struct OutboundAnswer: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]

  public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The value of the first header by this name.
  public func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}

/// Why there is no answer.
public struct OutboundFault: Error, Sendable, CustomStringConvertible {
  public enum Kind: String, Sendable, CaseIterable {
    /// The name stands for no address.
    case unknownHost = "unknown-host"
    /// The guard lets none of the addresses be connected to.
    case refusedAddress = "refused-address"
    /// No connection could be made.
    case unreachable
    /// The certificate does not vouch for the name, or TLS failed otherwise.
    case insecure
    case timedOut = "timed-out"
    /// The connection ended, or what came over it is no HTTP.
    case broken
  }

  public var kind: Kind
  public var message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { "\(kind.rawValue): \(message)" }
}
