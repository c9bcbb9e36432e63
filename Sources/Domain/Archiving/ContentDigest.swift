/// The SHA-256 of some bytes: 32 bytes, written as 64 hexadecimal digits.
public struct ContentDigest: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// How many bytes a digest has.
  public static let byteCount = 32

  public let bytes: [UInt8]

  /// - Returns: `nil` for another number of bytes than 32.
  public init?(bytes: [UInt8]) {
    guard bytes.count == ContentDigest.byteCount else { return nil }
    self.bytes = bytes
  }

  /// Reads 64 hexadecimal digits in small letters.
  public init?(hex: some StringProtocol) {
    var bytes: [UInt8] = []
    var rest = hex.utf8[...]
    while let high = rest.popFirst(), let low = rest.popFirst() {
      guard let a = ContentDigest.digit(high), let b = ContentDigest.digit(low) else { return nil }
      bytes.append(a << 4 | b)
    }
    guard hex.utf8.count == 2 * ContentDigest.byteCount else { return nil }
    self.init(bytes: bytes)
  }

  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  public static func < (a: ContentDigest, b: ContentDigest) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}

/// Makes the SHA-256 of bytes; given by whoever has one.
public typealias ContentHash = @Sendable ([UInt8]) -> ContentDigest
