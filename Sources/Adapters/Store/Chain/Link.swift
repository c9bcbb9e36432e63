/// One link of a chain: the SHA-256 of the link before it and of the fact it stands for; 32 bytes.
struct Link: Equatable, Sendable, CustomStringConvertible {
  static let byteCount = 32
  static let none = Link()

  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  private init() {}

  /// Reads the 32 bytes from `offset` on; `nil` when there are not so many.
  init?(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
    guard offset >= 0, bytes.count - offset >= Link.byteCount else { return nil }
    withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + Link.byteCount])) }
  }

  /// Reads 64 hexadecimal digits.
  init?(hex: some StringProtocol) {
    var bytes: [UInt8] = []
    var rest = hex.utf8[...]
    while let high = rest.popFirst(), let low = rest.popFirst() {
      guard let a = Link.digit(high), let b = Link.digit(low) else { return nil }
      bytes.append(a << 4 | b)
    }
    guard rest.isEmpty, bytes.count == Link.byteCount, hex.utf8.count == 2 * Link.byteCount else { return nil }
    guard let link = bytes.withUnsafeBytes({ Link($0) }) else { return nil }
    self = link
  }

  func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T { try withUnsafeBytes(of: words, body) }

  static func == (a: Link, b: Link) -> Bool { a.words == b.words }

  var description: String {
    withBytes { bytes in
      String(unsafeUninitializedCapacity: 2 * Link.byteCount) { text in
        func digit(_ four: UInt8) -> UInt8 { four < 10 ? 0x30 + four : 0x57 + four }
        for (index, byte) in bytes.enumerated() { (text[2 * index], text[2 * index + 1]) = (digit(byte >> 4), digit(byte & 15)) }
        return 2 * bytes.count
      }
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte - 0x57
    case 0x41...0x46: byte - 0x37
    default: nil
    }
  }
}
