/// One attribute of a Diameter message (RFC 6733, section 4): its code, whose code that is, and its bytes.
public struct AVP: Sendable, Hashable {
  public var code: UInt32
  /// 0: the protocol's own.
  public var vendor: UInt32
  /// Whoever does not know it must refuse the message.
  public var isMandatory: Bool
  public var bytes: [UInt8]

  public init(_ code: UInt32, vendor: UInt32 = 0, isMandatory: Bool = true, bytes: [UInt8]) {
    self.code = code
    self.vendor = vendor
    self.isMandatory = isMandatory
    self.bytes = bytes
  }

  public init(_ code: UInt32, _ number: UInt32) { self.init(code, bytes: AVP.bytes(of: number)) }
  public init(_ code: UInt32, _ number: UInt64) { self.init(code, bytes: AVP.bytes(of: UInt32(number >> 32)) + AVP.bytes(of: UInt32(truncatingIfNeeded: number))) }
  public init(_ code: UInt32, _ text: String) { self.init(code, bytes: Array(text.utf8)) }
  public init(_ code: UInt32, _ group: [AVP]) { self.init(code, bytes: group.flatMap(\.encoded)) }

  static func bytes(of number: UInt32) -> [UInt8] { [UInt8(number >> 24), UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)] }

  /// As it goes over the wire, filled up to whole words.
  public var encoded: [UInt8] {
    let length = (vendor == 0 ? 8 : 12) + bytes.count
    var out = AVP.bytes(of: code)
    out.append((vendor == 0 ? 0 : 0x80) | (isMandatory ? 0x40 : 0))
    out += AVP.bytes(of: UInt32(length))[1...]
    if vendor != 0 { out += AVP.bytes(of: vendor) }
    out += bytes
    while out.count % 4 != 0 { out.append(0) }
    return out
  }

  /// Its value as a number of 32 bits; `nil` when it has another length.
  public var number32: UInt32? { bytes.count == 4 ? bytes.reduce(0) { $0 << 8 | UInt32($1) } : nil }
  /// Its value as a number of 64 bits; `nil` when it has another length.
  public var number64: UInt64? { bytes.count == 8 ? bytes.reduce(0) { $0 << 8 | UInt64($1) } : nil }
  /// Its value as text; `nil` when it is no UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }

  /// The same, where it may be the name of something: `nil` also when it has control characters, or more than a thousand bytes.
  var name: String? { bytes.count > 1_000 || bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) ? nil : text }

  /// How deep groups may lie in each other, and how many attributes a message may have: more is no message of ours.
  public static let deepest = 8
  public static let mostInMessage = 1_000

  /// Reads the attributes of a message or a group.
  ///
  /// - Parameter room: how many more the message may have; what is read is taken off.
  static func read(_ bytes: ArraySlice<UInt8>, room: inout Int) throws(DiameterFault) -> [AVP] {
    var found: [AVP] = []
    var rest = bytes
    while !rest.isEmpty {
      room -= 1
      guard room >= 0 else { throw DiameterFault(.invalidAVPValue, "more attributes than a message may have") }
      let at = rest.startIndex
      guard rest.count >= 8 else { throw DiameterFault(.invalidAVPLength, "an attribute is cut off", failed: AVP(0, bytes: Array(rest))) }
      func word(_ offset: Int) -> UInt32 { rest[(at + offset)..<(at + offset + 4)].reduce(0) { $0 << 8 | UInt32($1) } }
      let code = word(0)
      let flags = rest[at + 4]
      let length = Int(word(4) & 0xFF_FFFF)
      let head = flags & 0x80 != 0 ? 12 : 8
      guard length >= head, length <= rest.count else {
        throw DiameterFault(.invalidAVPLength, "attribute \(code) says \(length) bytes, \(rest.count) are there", failed: AVP(code, bytes: []))
      }
      found.append(AVP(code, vendor: head == 12 ? word(8) : 0, isMandatory: flags & 0x40 != 0, bytes: Array(rest[(at + head)..<(at + length)])))
      rest = rest.dropFirst(min(rest.count, (length + 3) / 4 * 4))
    }
    return found
  }

  /// The attributes of a group.
  public func group(_ room: inout Int, depth: Int) throws(DiameterFault) -> [AVP] {
    guard depth <= AVP.deepest else { throw DiameterFault(.invalidAVPValue, "groups lie too deep in each other", failed: AVP(code, bytes: [])) }
    return try AVP.read(bytes[...], room: &room)
  }
}

/// A message that is not as it must be, with what its sender is told.
public struct DiameterFault: Error, Sendable, Hashable {
  public var result: DiameterResult
  public var message: String
  public var failed: AVP?

  public init(_ result: DiameterResult, _ message: String, failed: AVP? = nil) {
    self.result = result
    self.message = message
    self.failed = failed
  }
}
