/// Tells of most ids that were never seen that they were not, from memory: sixteen bits an identity, of which one in a
/// thousand unknown ones is looked for in vain.
///
/// Small rounds need it: a large one walks every run of identities once, but a few hundred random ids would each be
/// searched in every run. It says "perhaps" or "never", so a mark too many does no harm and nothing depends on it being
/// kept: it is read from the runs when an intake begins, and from those that other processes add. Used by one thread.
final class SeenFilter {
  private var parts: [Part] = []
  /// Every run up to this one was taken in, and stands in the database.
  private var throughRun: Int64 = 0
  private var throughWritten: Int64 = 0

  /// Blocks of 512 bits; a mark sets eight of one block. Filled to its capacity, then joined by a larger part, so that
  /// nothing has to be read again when it grows.
  private struct Part {
    var words: [UInt64]
    var count = 0
    let capacity: Int

    init(capacity: Int) {
      self.capacity = capacity
      words = [UInt64](repeating: 0, count: max(1, capacity / 32) * 8)
    }

    /// The first word of a mark's block; identities are found by the marks' leading bits, so the block takes the others.
    @inline(__always)
    private func block(_ mixed: UInt64) -> Int { Int(mixed.multipliedFullWidth(by: UInt64(words.count / 8)).high) * 8 }

    @inline(__always)
    private static func mixed(_ mark: UInt64) -> UInt64 {
      let product = mark.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      return product.high ^ product.low
    }

    mutating func add(_ mark: UInt64) {
      let mixed = Part.mixed(mark)
      let first = block(mixed)
      var bits = mark ^ mixed &* 0xD6E8_FEB8_6659_FD93
      for word in 0..<8 {
        words[first + word] |= 1 << (bits & 63)
        bits = bits >> 6 ^ bits << 58
      }
      count += 1
    }

    func mayHold(_ mark: UInt64) -> Bool {
      let mixed = Part.mixed(mark)
      let first = block(mixed)
      var bits = mark ^ mixed &* 0xD6E8_FEB8_6659_FD93
      for word in 0..<8 {
        if words[first + word] & 1 << (bits & 63) == 0 { return false }
        bits = bits >> 6 ^ bits << 58
      }
      return true
    }
  }

  private func makeRoom(for more: Int) {
    if let last = parts.last, last.count + more <= last.capacity { return }
    parts.append(Part(capacity: max(1 << 18, (parts.last?.capacity ?? 0) * 2, more * 5 / 4)))
  }

  /// Marks of a batch that may have been seen.
  func possible(_ batch: [SeenIdentities.Marked]) -> [SeenIdentities.Marked] {
    batch.filter { marked in parts.contains { $0.mayHold(marked.mark) } }
  }

  /// Reads the runs that were not written through this filter.
  func takeIn(_ seen: SeenIdentities) throws {
    throughWritten = 0
    try seen.forEachMark(after: throughRun) { count in
      if count > 0 { makeRoom(for: count) }
    } _: { mark in
      parts[parts.count - 1].add(mark)
    }
    throughRun = max(throughRun, try seen.runs().last?.run ?? 0)
  }

  /// Marks that were written in a run of this filter's own, and how far runs go since; `committed` makes it true.
  func add(_ marks: some Collection<UInt64>, through run: Int64) {
    makeRoom(for: marks.count)
    for mark in marks { parts[parts.count - 1].add(mark) }
    throughWritten = run
  }

  /// The transaction that wrote the last runs stands. One that failed gives its numbers to the next, perhaps of another
  /// process, whose marks must then be read.
  func committed() { throughRun = max(throughRun, throughWritten) }
}
