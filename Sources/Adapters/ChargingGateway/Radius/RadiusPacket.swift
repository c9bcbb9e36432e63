/// One packet (RFC 2865, section 3): its head and its attributes, in their order.
public struct RadiusPacket: Sendable, Hashable {
  public var code: UInt8
  /// Tells answers apart; used again after 256 requests.
  public var identifier: UInt8
  /// Sixteen bytes.
  public var authenticator: [UInt8]
  public var attributes: [RadiusAttribute]

  public init(_ code: UInt8, identifier: UInt8, authenticator: [UInt8] = RadiusPacket.zeros, attributes: [RadiusAttribute] = []) {
    self.code = code
    self.identifier = identifier
    self.authenticator = authenticator
    self.attributes = attributes
  }

  public static let headLength = 20
  public static let longest = 4_096
  public static let zeros = [UInt8](repeating: 0, count: 16)

  /// Reads a datagram; what comes behind the packet's own length is filling.
  ///
  /// - Returns: `nil` when it is no packet.
  public init?(_ datagram: [UInt8]) {
    guard datagram.count >= RadiusPacket.headLength else { return nil }
    let length = Int(datagram[2]) << 8 | Int(datagram[3])
    guard length >= RadiusPacket.headLength, length <= RadiusPacket.longest, length <= datagram.count else { return nil }
    self.init(datagram[0], identifier: datagram[1], authenticator: Array(datagram[4..<20]))
    var rest = datagram[RadiusPacket.headLength..<length]
    while !rest.isEmpty {
      guard rest.count >= 2 else { return nil }
      let size = Int(rest[rest.startIndex + 1])
      guard size >= 2, size <= rest.count else { return nil }
      attributes.append(RadiusAttribute(rest[rest.startIndex], bytes: Array(rest[(rest.startIndex + 2)..<(rest.startIndex + size)])))
      rest = rest.dropFirst(size)
    }
  }

  public var encoded: [UInt8] {
    var body: [UInt8] = []
    for attribute in attributes {
      let bytes = attribute.bytes.prefix(RadiusAttribute.longest)
      body += [attribute.type, UInt8(bytes.count + 2)] + bytes
    }
    let length = RadiusPacket.headLength + body.count
    return [code, identifier, UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)] + authenticator + body
  }

  /// The first attribute of a type.
  public subscript(type: UInt8) -> RadiusAttribute? { attributes.first { $0.type == type } }

  func number(_ type: UInt8) -> UInt32? { self[type]?.number }
}

/// Codes of packets.
enum RadiusCode {
  static let accountingRequest: UInt8 = 4
  static let accountingResponse: UInt8 = 5
  static let disconnectRequest: UInt8 = 40
  static let disconnectAccepted: UInt8 = 41
  static let disconnectRefused: UInt8 = 42
  static let changeRequest: UInt8 = 43
  static let changeAccepted: UInt8 = 44
  static let changeRefused: UInt8 = 45

  static let ofNetwork: Set<UInt8> = [disconnectAccepted, disconnectRefused, changeAccepted, changeRefused]
}
