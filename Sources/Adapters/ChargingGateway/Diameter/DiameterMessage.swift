/// One Diameter message (RFC 6733, section 3).
public struct DiameterMessage: Sendable, Hashable {
  public var command: UInt32
  public var application: UInt32
  public var isRequest: Bool
  public var isProxiable: Bool
  public var isError: Bool
  public var isRetransmitted: Bool
  public var hopByHop: UInt32
  public var endToEnd: UInt32
  public var avps: [AVP]

  public init(
    _ command: UInt32, application: UInt32 = 0, isRequest: Bool, isProxiable: Bool = false, isError: Bool = false, isRetransmitted: Bool = false,
    hopByHop: UInt32, endToEnd: UInt32, avps: [AVP] = []
  ) {
    self.command = command
    self.application = application
    self.isRequest = isRequest
    self.isProxiable = isProxiable
    self.isError = isError
    self.isRetransmitted = isRetransmitted
    self.hopByHop = hopByHop
    self.endToEnd = endToEnd
    self.avps = avps
  }

  public static let headLength = 20
  /// Longer ones are refused before they are read.
  public static let longest = 64 << 10

  /// How long the message is that begins so; `nil` while that is not known.
  ///
  /// - Throws: when no message begins so: the connection is of no use any more.
  public static func length(_ head: some Collection<UInt8>) throws(DiameterFault) -> Int? {
    guard head.count >= 4 else { return nil }
    let bytes = Array(head.prefix(4))
    let length = Int(bytes[1]) << 16 | Int(bytes[2]) << 8 | Int(bytes[3])
    guard bytes[0] == 1 else { throw DiameterFault(.unsupportedVersion, "version \(bytes[0]) is not known") }
    guard length >= headLength, length <= longest, length % 4 == 0 else { throw DiameterFault(.invalidMessageLength, "a message of \(length) bytes is none") }
    return length
  }

  /// The head alone, so that a message whose attributes cannot be read is answered.
  public init(head bytes: [UInt8]) throws(DiameterFault) {
    guard bytes.count >= DiameterMessage.headLength else { throw DiameterFault(.invalidMessageLength, "the head is cut off") }
    func word(_ offset: Int) -> UInt32 { bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) } }
    let flags = bytes[4]
    self.init(
      word(4) & 0xFF_FFFF, application: word(8), isRequest: flags & 0x80 != 0, isProxiable: flags & 0x40 != 0, isError: flags & 0x20 != 0,
      isRetransmitted: flags & 0x10 != 0, hopByHop: word(12), endToEnd: word(16))
  }

  /// Reads the attributes behind the head.
  public mutating func readAttributes(_ bytes: [UInt8]) throws(DiameterFault) {
    guard bytes.count >= DiameterMessage.headLength else { throw DiameterFault(.invalidMessageLength, "the head is cut off") }
    var room = AVP.mostInMessage
    avps = try AVP.read(bytes[DiameterMessage.headLength...], room: &room)
  }

  public var encoded: [UInt8] {
    let body = avps.flatMap(\.encoded)
    var out: [UInt8] = [1]
    out += AVP.bytes(of: UInt32(DiameterMessage.headLength + body.count))[1...]
    out.append((isRequest ? 0x80 : 0) | (isProxiable ? 0x40 : 0) | (isError ? 0x20 : 0) | (isRetransmitted ? 0x10 : 0))
    out += AVP.bytes(of: command)[1...]
    out += AVP.bytes(of: application) + AVP.bytes(of: hopByHop) + AVP.bytes(of: endToEnd)
    return out + body
  }

  /// The first attribute of a code of the protocol's own.
  public subscript(code: UInt32) -> AVP? { avps.first { $0.code == code && $0.vendor == 0 } }

  /// The answer to this request, with nothing in it yet.
  func answer(_ avps: [AVP], isError: Bool = false) -> DiameterMessage {
    DiameterMessage(
      command, application: application, isRequest: false, isProxiable: isProxiable, isError: isError, hopByHop: hopByHop, endToEnd: endToEnd, avps: avps)
  }
}
