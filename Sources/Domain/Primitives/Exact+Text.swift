extension Exact: CustomStringConvertible, LosslessStringConvertible {
  /// Reads a plain decimal: optional sign, digits, optional point and digits, optional exponent (`1.5e-3`).
  ///
  /// At most 30 significant digits and 24 decimals are taken; anything else gives `nil`, never a rounded value.
  public init?(_ text: String) {
    var copy = text
    let parsed = copy.withUTF8 { Exact(utf8: $0) }
    guard let parsed else { return nil }
    self = parsed
  }

  public init?(_ text: Substring) { self.init(String(text)) }

  /// The same reading over raw bytes, for file readers that never build a `String`.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    var negative = false
    if index < bytes.count, bytes[index] == 0x2D || bytes[index] == 0x2B {
      negative = bytes[index] == 0x2D
      index += 1
    }
    var value: Int128 = 0
    var digits = 0
    var significant = 0
    var scale = 0
    var point = false
    while index < bytes.count {
      let c = bytes[index]
      if c >= 0x30, c <= 0x39 {
        if significant > 0 || c != 0x30 { significant += 1 }
        if significant > 30 { return nil }
        value = value &* 10 &+ Int128(c &- 0x30)
        digits += 1
        if point { scale += 1 }
      } else if c == 0x2E, !point {
        point = true
      } else if c == 0x65 || c == 0x45 {
        break
      } else {
        return nil
      }
      index += 1
    }
    guard digits > 0, bytes[bytes.count - 1] != 0x2E else { return nil }
    if index < bytes.count {
      index += 1
      var exponentNegative = false
      if index < bytes.count, bytes[index] == 0x2D || bytes[index] == 0x2B {
        exponentNegative = bytes[index] == 0x2D
        index += 1
      }
      guard index < bytes.count, bytes.count - index <= 3 else { return nil }
      var exponent = 0
      while index < bytes.count {
        let c = bytes[index]
        guard c >= 0x30, c <= 0x39 else { return nil }
        exponent = exponent * 10 + Int(c - 0x30)
        index += 1
      }
      scale += exponentNegative ? exponent : -exponent
      while scale < 0 {
        guard value < powersOfTen[30] else { return nil }
        value *= 10
        scale += 1
      }
    }
    guard scale <= 24 else { return nil }
    self.init(mantissa: negative ? -value : value, divisor: 1, scale: Int16(scale))
  }

  /// The decimal digits as written (`12.50`); a fraction is written as `numerator/denominator`.
  public var description: String {
    if isOverflow { return "overflow" }
    if divisor == 1 { return Exact.digits(mantissa, scale: Int(scale)) }
    // scale digits join the denominator, so the text is a plain ratio of two whole numbers
    let r = reduced
    let (d, over) = Int128(r.divisor).multipliedReportingOverflow(by: powersOfTen[min(38, Int(r.scale))])
    if over { return decimalText(maximumDigits: 20) }
    let g = Int128(greatestCommonDivisor(r.mantissa.magnitude, UInt128(d)))
    return "\(r.mantissa / g)/\(d / g)"
  }

  /// The number in at most `maximumDigits` decimals, half-even, without trailing zeros beyond `minimumDigits`.
  public func decimalText(maximumDigits: Int, minimumDigits: Int = 0) -> String {
    if isOverflow { return "overflow" }
    var r = divisor == 1 && Int(scale) <= maximumDigits ? self : rounded(maximumDigits, .halfEven)
    if r.isOverflow { return "overflow" }
    while Int(r.scale) > minimumDigits, r.mantissa % 10 == 0 {
      r = Exact(mantissa: r.mantissa / 10, divisor: 1, scale: r.scale - 1)
    }
    return Exact.digits(r.written(scale: Int16(minimumDigits)).mantissa, scale: max(Int(r.scale), minimumDigits))
  }

  static func digits(_ mantissa: Int128, scale: Int) -> String {
    if scale == 0 { return Int64(exactly: mantissa).map(String.init) ?? mantissa.description }
    var text = Int64(exactly: mantissa).map { String($0.magnitude) } ?? String(mantissa.magnitude)
    if text.utf8.count <= scale { text = String(repeating: "0", count: scale - text.utf8.count + 1) + text }
    let cut = text.utf8.index(text.utf8.endIndex, offsetBy: -scale)
    return (mantissa < 0 ? "-" : "") + text[..<cut] + "." + text[cut...]
  }
}

extension Exact: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Exact: Codable {
  /// Written as text, so that no reader turns it into binary floating point.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    if let value = Exact(text) {
      self = value
    } else if let slash = text.firstIndex(of: "/"), let n = Exact(text[..<slash]), let d = Exact(text[text.index(after: slash)...]) {
      self = n / d
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a decimal number: \(text)")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
