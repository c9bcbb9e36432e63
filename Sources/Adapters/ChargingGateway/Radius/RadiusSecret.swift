import CCrypto

/// What a client and this server share. It never says what it is.
public struct RadiusSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  private let bytes: [UInt8]

  public init(_ text: String) { bytes = Array(text.utf8) }

  public var description: String { "a secret" }
  public var debugDescription: String { description }

  // MARK: - What is signed with it

  /// Signs a request whose authenticator covers it whole (RFC 2866, section 3; RFC 5176, section 3).
  func signed(_ request: RadiusPacket) -> RadiusPacket? {
    var packet = request
    packet.authenticator = RadiusPacket.zeros
    if let index = packet.attributes.firstIndex(where: { $0.type == RadiusType.messageAuthenticator }) {
      packet.attributes[index].bytes = RadiusPacket.zeros
      guard let mac = hmac(packet.encoded) else { return nil }
      packet.attributes[index].bytes = mac
    }
    guard let digest = md5(packet.encoded + bytes) else { return nil }
    packet.authenticator = digest
    return packet
  }

  /// Whether a request was made by somebody who knows the secret.
  func isGenuine(_ request: RadiusPacket) -> Bool {
    var packet = request
    packet.authenticator = RadiusPacket.zeros
    guard let digest = md5(packet.encoded + bytes), RadiusSecret.isEqual(digest, request.authenticator) else { return false }
    guard let index = packet.attributes.firstIndex(where: { $0.type == RadiusType.messageAuthenticator }) else { return true }
    let said = packet.attributes[index].bytes
    packet.attributes[index].bytes = RadiusPacket.zeros
    return said.count == 16 && hmac(packet.encoded).map { RadiusSecret.isEqual($0, said) } ?? false
  }

  /// Signs the answer to a request.
  func signed(_ answer: RadiusPacket, to request: RadiusPacket) -> RadiusPacket? {
    var packet = answer
    packet.authenticator = request.authenticator
    guard let digest = md5(packet.encoded + bytes) else { return nil }
    packet.authenticator = digest
    return packet
  }

  /// Whether an answer was made by somebody who knows the secret and the request.
  func isGenuine(_ answer: RadiusPacket, to request: RadiusPacket) -> Bool {
    var packet = answer
    packet.authenticator = request.authenticator
    guard let digest = md5(packet.encoded + bytes), RadiusSecret.isEqual(digest, answer.authenticator) else { return false }
    guard let index = packet.attributes.firstIndex(where: { $0.type == RadiusType.messageAuthenticator }) else { return true }
    let said = packet.attributes[index].bytes
    packet.attributes[index].bytes = RadiusPacket.zeros
    return said.count == 16 && hmac(packet.encoded).map { RadiusSecret.isEqual($0, said) } ?? false
  }

  // MARK: - The system's libcrypto

  /// Whether the library has what the protocol needs: a configuration may forbid MD5.
  static var isUsable: Bool { RadiusSecret("x").md5([]) != nil }

  private func md5(_ message: [UInt8]) -> [UInt8]? {
    var count = 0
    var digest = RadiusPacket.zeros
    guard EVP_Q_digest(nil, "MD5", nil, message, message.count, &digest, &count) == 1, count == digest.count else { return nil }
    return digest
  }

  private func hmac(_ message: [UInt8]) -> [UInt8]? {
    var count = 0
    var mac = RadiusPacket.zeros
    guard EVP_Q_mac(nil, "HMAC", nil, "MD5", nil, bytes, bytes.count, message, message.count, &mac, mac.count, &count) != nil, count == mac.count else { return nil }
    return mac
  }

  /// In a time that does not tell where the first difference is.
  private static func isEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && zip(one, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
