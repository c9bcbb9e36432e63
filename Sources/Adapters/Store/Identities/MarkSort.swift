/// Sorts marks: they are spread evenly, so their leading bits already put nearly every one in its place.
enum MarkSort {
  /// In ascending order of mark, and of position where marks are equal.
  static func sorted(_ items: [SeenIdentities.Marked]) -> [SeenIdentities.Marked] {
    guard items.count > 64 else { return items.sorted(by: before) }
    var bits: UInt64 = 4
    while bits < 20, items.count >> bits > 2 { bits += 1 }
    let shift = 64 - bits
    var starts = [Int32](repeating: 0, count: (1 << bits) + 1)
    for item in items { starts[Int(item.mark >> shift) + 1] += 1 }
    var crowded = false
    for index in 1..<starts.count {
      if starts[index] > 64 { crowded = true }
      starts[index] += starts[index - 1]
    }
    // Marks kept to a few bits (tests) would crowd one place.
    if crowded { return items.sorted(by: before) }
    var sorted = items
    sorted.withUnsafeMutableBufferPointer { target in
      for item in items {
        let home = Int(item.mark >> shift)
        target[Int(starts[home])] = item
        starts[home] += 1
      }
      for index in 1..<target.count {
        let item = target[index]
        var hole = index
        while hole > 0, before(item, target[hole - 1]) {
          target[hole] = target[hole - 1]
          hole -= 1
        }
        if hole != index { target[hole] = item }
      }
    }
    return sorted
  }

  private static func before(_ a: SeenIdentities.Marked, _ b: SeenIdentities.Marked) -> Bool {
    a.mark < b.mark || (a.mark == b.mark && a.index < b.index)
  }
}
