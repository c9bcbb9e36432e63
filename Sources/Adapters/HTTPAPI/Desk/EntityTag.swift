/// Names the content of an answer, so that a client that has it need not be sent it again (RFC 9110, section 8.8.3).
enum EntityTag {
  /// Eight bytes at a time, multiplied and folded: enough to know an answer again; nothing is proved by it.
  static func of(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
    bytes.withUnsafeBytes { raw in
      var index = 0
      while index < raw.count {
        var word: UInt64 = 0
        if index + 8 <= raw.count {
          word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        } else {
          for place in index..<raw.count { word |= UInt64(raw[place]) << UInt64(8 * (place - index)) }
        }
        let (high, low) = (hash ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        hash = high ^ low ^ word.byteSwapped
        index += 8
      }
    }
    return "\"" + String(hash, radix: 16) + "-" + String(bytes.count, radix: 16) + "\""
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
