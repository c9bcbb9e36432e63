/// The host that a request names (RFC 3986, section 3.2.2), with its port when it says one.
struct NamedHost: Sendable, Equatable {
  /// As it was written; an address of IPv6 in its brackets.
  let name: Substring
  let port: UInt16?

  /// `nil` for what is no host: its name or number, and perhaps a port, is all that may be there.
  init?(_ text: String) {
    let bytes = text.utf8
    let end: String.Index
    if bytes.first == UInt8(ascii: "[") {
      guard let closing = bytes.firstIndex(of: UInt8(ascii: "]")), IPv6.groups(text[..<closing].dropFirst()) != nil else { return nil }
      end = bytes.index(after: closing)
    } else {
      end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
      guard end > bytes.startIndex, NamedHost.isName(bytes[..<end]) else { return nil }
    }
    name = text[..<end]
    let rest = bytes[end...]
    let digits = rest.dropFirst()
    guard rest.isEmpty || rest.first == UInt8(ascii: ":"), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    port = UInt16(Substring(digits))
    if port == nil, !digits.isEmpty { return nil }
  }

  /// Whether it names this machine and no other.
  var isLocal: Bool {
    if name.utf8.first == UInt8(ascii: "[") { return IPv6.groups(name.dropFirst().dropLast()) == IPv6.loopback }
    return name == "127.0.0.1" || HeaderName.isSame(String(name), "localhost")
  }

  /// Unreserved characters, those that part what has a meaning of its own, and bytes in percent form.
  private static func isName(_ bytes: Substring.UTF8View) -> Bool {
    var hexadecimal = 0
    for byte in bytes {
      if hexadecimal > 0 {
        guard isHexadecimal(byte) else { return false }
        hexadecimal -= 1
        continue
      }
      switch byte {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E, 0x21, 0x24, 0x26...0x2C, 0x3B, 0x3D: break
      case 0x25: hexadecimal = 2
      default: return false
      }
    }
    return hexadecimal == 0
  }

  fileprivate static func isHexadecimal(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20) }
}

/// Addresses of IPv6 as they are written (RFC 4291, section 2.2).
private enum IPv6 {
  static let loopback: [UInt16] = [0, 0, 0, 0, 0, 0, 0, 1]

  /// The eight groups; `nil` for what is no address.
  static func groups(_ text: Substring) -> [UInt16]? {
    guard let gap = text.firstRange(of: "::") else {
      let all = written(text)
      return all?.count == 8 ? all : nil
    }
    // At most one gap, and it stands for one group or more.
    guard let before = written(text[..<gap.lowerBound], mayEndOld: false), let behind = written(text[gap.upperBound...]), before.count + behind.count < 8 else { return nil }
    return before + [UInt16](repeating: 0, count: 8 - before.count - behind.count) + behind
  }

  private static func written(_ text: Substring, mayEndOld: Bool = true) -> [UInt16]? {
    if text.isEmpty { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var groups: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if mayEndOld, index == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
        guard let last = old(part) else { return nil }
        groups += last
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(NamedHost.isHexadecimal), let group = UInt16(part, radix: 16) else { return nil }
        groups.append(group)
      }
    }
    return groups
  }

  /// An address of IPv4, which may stand for the last two groups.
  private static func old(_ text: Substring) -> [UInt16]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in (1...3).contains(part.utf8.count) && part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) ? UInt8(part) : nil }
    guard parts.count == 4, numbers.count == 4 else { return nil }
    return [UInt16(numbers[0]) << 8 | UInt16(numbers[1]), UInt16(numbers[2]) << 8 | UInt16(numbers[3])]
  }
}
