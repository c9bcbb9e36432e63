/// Tells of most marks that were never added that they were not: sixteen bits a mark, of which one in a thousand unknown ones is taken for known.
///
/// Parts are joined as it grows, so that nothing has to be read again; where memory has a limit, the oldest are let go of.
struct MarkFilter {
  private var parts: [Part] = []
  /// How many marks there is memory for.
  private let most: Int
  /// Whether the first part is for older facts.
  private(set) var takesOlder = false

  init(most: Int = .max) { self.most = most }

  /// Blocks of 512 bits; a mark sets eight of one block. Filled to its capacity, then joined by a larger part.
  private struct Part {
    var words: [UInt64]
    var count = 0
    let capacity: Int
    /// The fact of its first mark, where marks come in the order of their facts.
    var first: Int64

    init(capacity: Int, first: Int64) {
      self.capacity = capacity
      self.first = first
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

  /// From which fact on it has the marks of all, where they came in their order.
  var holdsFrom: Int64 { parts.first?.first ?? .max }

  /// Makes room for marks that are added next.
  ///
  /// - Parameter first: the fact of the first of them.
  mutating func makeRoom(for more: Int, from first: Int64 = 0) {
    if let last = parts.last, last.count + more <= last.capacity, parts.count > 1 || !takesOlder { return }
    let part = max(1, most / 4)
    parts.append(Part(capacity: max(min(1 << 18, part), more * 5 / 4, min((parts.last?.capacity ?? 0) * 2, part)), first: first))
    while parts.count > 1, parts.reduce(0, { $0 + $1.capacity }) > most {
      parts.removeFirst()
      takesOlder = false
    }
  }

  /// Makes room for marks of older facts, which are added from the newest to the oldest; it holds those of none yet.
  ///
  /// - Parameter end: behind the last of their facts.
  mutating func makeRoom(forOlder count: Int, before end: Int64) {
    parts.insert(Part(capacity: max(1, count), first: end), at: 0)
    takesOlder = true
  }

  mutating func add(older mark: UInt64) { parts[0].add(mark) }

  /// All marks from a fact on were added by now.
  mutating func holds(from first: Int64) { parts[0].first = first }

  mutating func add(_ mark: UInt64) { parts[parts.count - 1].add(mark) }

  func mayHold(_ mark: UInt64) -> Bool { parts.contains { $0.mayHold(mark) } }
}
