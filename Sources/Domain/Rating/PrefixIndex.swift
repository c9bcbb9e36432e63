/// Longest-prefix lookup over digits: a trie laid out flat, ten children to a node, built once and only read after.
///
/// 50,000 prefixes take about 4 MB; a lookup walks at most as many nodes as the number has digits.
public struct PrefixIndex: Sendable {
  private var children: [Int32] = Array(repeating: 0, count: 10)
  private var values: [Int32] = [-1]

  /// `prefixes[i]` leads to `i`; the empty prefix matches every number. A prefix with anything but digits is left
  /// out (the reader of decks refuses it); of equal prefixes the first counts.
  public init(_ prefixes: [String]) {
    children.reserveCapacity(prefixes.count * 20)
    for (index, prefix) in prefixes.enumerated() {
      var node = 0
      var digitsOnly = true
      for byte in prefix.utf8 {
        guard byte >= 0x30, byte <= 0x39 else { digitsOnly = false; break }
        let slot = node * 10 + Int(byte - 0x30)
        if children[slot] == 0 {
          children[slot] = Int32(values.count)
          values.append(-1)
          children.append(contentsOf: repeatElement(0, count: 10))
        }
        node = Int(children[slot])
      }
      if digitsOnly, values[node] < 0 { values[node] = Int32(index) }
    }
  }

  /// The index of the longest prefix of `number`, or `nil`. A leading `+` is skipped.
  public func longestMatch(_ number: String) -> Int? {
    var best: Int32 = values[0]
    var node = 0
    var first = true
    for byte in number.utf8 {
      if first {
        first = false
        if byte == 0x2B { continue }
      }
      guard byte >= 0x30, byte <= 0x39 else { break }
      node = Int(children[node * 10 + Int(byte - 0x30)])
      if node == 0 { break }
      if values[node] >= 0 { best = values[node] }
    }
    return best < 0 ? nil : Int(best)
  }
}
