import Primitives
import Taxation

extension Invoice {
  /// Each line with its share of the tax, in line order: the parts sum exactly to `grossMinor`.
  ///
  /// Tax is computed per rate, not per line; a share is the line's part of it by largest remainder, for showing and
  /// comparing lines with tax. It is never what the tax is computed from.
  public func lineGrossMinor() -> [Int64] {
    var gross = lines.map(\.netMinor)
    for tax in taxes where tax.taxMinor != 0 {
      let members = lines.indices.filter { lines[$0].taxKey == tax.key }
      guard !members.isEmpty else { continue }
      let exact = members.map { (Exact(unscaled: lines[$0].netMinor, scale: 0) * tax.key.percent * Exact(unscaled: 1, scale: 2)).reduced }
      let floors = exact.map { $0.minorUnits(digits: 0, mode: .floor) ?? 0 }
      let order = members.indices.sorted { a, b in
        let (ra, rb) = (exact[a] - Exact(unscaled: floors[a], scale: 0), exact[b] - Exact(unscaled: floors[b], scale: 0))
        return ra == rb ? a < b : ra > rb
      }
      for (index, part) in zip(members, floors) { gross[index] += part }
      var left = tax.taxMinor - floors.reduce(0, +)
      let step: Int64 = left < 0 ? -1 : 1
      var next = 0
      while left != 0 {
        gross[members[order[next % order.count]]] += step
        left -= step
        next += 1
      }
    }
    return gross
  }
}
