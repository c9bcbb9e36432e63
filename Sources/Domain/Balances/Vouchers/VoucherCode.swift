/// The secret on a voucher: sixteen letters and digits that are not mistaken for each other, 80 random bits.
public struct VoucherCode: Sendable, Hashable {
  /// How many letters a code has.
  public static let length = 16
  private static let alphabet = Set("abcdefghijkmnpqrstuvwxyz23456789")

  /// In small letters, without anything between them.
  public let text: String

  /// Reads a code as people write it: in any case, with spaces and hyphens, a one or an l for an i; `nil` when it cannot be one.
  ///
  ///     VoucherCode("K7M3-9QXW 2b8d-tvz5")?.text == "k7m39qxw2b8dtvz5"
  public init?(_ written: String) {
    let letters = String(written.lowercased().compactMap { $0 == "-" || $0 == " " ? nil : $0 == "1" || $0 == "l" ? "i" : $0 })
    guard letters.count == VoucherCode.length, letters.allSatisfy(VoucherCode.alphabet.contains) else { return nil }
    text = letters
  }

  /// As it is printed: in groups of four.
  public var printed: String {
    var groups: [Substring] = []
    var rest = text.uppercased()[...]
    while !rest.isEmpty {
      groups.append(rest.prefix(4))
      rest = rest.dropFirst(4)
    }
    return groups.joined(separator: "-")
  }
}
