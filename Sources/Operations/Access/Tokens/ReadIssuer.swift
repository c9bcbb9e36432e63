import Primitives

/// Asks an issuer for its description and its keys.
public struct ReadIssuer: Sendable {
  let client: any OutboundClient
  let addressGuard: AddressGuard
  let read: JSONReading

  public init(client: any OutboundClient, addressGuard: AddressGuard, read: @escaping JSONReading) {
    self.client = client
    self.addressGuard = addressGuard
    self.read = read
  }

  /// Why an issuer's word is not to be had; for the log.
  struct Fault: Error, CustomStringConvertible {
    var address: WebAddress
    var what: String

    var description: String { "\(address.authority): \(what)" }
  }

  /// The keys behind an address.
  public func keys(at address: WebAddress) async throws -> [IssuerKey] {
    let node = try await document(address)
    do throws(Rejection) { return try IssuerKey.set(node) } catch { throw Fault(address: address, what: error.problems.first?.message ?? "") }
  }

  /// The keys that the issuer's own description names.
  public func keys(of issuer: TrustedIssuer, describedAt address: WebAddress) async throws -> [IssuerKey] {
    let description = try await description(of: issuer, at: address)
    guard let text = description.word("jwks_uri"), let place = try? WebAddress(text) else { throw Fault(address: address, what: "its description names no place of keys") }
    return try await keys(at: place)
  }

  /// What the issuer says of itself; it must be the issuer that was asked for, letter by letter.
  func description(of issuer: TrustedIssuer, at address: WebAddress) async throws -> SourceNode {
    let node = try await document(address)
    guard node.word("issuer") == issuer.issuer else { throw Fault(address: address, what: "it describes another issuer than \(issuer.issuer)") }
    return node
  }

  private func document(_ address: WebAddress) async throws -> SourceNode {
    let answer = try await client.send(
      OutboundRequest(address: address, headers: [("Accept", "application/json")], addressGuard: addressGuard, timeoutSeconds: 10, longestAnswer: 1 << 20))
    guard answer.status == 200 else { throw Fault(address: address, what: "it answered \(answer.status)") }
    do throws(Rejection) { return try read(answer.body) } catch { throw Fault(address: address, what: "what it answered is no JSON") }
  }
}
