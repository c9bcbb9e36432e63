import Foundation
import Operations
import Primitives

/// Reads how people sign in, as the configuration says it.
///
///     signIn:
///       issuer: corp
///       clientId: florin-web
///       clientSecretFile: client.secret
///       publicAddress: https://billing.example
enum SignInDocument {
  /// - Parameter issuers: one of which it must name.
  static func read(_ node: SourceNode, issuers: [TrustedIssuer], _ problems: inout [Problem]) -> SignInClient? {
    var reader = SourceReader(node)
    let issuer = issuer(issuers, &reader)
    let clientID = reader.required("clientId").flatMap { node in reader.text(node).map { (node: node, text: $0) } }
    if let clientID, let issuer, issuer.found.audiences.contains(clientID.text) {
      // Else whoever gets hold of an ID token could use it as an access token.
      reader.problems.append(wrong(clientID.node, "\"\(clientID.text)\" is an audience of access tokens as well", "let people sign in as another client than the audience of tokens"))
    }
    let secret = secret(&reader)
    let origin = origin(&reader)
    let scopes = scopes(&reader)
    let idle = number("idleMinutes", 1...1_440, &reader) ?? 30
    let longest = number("longestHours", 1...168, &reader) ?? 12
    reader.refuseUnknownFields()
    problems += reader.problems
    guard reader.problems.isEmpty, let issuer, let clientID, let origin else { return nil }
    return SignInClient(
      issuer: issuer.found, description: issuer.description, clientID: clientID.text, clientSecret: secret, origin: origin, scopes: scopes, idleSeconds: Int64(idle) * 60,
      longestSeconds: Int64(longest) * 3600)
  }

  private static func issuer(_ issuers: [TrustedIssuer], _ reader: inout SourceReader) -> (found: TrustedIssuer, description: WebAddress)? {
    guard let node = reader.required("issuer"), let name = reader.text(node) else { return nil }
    guard let found = issuers.first(where: { $0.name == name }) else {
      reader.problems.append(wrong(node, "there is no issuer \"\(name)\"", issuers.isEmpty ? "describe it under `issuers`" : "use one of \(issuers.map(\.name).joined(separator: ", "))"))
      return nil
    }
    let base = found.issuer.hasSuffix("/") ? String(found.issuer.dropLast()) : found.issuer
    do { return (found, try WebAddress(base + "/.well-known/openid-configuration")) } catch {
      reader.problems.append(wrong(node, "the issuer \"\(found.issuer)\" is no address on the web: \(error.rawValue)", "let people sign in at an issuer that describes itself (OpenID Connect Discovery)"))
      return nil
    }
  }

  private static func secret(_ reader: inout SourceReader) -> String? {
    guard let node = reader.optional("clientSecretFile"), let path = reader.text(node) else { return nil }
    let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
    if !text.isEmpty { return text }
    reader.problems.append(wrong(node, "there is no secret in the file \(path)", "put the secret there that the issuer gave this client, and let this user read it"))
    return nil
  }

  /// Scheme, host and port; without TLS only on the machine itself, where browsers trust it all the same.
  private static func origin(_ reader: inout SourceReader) -> String? {
    guard let node = reader.required("publicAddress"), let text = reader.text(node) else { return nil }
    if let address = try? WebAddress(text), address.target == "/", address.isSecure || ["localhost", "127.0.0.1"].contains(address.host) {
      return "\(address.isSecure ? "https" : "http")://\(address.authority)"
    }
    reader.problems.append(wrong(node, "\"\(text)\" is no address that people can sign in at", "write what browsers call this installation, such as https://billing.example; without TLS only localhost will do"))
    return nil
  }

  private static func scopes(_ reader: inout SourceReader) -> [String] {
    guard let node = reader.optional("scopes") else { return ["openid"] }
    let items = if case .list(let items) = node.content { items } else { [node] }
    let words = items.compactMap { reader.text($0) }
    return words.contains("openid") ? words : ["openid"] + words
  }

  private static func number(_ key: String, _ range: ClosedRange<Int>, _ reader: inout SourceReader) -> Int? {
    guard let node = reader.optional(key), let number = reader.integer(node) else { return nil }
    if range.contains(number) { return number }
    reader.problems.append(wrong(node, "\(number) is no \(key)", "write a whole number from \(range.lowerBound) to \(range.upperBound)"))
    return nil
  }

  private static func wrong(_ node: SourceNode, _ message: String, _ remedy: String) -> Problem {
    Problem(.wrongSetting, at: node.place, path: node.path, message, remedy: remedy)
  }
}
