/// Makes addresses of pages: every part and every value in percent form (RFC 3986), so that an invoice number with a
/// slash stays one part.
public struct PageAddress: Sendable, Hashable {
  private var parts: [String]
  private var query: [(name: String, value: String)] = []

  /// `PageAddress("invoices", "ES/7").text` is `/invoices/ES%2F7`.
  public init(_ parts: String...) { self.parts = parts }

  /// From a decoded path such as `/invoices/42`; parts that hold a slash themselves need `init(_:)`.
  public init(path: String) { parts = path.split(separator: "/").map(String.init) }

  /// The same address with one more value in its query; a `nil` value adds nothing.
  public func with(_ name: String, _ value: String?) -> PageAddress {
    guard let value else { return self }
    var copy = self
    copy.query.append((name, value))
    return copy
  }

  public var text: String {
    var text = parts.isEmpty ? "/" : ""
    for part in parts { text += "/" + PageAddress.escaped(part) }
    for (index, field) in query.enumerated() {
      text += (index == 0 ? "?" : "&") + PageAddress.escaped(field.name) + "=" + PageAddress.escaped(field.value)
    }
    return text
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        result += hex.utf8.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    return result
  }

  public static func == (a: PageAddress, b: PageAddress) -> Bool { a.text == b.text }
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
