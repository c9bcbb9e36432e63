import CFriBidi

/// Which way each character of a line runs (UAX 9), by FriBidi.
enum Bidirectional {
  /// One level for each scalar, even from left to right, odd from right to left; `nil` when all run from the left.
  static func levels(_ scalars: [Unicode.Scalar]) -> [Int8]? {
    guard scalars.contains(where: { mayRunFromRight($0.value) }) else { return nil }
    let text = scalars.map { FriBidiChar($0.value) }
    let count = Int32(text.count)
    var types = [FriBidiCharType](repeating: .init(0), count: text.count)
    var brackets = [FriBidiBracketType](repeating: 0, count: text.count)
    var levels = [FriBidiLevel](repeating: 0, count: text.count)
    var direction = cfribidi_by_first_letter
    fribidi_get_bidi_types(text, count, &types)
    fribidi_get_bracket_types(text, count, types, &brackets)
    guard fribidi_get_par_embedding_levels_ex(types, brackets, count, &direction, &levels) != 0 else { return nil }
    return levels.map { Int8(truncatingIfNeeded: $0) }
  }

  /// The blocks of scripts from the right, and the marks that turn the direction.
  private static func mayRunFromRight(_ value: UInt32) -> Bool {
    guard value >= 0x590 else { return false }
    return (0x590...0x8FF).contains(value) || (0xFB1D...0xFDFF).contains(value) || (0xFE70...0xFEFF).contains(value)
      || (0x10800...0x10FFF).contains(value) || (0x1E800...0x1EFFF).contains(value) || value == 0x200F || (0x202A...0x202E).contains(value)
      || (0x2066...0x2069).contains(value)
  }

  /// The order in which runs are seen from left to right (rule L2), from the level of each.
  static func visualOrder(_ levels: [Int8]) -> [Int] {
    var order = Array(levels.indices)
    guard let highest = levels.max(), highest > 0 else { return order }
    let lowestOdd = levels.filter { $0 % 2 == 1 }.min() ?? highest
    for level in stride(from: highest, through: lowestOdd, by: -1) {
      var start = 0
      while start < order.count {
        guard levels[order[start]] >= level else {
          start += 1
          continue
        }
        var end = start
        while end < order.count, levels[order[end]] >= level { end += 1 }
        order[start..<end].reverse()
        start = end
      }
    }
    return order
  }
}
