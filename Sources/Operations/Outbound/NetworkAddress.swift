/// An address of the Internet Protocol, version 4 or 6, as its bytes.
public struct NetworkAddress: Sendable, Hashable {
  /// Four of them, or sixteen.
  public let bytes: [UInt8]

  /// - Parameter bytes: in network order; `nil` for another number than four or sixteen.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Reads `192.0.2.1`, `2001:db8::1` or `::ffff:192.0.2.1`; no other form of a number is an address here.
  public init?(_ text: String) {
    guard let bytes = text.contains(":") ? NetworkAddress.six(text) : NetworkAddress.four(text) else { return nil }
    self.bytes = bytes
  }

  /// The version 4 address that this one stands for, when it is of version 6 and only wraps one (mapped, compatible,
  /// translated by NAT64, or of 6to4): packets to it may end there.
  public var wrapped: NetworkAddress? {
    guard bytes.count == 16 else { return nil }
    let zeros = bytes.prefix { $0 == 0 }.count
    let isMapped = zeros == 10 && bytes[10] == 0xFF && bytes[11] == 0xFF
    let isCompatible = (12..<15).contains(zeros)
    let isTranslated = Array(bytes[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
    if isMapped || isCompatible || isTranslated { return NetworkAddress(bytes: Array(bytes[12...])) }
    return bytes[0] == 0x20 && bytes[1] == 0x02 ? NetworkAddress(bytes: Array(bytes[2..<6])) : nil
  }

  private static func four(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      // No leading zero: some readers take it for octal.
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || part.first != "0", let byte = UInt8(part)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  private static func six(_ text: String) -> [UInt8]? {
    guard let gap = text.firstRange(of: "::") else {
      guard let all = groups(text[...], endsText: true), all.count == 16 else { return nil }
      return all
    }
    guard let head = groups(text[..<gap.lowerBound], endsText: false), let tail = groups(text[gap.upperBound...], endsText: true),
      head.count + tail.count <= 14
    else { return nil }
    return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring, endsText: Bool) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.contains("."), endsText, index == parts.count - 1 {
        guard let last = four(String(part)) else { return nil }
        bytes += last
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ NetworkAddress.isHexadecimal($0) }), let group = UInt16(part, radix: 16) else { return nil }
        bytes += [UInt8(group >> 8), UInt8(group & 255)]
      }
    }
    return bytes.count <= 16 ? bytes : nil
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }
}

extension NetworkAddress: CustomStringConvertible {
  /// As it is usually written; version 6 with all its groups.
  public var description: String {
    if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
  }
}

/// A stretch of addresses: all that begin with the same bits.
public struct Network: Sendable, Hashable, CustomStringConvertible {
  public let address: NetworkAddress
  public let bits: Int

  /// Reads `10.0.0.0/8` or `fd00::/8`; an address alone is a network of one.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = NetworkAddress(String(parts[0])) else { return nil }
    let most = address.bytes.count * 8
    let bits = parts.count > 1 ? Int(parts[1]) : most
    guard let bits, (0...most).contains(bits) else { return nil }
    self.address = address
    self.bits = bits
  }

  /// Whether an address lies in it; one of another version does not.
  public func contains(_ other: NetworkAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    return (0..<bits).allSatisfy { bit in
      let mask = UInt8(0x80) >> UInt8(bit % 8)
      return address.bytes[bit / 8] & mask == other.bytes[bit / 8] & mask
    }
  }

  public var description: String { "\(address)/\(bits)" }
}
