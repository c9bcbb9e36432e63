import ChargingGateway
import Foundation
import Operations
import Primitives

/// Reads who may send RADIUS accounting, as the configuration says it.
///
///     radiusClients:
///       - name: bras
///         network: 10.40.0.0/24
///         secretFile: bras.secret
///         authorizationPort: 3799
///         onExhaustion: {change: {Filter-Id: top-up}}
///
/// Several entries of one name are one client that has several networks, each with its own secret.
enum RadiusClientsDocument {
  static func read(_ node: SourceNode, _ problems: inout [Problem]) -> [RadiusClient] {
    guard case .list(let items) = node.content, !items.isEmpty else {
      problems.append(wrong(node, "there is no client", "write a list: [{name: bras, network: 10.40.0.0/24, secretFile: bras.secret}]"))
      return []
    }
    var clients: [RadiusClient] = []
    for item in items {
      var reader = SourceReader(item)
      let client = client(&reader, known: clients)
      reader.refuseUnknownFields()
      problems += reader.problems
      if reader.problems.isEmpty, let client { clients.append(client) }
    }
    return clients
  }

  private static func client(_ reader: inout SourceReader, known: [RadiusClient]) -> RadiusClient? {
    let name = name(&reader)
    let network = network(&reader, known)
    let secret = secret(&reader)
    var port: UInt16 = 3_799
    if let node = reader.optional("authorizationPort"), let number = reader.integer(node) {
      if let said = UInt16(exactly: number), said > 0 { port = said } else { reader.problems.append(wrong(node, "\(number) is no port", "write a whole number from 1 to 65535")) }
    }
    let onExhaustion = onExhaustion(&reader)
    guard let name, let network, let secret else { return nil }
    return RadiusClient(name: name, network: network, secret: secret, authorizationPort: port, onExhaustion: onExhaustion)
  }

  private static func name(_ reader: inout SourceReader) -> String? {
    guard let node = reader.required("name"), let name = reader.text(node) else { return nil }
    let isName = (1...32).contains(name.utf8.count) && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    if !isName { reader.problems.append(wrong(node, "\"\(name)\" is no name for a client", "use up to 32 small letters, digits and hyphens, such as bras-1")) }
    return name
  }

  private static func network(_ reader: inout SourceReader, _ known: [RadiusClient]) -> Network? {
    guard let node = reader.required("network"), let text = reader.text(node) else { return nil }
    guard let network = Network(text) else {
      reader.problems.append(wrong(node, "\"\(text)\" is no network", "write an address or a network like 10.40.0.0/24 or fd12::/16"))
      return nil
    }
    if let other = known.first(where: { $0.network == network }) { reader.problems.append(wrong(node, "\(network) is client \"\(other.name)\" already", "let each address belong to one client")) }
    return network
  }

  /// From a file, or said here; it is never told again.
  private static func secret(_ reader: inout SourceReader) -> RadiusSecret? {
    let (said, file) = (reader.optional("secret"), reader.optional("secretFile"))
    switch (said, file) {
    case (let node?, nil):
      guard let text = reader.text(node) else { return nil }
      if !text.isEmpty { return RadiusSecret(text) }
      reader.problems.append(wrong(node, "the secret is empty", "write what the client has, or name a `secretFile`"))
    case (nil, let node?):
      guard let path = reader.text(node) else { return nil }
      let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
      if !text.isEmpty { return RadiusSecret(text) }
      reader.problems.append(wrong(node, "there is no secret in the file \(path)", "put the secret there that the client has, and let this user read it"))
    default:
      reader.problems.append(wrong(reader.node, "a client has one secret", "write `secretFile` with the name of a file that holds it, or `secret`"))
    }
    return nil
  }

  private static func onExhaustion(_ reader: inout SourceReader) -> RadiusClient.OnExhaustion {
    guard let node = reader.optional("onExhaustion") else { return .disconnect }
    if let change = node["change"] {
      var inner = SourceReader(node)
      inner.expect("change")
      inner.refuseUnknownFields()
      reader.problems += inner.problems
      return .change(attributes(change, &reader))
    }
    switch reader.text(node) {
    case "disconnect": return .disconnect
    case "nothing": return .nothing
    case let other?: reader.problems.append(wrong(node, "\"\(other)\" is nothing that a network is told", "write disconnect, nothing, or {change: {Filter-Id: top-up}}"))
    case nil: break
    }
    return .disconnect
  }

  private static func attributes(_ node: SourceNode, _ reader: inout SourceReader) -> [RadiusAttribute] {
    var attributes: [RadiusAttribute] = []
    for name in node.keys {
      guard let value = node[name] else { continue }
      if let text = plain(value), let attribute = RadiusType.changing(name, to: text) {
        attributes.append(attribute)
      } else {
        reader.problems.append(wrong(value, "\(name) cannot be changed to this", "use one of \(RadiusType.changeable.joined(separator: ", ")), with up to 200 bytes of text or, for times, seconds"))
      }
    }
    if node.keys.isEmpty { reader.problems.append(wrong(node, "nothing is to be changed", "name attributes, such as {Filter-Id: top-up}")) }
    return attributes
  }

  private static func plain(_ node: SourceNode) -> String? {
    guard case .scalar(let text, _) = node.content else { return nil }
    return text
  }

  private static func wrong(_ node: SourceNode, _ message: String, _ remedy: String) -> Problem {
    Problem(.wrongSetting, at: node.place, path: node.path, message, remedy: remedy)
  }
}
