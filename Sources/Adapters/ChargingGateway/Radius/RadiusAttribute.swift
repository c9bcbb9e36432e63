/// One attribute of a RADIUS packet (RFC 2865, section 5): its type and its bytes.
public struct RadiusAttribute: Sendable, Hashable {
  public var type: UInt8
  public var bytes: [UInt8]

  public init(_ type: UInt8, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }

  public init(_ type: UInt8, _ number: UInt32) { self.init(type, bytes: AVP.bytes(of: number)) }
  public init(_ type: UInt8, _ text: String) { self.init(type, bytes: Array(text.utf8)) }

  /// A vendor's own attribute, wrapped as section 5.26 says.
  public init(vendor: UInt32, _ type: UInt8, _ text: String) {
    self.init(RadiusType.vendor, bytes: AVP.bytes(of: vendor) + [type, UInt8(clamping: text.utf8.count + 2)] + Array(text.utf8))
  }

  /// How many bytes a value may have.
  public static let longest = 253

  /// Its value as a number; `nil` when it has another length.
  public var number: UInt32? { bytes.count == 4 ? bytes.reduce(0) { $0 << 8 | UInt32($1) } : nil }

  /// Its value as text; `nil` when it is none: no UTF-8, empty, or with control characters.
  public var text: String? {
    guard !bytes.isEmpty, !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The text of a vendor's own attribute within it.
  func text(vendor: UInt32, _ type: UInt8) -> String? {
    guard self.type == RadiusType.vendor, bytes.count > 6, bytes[..<4].reduce(0, { $0 << 8 | UInt32($1) }) == vendor else { return nil }
    var rest = bytes[4...]
    while rest.count >= 2 {
      let length = Int(rest[rest.startIndex + 1])
      guard length >= 2, length <= rest.count else { return nil }
      if rest[rest.startIndex] == type { return RadiusAttribute(type, bytes: Array(rest[(rest.startIndex + 2)..<(rest.startIndex + length)])).text }
      rest = rest.dropFirst(length)
    }
    return nil
  }
}

/// Types of attributes.
public enum RadiusType {
  static let userName: UInt8 = 1
  static let nasAddress: UInt8 = 4
  static let framedAddress: UInt8 = 8
  static let filter: UInt8 = 11
  static let vendor: UInt8 = 26
  static let sessionTimeout: UInt8 = 27
  static let idleTimeout: UInt8 = 28
  static let callingStation: UInt8 = 31
  static let nasIdentifier: UInt8 = 32
  static let proxyState: UInt8 = 33
  static let status: UInt8 = 40
  static let delay: UInt8 = 41
  static let inputOctets: UInt8 = 42
  static let outputOctets: UInt8 = 43
  static let session: UInt8 = 44
  static let sessionTime: UInt8 = 46
  static let inputGigawords: UInt8 = 52
  static let outputGigawords: UInt8 = 53
  static let eventTimestamp: UInt8 = 55
  static let messageAuthenticator: UInt8 = 80
  static let nasAddressSix: UInt8 = 95
  static let errorCause: UInt8 = 101

  /// Attributes that a network can be told to change, by their names in dictionaries.
  public static func changing(_ name: String, to value: String) -> RadiusAttribute? {
    guard !value.isEmpty, value.utf8.count <= 200 else { return nil }
    return switch name {
    case "Filter-Id": RadiusAttribute(filter, value)
    case "Session-Timeout": UInt32(value).map { RadiusAttribute(sessionTimeout, $0) }
    case "Idle-Timeout": UInt32(value).map { RadiusAttribute(idleTimeout, $0) }
    case "Cisco-AVPair": RadiusAttribute(vendor: 9, 1, value)
    case "WISPr-Redirection-URL": RadiusAttribute(vendor: 14_122, 4, value)
    case "Mikrotik-Address-List": RadiusAttribute(vendor: 14_988, 19, value)
    default: nil
    }
  }

  /// The names of those.
  public static let changeable = ["Filter-Id", "Session-Timeout", "Idle-Timeout", "Cisco-AVPair", "WISPr-Redirection-URL", "Mikrotik-Address-List"]
}
