public import Primitives

/// Which quantities an event may have: at most 18 digits in all, at most 12 decimals, at most 10^15 in size.
///
/// Everything a network or a meter counts fits (10^15 octets are a petabyte in one event); what does not fit is a
/// wrong unit or a broken exporter, and must not reach an invoice.
public enum UsageQuantity {
  public static let largest: Int64 = 1_000_000_000_000_000
  public static let maximumDecimals = 12

  /// What reading the digits came to.
  public enum Reading: Sendable, Equatable {
    case value(digits: Int64, scale: Int)
    case notANumber
    case tooLarge
    case tooPrecise
  }

  /// Reads a decimal number from text.
  ///
  /// - Parameter decimalComma: `,` stands for the decimal point, and `.` is refused.
  public static func read(_ text: UnsafeBufferPointer<UInt8>, decimalComma: Bool = false) -> Reading {
    // Nearly every quantity is a short plain number; only the others take the general way.
    var index = 0
    let negative = text.count > 0 && text[0] == 0x2D
    if negative { index = 1 }
    let point: UInt8 = decimalComma ? 0x2C : 0x2E
    var value: Int64 = 0
    var decimals = -1
    var digits = 0
    while index < text.count, digits < 19 {
      let byte = text[index]
      if byte &- 0x30 <= 9 {
        value = value &* 10 &+ Int64(byte &- 0x30)
        digits += 1
        if decimals >= 0 { decimals += 1 }
      } else if byte == point, decimals < 0, digits > 0 {
        decimals = 0
      } else {
        break
      }
      index += 1
    }
    if index == text.count, digits > 0, digits <= 18, decimals != 0 {
      return limited(negative ? -value : value, max(0, decimals))
    }
    return readSlowly(text, decimalComma: decimalComma)
  }

  private static func readSlowly(_ text: UnsafeBufferPointer<UInt8>, decimalComma: Bool) -> Reading {
    var copy = [UInt8](text)
    if decimalComma {
      if copy.contains(0x2E) { return .notANumber }
      for index in copy.indices where copy[index] == 0x2C { copy[index] = 0x2E }
    }
    guard let value = copy.withUnsafeBufferPointer({ Exact(utf8: $0) }) else {
      return looksLikeNumber(copy) ? .tooLarge : .notANumber
    }
    return of(value)
  }

  /// The digits and scale of a number that is already exact.
  public static func of(_ value: Exact) -> Reading {
    if value.magnitude > Exact(Int(largest)) || value.isOverflow { return .tooLarge }
    let plain = value.reduced
    guard plain.isDecimal, plain.fractionDigits <= maximumDecimals, let digits = plain.unscaled64,
      digits.magnitude < 1_000_000_000_000_000_000
    else { return .tooPrecise }
    return limited(digits, plain.fractionDigits)
  }

  /// A number with as many decimals as a quantity may have; a larger one has fewer. What is too large for a quantity stays that.
  ///
  /// Not rounded to the nearest: packages and tiers hold up to and including their bounds, so what a sum is short of comes to the same, and what it is
  /// beyond would open the next one.
  ///
  /// - Parameter isFilled: what counts is that something is full, so that being short of it would not come to the same: away from zero.
  public static func fitting(_ value: Exact, isFilled: Bool = false) -> Exact {
    for decimals in stride(from: maximumDecimals, to: 0, by: -1) {
      let cut = value.rounded(decimals, isFilled ? .up : .down).reduced
      if let digits = cut.unscaled64, digits.magnitude < 1_000_000_000_000_000_000 { return cut }
    }
    return value.rounded(0, isFilled ? .up : .down)
  }

  private static func limited(_ digits: Int64, _ scale: Int) -> Reading {
    if scale == 0 { return digits.magnitude > UInt64(largest) ? .tooLarge : .value(digits: digits, scale: 0) }
    if scale > maximumDecimals { return of(Exact(unscaled: digits, scale: scale)) }
    var limit = UInt128(largest)
    for _ in 0..<scale { limit *= 10 }
    return UInt128(digits.magnitude) > limit ? .tooLarge : .value(digits: digits, scale: scale)
  }

  /// Digits, signs, a point and an exponent: a number, only too long to be read.
  private static func looksLikeNumber(_ text: [UInt8]) -> Bool {
    var digits = 0
    var others = 0
    for byte in text {
      if byte >= 0x30, byte <= 0x39 { digits += 1 } else { others += 1 }
      guard byte >= 0x30 && byte <= 0x39 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) else { return false }
    }
    return digits > 30 || (digits > 0 && others <= 3 && text.contains { $0 == 0x65 || $0 == 0x45 })
  }
}
