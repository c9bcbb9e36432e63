/// Names the content of an answer, so that a client that has it need not be sent it again (RFC 9110, section 8.8.3).
enum EntityTag {
  /// Eight bytes at a time, multiplied and folded, on four lanes that do not wait for each other: enough to know an answer again; nothing is
  /// proved by it.
  static func of(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
    bytes.withUnsafeBytes { raw in
      func word(_ index: Int) -> UInt64 { UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) }
      var index = 0
      if raw.count >= 32 {
        var (a, b, c, d) = (hash, hash &+ 1, hash &+ 2, hash &+ 3)
        while index + 32 <= raw.count {
          a = folded(a, word(index))
          b = folded(b, word(index + 8))
          c = folded(c, word(index + 16))
          d = folded(d, word(index + 24))
          index += 32
        }
        for lane in [a, b, c, d] { hash = folded(hash, lane) }
      }
      while index + 8 <= raw.count {
        hash = folded(hash, word(index))
        index += 8
      }
      if index < raw.count {
        var rest: UInt64 = 0
        for place in index..<raw.count { rest |= UInt64(raw[place]) << UInt64(8 * (place - index)) }
        hash = folded(hash, rest)
      }
    }
    return written(hash, UInt64(bytes.count))
  }

  /// Two numbers in hexadecimal digits, in quotes.
  private static func written(_ hash: UInt64, _ count: UInt64) -> String {
    String(unsafeUninitializedCapacity: 35) { text in
      var at = 0
      func put(_ byte: UInt8) {
        text[at] = byte
        at += 1
      }
      func put(_ number: UInt64) {
        for place in stride(from: (63 - (number | 1).leadingZeroBitCount) / 4, through: 0, by: -1) {
          let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * place)) & 15
          put(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
      }
      put(UInt8(ascii: "\""))
      put(hash)
      put(UInt8(ascii: "-"))
      put(count)
      put(UInt8(ascii: "\""))
      return at
    }
  }

  private static func folded(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let (high, low) = (hash ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return high ^ low ^ word.byteSwapped
  }

  /// Whether one of the tags of `If-None-Match` is this one; weak tags count as well.
  static func isKnown(_ tag: String, _ ifNoneMatch: String?) -> Bool {
    guard let ifNoneMatch else { return false }
    return ifNoneMatch.split(separator: ",").contains { part in
      let one = part.filter { $0 != " " }
      return one == "*" || one == tag || one == "W/" + tag
    }
  }
}
