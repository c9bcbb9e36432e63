import Glibc
import Primitives

/// A file (or bytes in memory) seen through a window that moves forward: memory stays flat whatever the length.
///
/// After `prepare`, a whole record of up to `recordLimit` bytes lies in the window, unless the file ends before.
final class ByteWindow {
  /// No honest record is longer; a longer one is a missing line end.
  static let recordLimit = 65_536
  private static let fileCapacity = 1 << 20

  let name: String
  let length: Int64
  private let descriptor: Int32
  private let memory: [UInt8]
  private let storage: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  private var readOffset: Int64 = 0
  private var filled = 0
  private(set) var atEnd = false
  /// Position of the next byte within the window.
  var position = 0

  /// - Throws: `Rejection` when the file cannot be opened or is no ordinary file.
  init(path: String) throws(Rejection) {
    name = path
    memory = []
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    var facts = stat()
    guard descriptor >= 0, fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      if descriptor >= 0 { close(descriptor) }
      throw Rejection(
        Problem(
          .usageUnreadableFile, at: .init(file: path), "the file does not exist, may not be read, or is not an ordinary file",
          remedy: "check the path and the permissions; a stream must be written to a file first, so that it can be read again after a crash"))
    }
    length = Int64(facts.st_size)
    capacity = ByteWindow.fileCapacity
    storage = ByteWindow.allocate(capacity)
  }

  init(name: String, bytes: [UInt8]) {
    self.name = name
    memory = bytes
    descriptor = -1
    length = Int64(bytes.count)
    // Room for everything at once where that is less; a little more, so that the end is met.
    capacity = min(ByteWindow.fileCapacity, bytes.count + 16)
    storage = ByteWindow.allocate(capacity)
  }

  /// Eight bytes more than are filled, so that words may be read across the end.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    let storage = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + 8)
    storage.initialize(repeating: 0, count: capacity + 8)
    return storage
  }

  deinit {
    storage.deallocate()
    if descriptor >= 0 { close(descriptor) }
  }

  /// The bytes at hand start at `bytes[position]` and end before `bytes[end]`.
  var bytes: UnsafeMutablePointer<UInt8> { storage }
  var end: Int { filled }
  /// Where `position` stands in the file.
  var offset: Int64 { readOffset - Int64(filled - position) }

  func seek(_ offset: Int64) {
    readOffset = offset
    filled = 0
    position = 0
    atEnd = false
  }

  /// Makes sure that a whole record is at hand; `false` when the file has ended.
  func prepare() throws -> Bool {
    if !atEnd, filled - position <= ByteWindow.recordLimit + 1 { try refill() }
    return position < filled
  }

  private func refill() throws {
    let rest = filled - position
    if position > 0 {
      storage.update(from: storage + position, count: rest)
      filled = rest
      position = 0
    }
    while filled < capacity {
      let count = try readMore(storage + filled, capacity - filled, at: readOffset)
      if count == 0 {
        atEnd = true
        break
      }
      filled += count
      readOffset += Int64(count)
    }
  }

  private func readMore(_ target: UnsafeMutablePointer<UInt8>, _ count: Int, at offset: Int64) throws -> Int {
    guard descriptor >= 0 else {
      let available = min(count, max(0, memory.count - Int(offset)))
      memory.withUnsafeBufferPointer { source in
        if available > 0, let base = source.baseAddress { target.update(from: base + Int(offset), count: available) }
      }
      return available
    }
    while true {
      let got = pread(descriptor, target, count, off_t(offset))
      if got >= 0 { return got }
      if errno != EINTR { throw FileFault(file: name, reason: String(cString: strerror(errno))) }
    }
  }

  /// The bytes of one record, read again.
  func text(offset: Int64, length: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: max(1, length)) { target, count in
      count = 0
      guard length > 0, let base = target.baseAddress else { return }
      count = (try? readMore(base, length, at: offset)) ?? 0
    }
  }

  /// Length and a 128-bit mark of the content; equal for equal bytes. Reads the file once.
  func fingerprint() throws -> String {
    var mark = ContentMark()
    var offset: Int64 = 0
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: ByteWindow.fileCapacity)
    defer { block.deallocate() }
    while true {
      var count = 0
      while count < ByteWindow.fileCapacity {
        let got = try readMore(block + count, ByteWindow.fileCapacity - count, at: offset + Int64(count))
        if got == 0 { break }
        count += got
      }
      mark.add(UnsafeRawBufferPointer(start: block, count: count))
      offset += Int64(count)
      if count < ByteWindow.fileCapacity { break }
    }
    return "\(offset)-" + mark.text
  }
}

/// Reading a file failed in the middle: the disk or the network behind it.
public struct FileFault: Error, CustomStringConvertible {
  public let file: String
  public let reason: String
  public var description: String {
    "reading \(file) failed: \(reason)\n    remedy: when the file can be read again, repeat the command; it goes on where it stopped"
  }
}

/// A mark of any length of bytes in two independent 64-bit lanes; finds files that are the same, guards against no forger.
struct ContentMark {
  private var a: UInt64 = 0x243F_6A88_85A3_08D3
  private var b: UInt64 = 0x1319_8A2E_0370_7344

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var offset = 0
    while offset + 16 <= bytes.count {
      mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self), bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
      offset += 16
    }
    while offset < bytes.count {
      mix(UInt64(bytes[offset]) | 0x100, UInt64(offset))
      offset += 1
    }
  }

  private mutating func mix(_ x: UInt64, _ y: UInt64) {
    let p = (a ^ x).multipliedFullWidth(by: 0xA409_3822_299F_31D1 ^ (y | 1) &* 2 | 1)
    let q = (b ^ y).multipliedFullWidth(by: 0x082E_FA98_EC4E_6C89 ^ (x | 1) &* 2 | 1)
    a = (p.high ^ p.low) &+ a &* 3 &+ y
    b = (q.high ^ q.low) &+ b &* 5 &+ x
  }

  var text: String {
    func hex(_ value: UInt64) -> String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return hex(a) + hex(b)
  }
}
