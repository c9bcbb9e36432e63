/// Who speaks Diameter: a host and the realm it belongs to.
public struct DiameterNode: Sendable, Hashable {
  public var host: String
  public var realm: String

  public init(host: String, realm: String) {
    self.host = host
    self.realm = realm
  }

  /// Whoever a message comes from; `nil` when it does not say so.
  init?(originOf message: DiameterMessage) {
    guard let host = message[Code.originHost]?.text, !host.isEmpty else { return nil }
    self.init(host: host, realm: message[Code.originRealm]?.text ?? "")
  }
}
