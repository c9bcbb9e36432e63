/// Reads the attributes of an event as this store writes them: one JSON object of texts, without blanks.
enum FlatAttributes {
  static func read(_ bytes: UnsafeRawBufferPointer) -> [String: String] {
    var found: [String: String] = [:]
    var position = 1
    while position < bytes.count, bytes[position] == 0x22 {
      let key = text(bytes, &position)
      // `:` and the opening quote of the value.
      position += 1
      guard position < bytes.count, bytes[position] == 0x22 else { return found }
      found[key] = text(bytes, &position)
      position += 1
    }
    return found
  }

  /// The text whose opening quote is at `position`; moves behind its closing quote.
  private static func text(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> String {
    let start = position + 1
    var end = start
    while end < bytes.count, bytes[end] != 0x22, bytes[end] != 0x5C { end += 1 }
    if end >= bytes.count || bytes[end] == 0x22 {
      position = end + 1
      return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<min(end, bytes.count)]), as: UTF8.self)
    }
    return escaped(bytes, start, &position)
  }

  private static func escaped(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ position: inout Int) -> String {
    var plain: [UInt8] = []
    var index = start
    while index < bytes.count, bytes[index] != 0x22 {
      guard bytes[index] == 0x5C, index + 1 < bytes.count else {
        plain.append(bytes[index])
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case 0x6E: plain.append(0x0A)
      case 0x72: plain.append(0x0D)
      case 0x74: plain.append(0x09)
      case 0x75 where index + 5 < bytes.count:
        // Only control characters are written this way.
        plain.append((hex(bytes[index + 4]) << 4) | hex(bytes[index + 5]))
        index += 4
      case let other: plain.append(other)
      }
      index += 2
    }
    position = index + 1
    return String(decoding: plain, as: UTF8.self)
  }

  private static func hex(_ byte: UInt8) -> UInt8 { byte <= 0x39 ? byte & 0x0F : (byte & 0x0F) + 9 }
}
