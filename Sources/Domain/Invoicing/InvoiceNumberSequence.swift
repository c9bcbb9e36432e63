/// The gap-free legal numbers of one seller: a prefix and the next running number.
///
/// Taking a number and writing the invoice that carries it must happen in one transaction; this type only counts.
public struct InvoiceNumberSequence: Sendable, Hashable, Codable {
  public var prefix: String
  /// The number given next; the first is 1.
  public var next: Int64
  /// Shorter numbers are filled with zeros in front; longer ones keep all digits.
  public var width: Int

  public init(prefix: String, next: Int64 = 1, width: Int = 6) {
    self.prefix = prefix
    self.next = next
    self.width = width
  }

  /// The next number, `ES-2026-000001`, and moves on.
  public mutating func take() -> String {
    defer { next += 1 }
    return InvoiceNumberSequence.text(prefix: prefix, number: next, width: width)
  }

  /// How a running number is written.
  public static func text(prefix: String, number: Int64, width: Int = 6) -> String {
    let digits = String(number)
    return digits.utf8.count >= width ? prefix + digits : prefix + String(repeating: "0", count: width - digits.utf8.count) + digits
  }
}
