/// The percent form of addresses (RFC 3986), read back to text.
public enum PercentText {
  /// The text, with `+` as a blank when it comes from a form; `nil` when an escape is broken or the bytes are not
  /// UTF-8.
  public static func decoded(_ text: some StringProtocol, isForm: Bool = false) -> String? {
    // What most addresses are made of stands for itself.
    if !text.utf8.contains(where: { $0 == 0x25 || isForm && $0 == 0x2B }) { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x2B where isForm: bytes.append(0x20)
      case 0x25:
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Names and values of a query; a pair that cannot be read is left out.
  public static func query(_ text: some StringProtocol) -> [String: String] {
    var result: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decoded(halves[0], isForm: true), let value = decoded(halves.count > 1 ? halves[1] : "", isForm: true)
      else { continue }
      result[name] = value
    }
    return result
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
