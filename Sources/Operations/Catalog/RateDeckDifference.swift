import Catalog
import Primitives

/// What changes from one state of a rate deck to another, row by row, told by prefix.
struct RateDeckDifference {
  /// How many rows are told one by one; the rest is counted.
  static let told = 10

  private(set) var fields: [CatalogChange.Field] = []

  init(from old: RateDeck, to new: RateDeck) {
    let before = Dictionary(old.entries.map { ($0.prefix, $0) }) { first, _ in first }
    let kept = Set(new.entries.map(\.prefix))
    var all: [CatalogChange.Field] = []
    for entry in new.entries {
      let earlier = before[entry.prefix]
      if earlier != entry { all.append(.init(entry.prefix, old: earlier?.words, new: entry.words)) }
    }
    for entry in old.entries where !kept.contains(entry.prefix) { all.append(.init(entry.prefix, old: entry.words, new: nil)) }
    fields = Array(all.prefix(Self.told))
    if all.count > Self.told {
      fields.append(.init("more prefixes", old: nil, new: "\(all.count - Self.told) that differ"))
    }
  }
}

extension RateDeck.Entry {
  /// `Spain-Mobile 0.30 per 60 s (60/60)` or `Spain blocked`.
  var words: String {
    if blocked { return "\(destination) blocked" }
    let fee = connectFee.isZero ? "" : ", \(connectFee) to connect"
    return "\(destination) \(pricePerUnit) per \(perSeconds) s (\(firstIncrementSeconds)/\(incrementSeconds))\(fee)"
  }
}
