/// Names the content of an answer, so that a client that has it need not be sent it again (RFC 9110, section 8.8.3).
enum EntityTag {
  /// FNV-1a over the bytes: enough to know an answer again; nothing is proved by it.
  static func of(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
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
