import Balances
import Primitives

/// Lines of fields, parted by line feeds and tabs, written into one buffer that is used again; `%` escapes all three.
///
/// Not shared between threads.
final class FieldText {
  private var room: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var used = 0
  private var isAtStart = true

  init(reservingCapacity capacity: Int) {
    self.capacity = capacity
    room = .allocate(capacity: capacity)
  }

  deinit { room.deallocate() }

  /// What is written; it stays as it is until something else is.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: room, count: used) }

  func removeAll() {
    used = 0
    isAtStart = true
  }

  private func append(_ byte: UInt8) {
    if used == capacity { grow(1) }
    room[used] = byte
    used += 1
  }

  private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    if used + bytes.count > capacity { grow(bytes.count) }
    (room + used).update(from: start, count: bytes.count)
    used += bytes.count
  }

  private func append(_ text: StaticString) { append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) }

  private func grow(_ more: Int) {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * (capacity + more))
    larger.update(from: room, count: used)
    room.deallocate()
    room = larger
    capacity = 2 * (capacity + more)
  }

  func line(_ kind: UInt8) {
    append(0x0A)
    append(kind)
    isAtStart = false
  }

  func field(_ text: String) {
    part()
    var copy = text
    copy.withUTF8 { escape($0) }
  }

  /// Something that may be missing, which is not the same as empty.
  func field(optional text: String?) {
    part()
    guard var copy = text else { return }
    append(0x2B)
    copy.withUTF8 { escape($0) }
  }

  func field(_ number: Int64) {
    part()
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
      var (first, rest) = (20, number.magnitude)
      repeat {
        first -= 1
        room[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if number < 0 {
        first -= 1
        room[first] = 0x2D
      }
      append(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(room)[first...]))
    }
  }

  func field(_ number: Int64?) { if let number { field(number) } else { part() } }

  func field(_ exact: Exact) {
    if exact.fractionDigits == 0, let whole = exact.unscaled64, whole != .min { return field(whole) }
    field(exact.description)
  }

  /// What has neither tabs nor line feeds in it.
  func field(plain text: UnsafeBufferPointer<UInt8>) {
    part()
    append(text)
  }

  func field(_ parts: [Consumption.Part]) {
    part()
    for (index, one) in parts.enumerated() {
      if index > 0 { append(0x2C) }
      isAtStart = true
      field(Int64(one.bucket))
      append(0x3A)
      isAtStart = true
      field(one.taken)
      append(0x3A)
      isAtStart = true
      field(one.covered)
    }
    isAtStart = false
  }

  private func part() {
    if !isAtStart { append(0x09) }
    isAtStart = false
  }

  private func escape(_ text: UnsafeBufferPointer<UInt8>) {
    guard text.contains(where: { $0 == 0x25 || $0 == 0x09 || $0 == 0x0A }) else { return append(text) }
    for byte in text {
      switch byte {
      case 0x25: append("%25")
      case 0x09: append("%09")
      case 0x0A: append("%0A")
      default: append(byte)
      }
    }
  }

  /// A field as it was before it was escaped.
  static func plain(_ text: Substring) -> String {
    guard text.utf8.contains(0x25) else { return String(text) }
    return String(text).replacing("%09", with: "\t").replacing("%0A", with: "\n").replacing("%25", with: "%")
  }

  static func optional(_ text: Substring) -> String? { text.isEmpty ? nil : plain(text.dropFirst()) }
}
