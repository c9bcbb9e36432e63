public import Primitives

/// The header `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
public enum RetryAfter {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// How long to wait; `nil` for what is neither, 0 for a date that has passed.
  public static func seconds(_ text: String, from now: Instant) -> Int64? {
    let trimmed = text.drop { $0 == " " }
    if !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Int64(trimmed) ?? .max }
    // Sun, 06 Nov 1994 08:49:37 GMT
    let parts = trimmed.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
      (1...9999).contains(year), Day(year, month + 1, day) != nil
    else { return nil }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let years = String(repeating: "0", count: 4 - String(year).count) + String(year)
    guard let then = Instant("\(years)-\(two(month + 1))-\(two(day))T\(parts[4])Z") else { return nil }
    return max(0, then.seconds - now.seconds)
  }
}
