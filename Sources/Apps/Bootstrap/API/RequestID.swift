/// Names of requests that come without one: UUIDs of version 4, in small letters.
enum RequestID {
  static func random() -> String {
    var random = SystemRandomNumberGenerator()
    return text(random.next(), random.next())
  }

  /// - Parameters:
  ///   - high: the first eight bytes, low: the others; version and variant are put into them.
  static func text(_ high: UInt64, _ low: UInt64) -> String {
    let words = (high & ~0xF000 | 0x4000, low & ~(0b11 << 62) | 0b10 << 62)
    return String(unsafeUninitializedCapacity: 36) { text in
      var at = 0
      for digit in 0..<32 {
        if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
          text[at] = 0x2D
          at += 1
        }
        let word = digit < 16 ? words.0 : words.1
        let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - digit % 16 * 4)) & 15
        text[at] = value < 10 ? 0x30 + value : 0x57 + value
        at += 1
      }
      return at
    }
  }
}
