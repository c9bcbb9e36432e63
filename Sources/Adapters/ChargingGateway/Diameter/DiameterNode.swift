/// Who speaks Diameter: a host and the realm it belongs to.
public struct DiameterNode: Sendable, Hashable {
  public var host: String
  public var realm: String

  public init(host: String, realm: String) {
    self.host = host
    self.realm = realm
  }

  /// The longest name of a host or a realm: that of a domain (RFC 1035, section 2.3.4).
  static let longest = 255

  /// - Throws: what the sender of a request is told whose names are longer than names are.
  static func check(_ message: DiameterMessage) throws(DiameterFault) {
    for code in [Code.originHost, Code.originRealm] {
      guard let name = message[code], name.bytes.count > longest else { continue }
      throw DiameterFault(.invalidAVPLength, "attribute \(code) is no name: it has \(name.bytes.count) bytes", failed: AVP(code, bytes: []))
    }
  }

  /// Whoever a message comes from; `nil` when it does not say so.
  init?(originOf message: DiameterMessage) {
    guard let host = message[Code.originHost]?.text, !host.isEmpty else { return nil }
    self.init(host: host, realm: message[Code.originRealm]?.text ?? "")
  }
}
