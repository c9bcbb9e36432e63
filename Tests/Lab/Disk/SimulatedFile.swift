import Foundation

/// A file in memory that remembers what was written since it was last made durable.
final class SimulatedFile {
  private(set) var bytes: [UInt8] = []
  /// How to take back what is not durable yet, oldest first.
  private var undo: [Undo] = []

  private struct Undo {
    var offset: Int
    /// What stood there before, as far as the file reached.
    var old: [UInt8]
    /// How many bytes the write touched; nil for a change of length.
    var count: Int?
    var oldSize: Int
  }

  /// What a drive writes whole or not at all.
  static let sector = 512

  var size: Int { bytes.count }

  func read(_ buffer: UnsafeMutableRawPointer, _ count: Int, at offset: Int) -> Int {
    let there = max(0, min(count, bytes.count - offset))
    if there > 0 { bytes.withUnsafeBytes { buffer.copyMemory(from: $0.baseAddress! + offset, byteCount: there) } }
    if there < count { memset(buffer + there, 0, count - there) }
    return there
  }

  func write(_ source: UnsafeRawBufferPointer, at offset: Int) {
    let kept = offset < bytes.count ? Array(bytes[offset..<min(bytes.count, offset + source.count)]) : []
    undo.append(Undo(offset: offset, old: kept, count: source.count, oldSize: bytes.count))
    put(source, at: offset)
  }

  private func put(_ source: UnsafeRawBufferPointer, at offset: Int) {
    if source.isEmpty { return }
    let end = offset + source.count
    if end > bytes.count {
      bytes.reserveCapacity(max(end, bytes.capacity < end ? 2 * bytes.capacity : 0))
      grow(to: end)
    }
    bytes.withUnsafeMutableBytes { ($0.baseAddress! + offset).copyMemory(from: source.baseAddress!, byteCount: source.count) }
  }

  func truncate(to size: Int) {
    undo.append(Undo(offset: size, old: size < bytes.count ? Array(bytes[size...]) : [], count: nil, oldSize: bytes.count))
    resize(size)
  }

  private func resize(_ size: Int) {
    if size <= bytes.count { bytes.removeLast(bytes.count - size) } else { grow(to: size) }
  }

  private static let zeros = [UInt8](repeating: 0, count: 1 << 16)

  /// By pages of zeros: without the optimiser, repeating one zero takes most of the time of a test.
  private func grow(to size: Int) {
    while bytes.count < size {
      let count = min(size - bytes.count, Self.zeros.count)
      Self.zeros.withUnsafeBufferPointer { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[..<count])) }
    }
  }

  func makeDurable() { undo.removeAll(keepingCapacity: true) }

  /// What a machine finds after losing power: everything durable, and of each later write any of its sectors.
  ///
  /// - Parameter survives: asked once for every sector and change of length that was not durable.
  func losePower(_ survives: () -> Bool) {
    var later: [(offset: Int, new: [UInt8], size: Int?)] = []
    for change in undo.reversed() {
      if let count = change.count {
        later.append((change.offset, Array(bytes[change.offset..<change.offset + count]), nil))
        resize(change.oldSize)
      } else {
        later.append((change.offset, [], bytes.count))
        resize(change.oldSize)
      }
      change.old.withUnsafeBytes { put($0, at: change.offset) }
    }
    undo.removeAll()
    for change in later.reversed() {
      if let size = change.size {
        if survives() { resize(size) }
        continue
      }
      var at = change.offset
      let end = change.offset + change.new.count
      while at < end {
        let next = min(end, (at / Self.sector + 1) * Self.sector)
        if survives() {
          change.new[(at - change.offset)..<(next - change.offset)].withUnsafeBytes { put($0, at: at) }
        }
        at = next
      }
    }
  }

  /// A copy for the machine that starts again.
  func copy() -> SimulatedFile {
    let file = SimulatedFile()
    file.bytes = bytes
    return file
  }
}
