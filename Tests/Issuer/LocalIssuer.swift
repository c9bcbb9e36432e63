import Foundation
import HTTPAPI
import Operations
import Primitives
import Synchronization

/// An issuer on this machine, with its own keys, description and key set, asked over the loopback.
public final class LocalIssuer: Sendable {
  /// What it answers at this moment; tests change it.
  public struct State: Sendable {
    public var keys: [SigningKey] = []
    /// What it calls itself in its description; its own address when nothing says otherwise.
    public var describedAs: String?
    public var status = 200
    /// How often its key set was asked for.
    public var timesAsked = 0
    /// Whether it says that every answer of it names it.
    public var namesItself = false
    public var codes: [String: GivenCode] = [:]
    /// How often somebody came with a code.
    public var timesRedeemed = 0
    /// Claims of ID tokens in the places of good ones; an empty text leaves one out.
    public var idClaims: [String: String] = [:]
    /// What signs ID tokens instead of its key, and their header instead of the usual one.
    public var idKey: SigningKey?
    public var idHeader: String?
  }

  public let state: Mutex<State>
  private let server = Mutex<Task<Void, any Error>?>(nil)
  private let told = Mutex("")

  public init(_ keys: [SigningKey]) { state = Mutex(State(keys: keys)) }

  deinit { server.withLock { $0?.cancel() } }

  /// Its address and name, such as `http://127.0.0.1:40123`.
  public var address: String { told.withLock { $0 } }

  /// Listens on a port of its own until it is forgotten.
  public func listen() async throws {
    let (addresses, telling) = AsyncStream<String>.makeStream()
    let answer: HTTPServer.Answer = { [weak self] in await self?.answer($0) ?? Departure(status: 500, headers: [], content: .bytes([])) }
    let running = Task { try await HTTPServer(port: 0, answer: answer).run(stopsOnInterrupt: false) { telling.yield($0) } }
    server.withLock { $0 = running }
    var iterator = addresses.makeAsyncIterator()
    let address = await iterator.next() ?? ""
    told.withLock { $0 = String(address.dropLast()) }
  }

  private func answer(_ arrival: Arrival) async -> Departure {
    let now = state.withLock { state in
      if arrival.target == "/keys" { state.timesAsked += 1 }
      return state
    }
    guard now.status == 200 else { return Departure(status: now.status, headers: [], content: .bytes([])) }
    switch arrival.target {
    case "/.well-known/openid-configuration":
      return LocalIssuer.json(
        #"{"issuer":"\#(now.describedAs ?? address)","jwks_uri":"\#(address)/keys","authorization_endpoint":"\#(address)/authorize?kind=person","#
          + #""token_endpoint":"\#(address)/token","code_challenge_methods_supported":["plain","S256"],"authorization_response_iss_parameter_supported":\#(now.namesItself)}"#)
    case "/token": return redeem(arrival)
    case "/keys":
      return LocalIssuer.json(#"{"keys":[\#(now.keys.map { $0.entry() }.joined(separator: ","))]}"#)
    default: return Departure(status: 404, headers: [], content: .bytes([]))
    }
  }

  static func json(_ text: String) -> Departure { Departure(status: 200, headers: [("Content-Type", "application/json")], content: .bytes(Array(text.utf8))) }

  /// Its entry among those whose tokens an installation takes.
  public func trusted(refreshSeconds: Int64 = 0) throws -> TrustedIssuer {
    TrustedIssuer(
      name: "corp", issuer: address, audiences: ["florin"], keySource: .discovery(try WebAddress("\(address)/.well-known/openid-configuration")),
      rolesClaim: "realm_access.roles", roles: ["desk": [.billing], "books": [.auditor], "subscriber": [.customer]], customerClaim: "customer_number",
      refreshSeconds: refreshSeconds)
  }

  /// The claims of a token that is taken, with others in their places; an empty text leaves one out.
  public func claims(subject: String = "machine-7", role: String = "books", _ other: [String: String] = [:]) -> String {
    let now = Int(Date().timeIntervalSince1970)
    var all: [String: String] = [
      "iss": "\"\(address)\"", "sub": "\"\(subject)\"", "aud": "\"florin\"", "exp": "\(now + 3600)", "iat": "\(now)", "realm_access": #"{"roles":["\#(role)"]}"#,
    ]
    for (name, value) in other { all[name] = value.isEmpty ? nil : value }
    return "{\(all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ","))}"
  }
}
