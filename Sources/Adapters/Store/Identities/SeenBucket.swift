/// The entries of one bucket of a run: all marks in ascending order, then the number of the fact that each of them is of, so that a search
/// touches little memory.
struct SeenBucket {
  private let bytes: UnsafeRawBufferPointer

  /// Lent: it holds no longer than the row that it was read of.
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether its length is that of whole entries.
  var isWhole: Bool { bytes.count % 16 == 0 }

  var count: Int { bytes.count / 16 }

  @inline(__always)
  func mark(_ entry: Int) -> UInt64 { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: entry &* 8, as: UInt64.self)) }

  @inline(__always)
  func fact(_ entry: Int) -> Int64 {
    Int64(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: (count &+ entry) &* 8, as: UInt64.self)))
  }

  /// The first entry whose mark is not smaller.
  func first(notBelow mark: UInt64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low &+ high) / 2
      if self.mark(middle) < mark { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// Entries in ascending order of their marks, as they are kept.
  static func packed(_ entries: ArraySlice<SeenEntry>) -> [UInt64] {
    [UInt64](unsafeUninitializedCapacity: entries.count * 2) { words, count in
      for (place, entry) in entries.enumerated() {
        words[place] = entry.mark.littleEndian
        words[entries.count + place] = UInt64(bitPattern: entry.fact).littleEndian
      }
      count = entries.count * 2
    }
  }
}

/// A mark, and the number of the fact that it is of.
struct SeenEntry: Equatable {
  var mark: UInt64
  var fact: Int64

  /// By marks; what is equal, by facts.
  static func isBefore(_ a: SeenEntry, _ b: SeenEntry) -> Bool { a.mark < b.mark || (a.mark == b.mark && a.fact < b.fact) }
}
