/// Makes links: writes the values of a fact, after the link before it, in a form that no other fact shares, and hashes it.
///
/// The form, which is part of the stored format and so never changes: the 32 bytes of the link before; then for each row
/// of the fact `R` and the number of its part; then for each value `0` for nothing, `I` and eight bytes for a whole
/// number, `F` and eight bytes for a binary fraction (which Florin never writes), `T` or `B`, the length in four bytes and
/// the bytes for text and for a blob. Numbers have their lowest byte first.
final class LinkMaker {
  private let hash: SHA256
  private var storage: UnsafeMutablePointer<UInt8>
  /// Facts larger than this are hashed piece by piece, so that none needs memory of its size.
  private var capacity = 1 << 17
  private var used = 0
  private var isLarge = false

  init() throws {
    hash = try SHA256()
    storage = .allocate(capacity: capacity)
  }

  deinit { storage.deallocate() }

  /// What the first fact of a stream is linked to: its name, so that links of one stream never serve in another.
  func origin(_ stream: String) -> Link {
    begin(after: .none)
    var name = stream
    name.withUTF8 { text(UnsafeRawBufferPointer($0)) }
    return finish()
  }

  /// Starts a fact.
  func begin(after link: Link) {
    used = 0
    isLarge = false
    link.withBytes { raw($0) }
  }

  /// Starts a row of the fact.
  func row(_ part: UInt8) {
    let at = reserve(2)
    at[0] = 0x52
    at[1] = part
  }

  func null() { reserve(1)[0] = 0x30 }

  func integer(_ value: Int64) {
    let at = reserve(9)
    at[0] = 0x49
    UnsafeMutableRawPointer(at + 1).storeBytes(of: value.littleEndian, as: Int64.self)
  }

  func fraction(_ value: Double) {
    let at = reserve(9)
    at[0] = 0x46
    UnsafeMutableRawPointer(at + 1).storeBytes(of: value.bitPattern.littleEndian, as: UInt64.self)
  }

  func text(_ bytes: UnsafeRawBufferPointer) { sized(0x54, bytes) }
  func blob(_ bytes: UnsafeRawBufferPointer) { sized(0x42, bytes) }

  func text(_ string: String) {
    var copy = string
    copy.withUTF8 { text(UnsafeRawBufferPointer($0)) }
  }

  /// A whole number as the text of its digits.
  func digits(_ value: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
      var first = 20
      var rest = value
      repeat {
        first -= 1
        room[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      text(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[first...]))
    }
  }

  /// The link of the fact begun.
  func finish() -> Link {
    if !isLarge { hash.begin() }
    hash.add(UnsafeRawBufferPointer(start: storage, count: used))
    return hash.finish()
  }

  /// The link that the fact just finished would have after another one; `nil` when it was too large to be kept.
  func finish(after link: Link) -> Link? {
    guard !isLarge else { return nil }
    link.withBytes { if let start = $0.baseAddress { UnsafeMutableRawPointer(storage).copyMemory(from: start, byteCount: $0.count) } }
    return finish()
  }

  private func sized(_ tag: UInt8, _ bytes: UnsafeRawBufferPointer) {
    let at = reserve(5)
    at[0] = tag
    UnsafeMutableRawPointer(at + 1).storeBytes(of: UInt32(truncatingIfNeeded: bytes.count).littleEndian, as: UInt32.self)
    raw(bytes)
  }

  private func raw(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    UnsafeMutableRawPointer(reserve(bytes.count)).copyMemory(from: start, byteCount: bytes.count)
  }

  /// Room for so many bytes at the end of what is written.
  private func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if used + count > capacity { makeRoom(count) }
    defer { used += count }
    return storage + used
  }

  private func makeRoom(_ count: Int) {
    if !isLarge { hash.begin() }
    isLarge = true
    hash.add(UnsafeRawBufferPointer(start: storage, count: used))
    used = 0
    if count > capacity {
      storage.deallocate()
      capacity = count
      storage = .allocate(capacity: capacity)
    }
  }
}
