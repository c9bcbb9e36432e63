/// Names that lie in no run yet, by their marks.
struct LateNames {
  private var facts: [UInt64: Int64] = [:]
  /// Further names with a mark that another has.
  private var twins: [SeenEntry] = []

  init(reserving count: Int = 0) { facts.reserveCapacity(count) }

  var count: Int { facts.count + twins.count }

  var entries: [SeenEntry] { facts.map { SeenEntry(mark: $0.key, fact: $0.value) } + twins }

  mutating func add(_ entry: SeenEntry) {
    if let other = facts.updateValue(entry.fact, forKey: entry.mark) { twins.append(SeenEntry(mark: entry.mark, fact: other)) }
  }

  func first<T>(_ mark: UInt64, _ body: (Int64) throws -> T?) rethrows -> T? {
    guard let fact = facts[mark] else { return nil }
    if let found = try body(fact) { return found }
    for twin in twins where twin.mark == mark { if let found = try body(twin.fact) { return found } }
    return nil
  }
}
