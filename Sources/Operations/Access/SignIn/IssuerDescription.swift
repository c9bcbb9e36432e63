public import Primitives

/// Where an issuer lets people sign in, as it says itself.
public struct IssuerDescription: Sendable {
  var authorization: String
  var token: WebAddress
  /// Every answer of it names it (RFC 9207).
  var namesItself: Bool
  /// The client's secret goes into a header; else into the body.
  var takesBasic: Bool

  init(_ node: SourceNode, at address: WebAddress) throws {
    func words(_ name: String) -> [String]? {
      guard case .list(let items)? = node[name]?.content else { return nil }
      return items.compactMap(\.word)
    }
    guard let authorization = node.word("authorization_endpoint"), let place = try? WebAddress(authorization), let token = node.word("token_endpoint").flatMap({ try? WebAddress($0) })
    else { throw ReadIssuer.Fault(address: address, what: "its description does not say where people sign in and where codes are redeemed") }
    // A browser is sent there with everything it will sign in with.
    guard place.isSecure || !address.isSecure else { throw ReadIssuer.Fault(address: address, what: "it lets people sign in without TLS") }
    if let methods = words("code_challenge_methods_supported"), !methods.contains("S256") {
      throw ReadIssuer.Fault(address: address, what: "it does not take the code challenge S256")
    }
    self.authorization = authorization
    self.token = token
    if case .scalar("true", quoted: false)? = node["authorization_response_iss_parameter_supported"]?.content { namesItself = true } else { namesItself = false }
    takesBasic = words("token_endpoint_auth_methods_supported")?.contains("client_secret_basic") ?? true
  }
}

/// What an issuer says of itself, asked for when it is needed and again when it is old.
public actor DescribedIssuer {
  private let client: SignInClient
  private let read: @Sendable () async throws -> IssuerDescription
  private let now: @Sendable () -> Instant
  private var known: (description: IssuerDescription, at: Instant)?
  private var failure: (cause: String, at: Instant)?
  private var reading: Task<Void, Never>?

  /// - Parameter read: asks the issuer.
  public init(_ client: SignInClient, now: @escaping @Sendable () -> Instant, read: @escaping @Sendable () async throws -> IssuerDescription) {
    self.client = client
    self.now = now
    self.read = read
  }

  /// - Throws: `ToldFault` (`access.issuer-silent`).
  func description() async throws -> IssuerDescription {
    if let known, isWithin(known.at, client.issuer.keysSeconds) { return known.description }
    if failure.map({ isWithin($0.at, client.issuer.refreshSeconds) }) != true { await readOnce() }
    if let known, isWithin(known.at, client.issuer.keysSeconds + KnownKeys.graceSeconds) { return known.description }
    throw SignIn.silent(client, cause: failure?.cause ?? "")
  }

  private func isWithin(_ start: Instant, _ seconds: Int64) -> Bool { start <= now() && now() < start.adding(seconds: seconds) }

  private func readOnce() async {
    if let reading { return await reading.value }
    let task = Task {
      do { (known, failure) = ((try await read(), now()), nil) } catch { failure = ("\(error)", now()) }
      reading = nil
    }
    reading = task
    await task.value
  }
}
