import Primitives
import Usage

/// Events of one account, packed into one value: sections by round, subscription and type.
///
/// A section stands for itself, so two values are joined by writing one after the other. Numbers are written in as few bytes as they need, instants and event numbers as differences from the one before,
/// attributes only where they differ from those before. Reading a bill's 200 events touches a few of these instead of
/// 200 rows. Everything in it can be built again from `usage_event`.
struct PackedUsageWriter {
  private(set) var bytes: [UInt8] = []
  private(set) var eventCount = 0
  private(set) var firstAt = Int64.max
  private(set) var lastAt = Int64.min
  private var sectionStart = 0
  private var previousEvent: Int64 = 0
  private var previousAt: Int64 = 0
  private var previousAttributes: [UInt8] = []

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    eventCount = 0
    firstAt = .max
    lastAt = .min
  }

  mutating func begin(round: Int64, subscription: Int64, type: UnsafeBufferPointer<UInt8>) {
    number(UInt64(bitPattern: round))
    number(UInt64(bitPattern: subscription))
    number(UInt64(type.count))
    bytes.append(contentsOf: type)
    // Four bytes each for the count and the length, filled in at the end.
    sectionStart = bytes.count
    for _ in 0..<8 { bytes.append(0) }
    previousEvent = 0
    previousAt = 0
    previousAttributes.removeAll(keepingCapacity: true)
  }

  mutating func add(event: Int64, at: Int64, digits: Int64, scale: Int32, attributes: UnsafeBufferPointer<UInt8>) {
    let same = isPrevious(attributes)
    bytes.append(UInt8(truncatingIfNeeded: scale) | (same ? 0 : 0x80))
    signed(event &- previousEvent)
    signed(at &- previousAt)
    signed(digits)
    if !same {
      number(UInt64(attributes.count))
      bytes.append(contentsOf: attributes)
      previousAttributes.removeAll(keepingCapacity: true)
      previousAttributes.append(contentsOf: attributes)
    }
    previousEvent = event
    previousAt = at
    eventCount += 1
    if at < firstAt { firstAt = at }
    if at > lastAt { lastAt = at }
  }

  mutating func end(count: Int) {
    let length = bytes.count - sectionStart - 8
    for index in 0..<4 {
      bytes[sectionStart + index] = UInt8(truncatingIfNeeded: count >> (index * 8))
      bytes[sectionStart + 4 + index] = UInt8(truncatingIfNeeded: length >> (index * 8))
    }
  }

  private func isPrevious(_ attributes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard attributes.count == previousAttributes.count else { return false }
    return previousAttributes.withUnsafeBufferPointer { previous in
      for index in 0..<previous.count where previous[index] != attributes[index] { return false }
      return true
    }
  }

  private mutating func signed(_ value: Int64) { number(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

  private mutating func number(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

/// Reads what `PackedUsageWriter` wrote; `nil` from any step means that the value is damaged.
struct PackedUsageReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  struct Section {
    var round: Int64
    var subscription: Int64
    var type: UnsafeRawBufferPointer
    var count: Int
    /// Of its events, in bytes.
    var length: Int
  }

  struct Event {
    var event: Int64 = 0
    var at: Int64 = 0
    var digits: Int64 = 0
    var scale = 0
    var attributes = UnsafeRawBufferPointer(start: nil, count: 0)
    var attributesChanged = false
  }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func section() -> Section? {
    guard let round = number(), let subscription = number(), let typeLength = number(), let type = slice(typeLength),
      let head = slice(8)
    else { return nil }
    let count = Int(head.loadUnaligned(as: UInt32.self).littleEndian)
    let length = Int(head.loadUnaligned(fromByteOffset: 4, as: UInt32.self).littleEndian)
    guard length <= bytes.count - position else { return nil }
    return Section(
      round: Int64(bitPattern: round), subscription: Int64(bitPattern: subscription), type: type,
      count: count, length: length)
  }

  mutating func skip(_ section: Section) { position += section.length }

  /// Moves `event` on to the next of its section; `false` when the value is damaged.
  mutating func next(_ event: inout Event) -> Bool {
    guard position < bytes.count else { return false }
    let head = bytes[position]
    position += 1
    guard let number = signed(), let at = signed(), let digits = signed() else { return false }
    event.event &+= number
    event.at &+= at
    event.digits = digits
    event.scale = Int(head & 0x7F)
    event.attributesChanged = head & 0x80 != 0
    if event.attributesChanged {
      guard let length = self.number(), let attributes = slice(length) else { return false }
      event.attributes = attributes
    }
    return true
  }

  private mutating func slice(_ length: UInt64) -> UnsafeRawBufferPointer? {
    guard length <= UInt64(bytes.count - position) else { return nil }
    defer { position += Int(length) }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + Int(length)])
  }

  private mutating func signed() -> Int64? {
    guard let value = number() else { return nil }
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  @inline(__always)
  private mutating func number() -> UInt64? {
    guard bytes.count - position >= 8 else { return numberNearEnd() }
    // Eight bytes at once: the first one without its high bit ends the number; then groups of seven bits move together.
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    let ends = ~word & 0x8080_8080_8080_8080
    guard ends != 0 else { return numberNearEnd() }
    position += ends.trailingZeroBitCount >> 3 + 1
    let sevens = word & (ends ^ (ends &- 1)) & 0x7F7F_7F7F_7F7F_7F7F
    let fourteens = sevens & 0x007F_007F_007F_007F | (sevens & 0x7F00_7F00_7F00_7F00) >> 1
    let twentyEights = fourteens & 0x0000_3FFF_0000_3FFF | (fourteens & 0x3FFF_0000_3FFF_0000) >> 2
    return twentyEights & 0x0FFF_FFFF | (twentyEights & 0x0FFF_FFFF_0000_0000) >> 4
  }

  /// Byte by byte: the last numbers of a value, and those of more than eight bytes.
  private mutating func numberNearEnd() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
