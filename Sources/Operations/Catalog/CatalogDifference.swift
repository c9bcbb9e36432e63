import Catalog
import Primitives

/// What changes from one release to another: sellers, taxes, meters, calendars, decks, offerings with their prices and
/// versions, promotions. Layout, comments and the order of files make no difference.
public struct CatalogDifference: Sendable, Equatable {
  public var changes: [CatalogChange]

  public var isEmpty: Bool { changes.isEmpty }

  /// Compares two releases; `nil` for the old one when nothing was published before.
  public init(from old: CatalogRelease?, to new: CatalogRelease) {
    let before = old.map { CatalogFacts($0).things } ?? []
    let after = CatalogFacts(new).things
    changes = Self.compare(before, after) + Self.compareDecks(old?.catalog.decks ?? [], new.catalog.decks)
    if let old, old.catalog.code != new.catalog.code {
      changes.insert(
        CatalogChange(.changed, .catalog, key: new.catalog.code, fields: [.init("code", old: old.catalog.code, new: new.catalog.code)]), at: 0)
    }
  }

  private static func compare(_ before: [CatalogFacts.Thing], _ after: [CatalogFacts.Thing]) -> [CatalogChange] {
    func name(_ thing: CatalogFacts.Thing) -> String { thing.subject.rawValue + " " + thing.key }
    let old = Dictionary(before.map { (name($0), $0) }) { first, _ in first }
    let kept = Set(after.map(name))
    var changes: [CatalogChange] = []
    for thing in after {
      guard let earlier = old[name(thing)] else {
        changes.append(
          CatalogChange(.added, thing.subject, key: thing.key, offering: thing.offering, fields: thing.facts.map { .init($0.name, old: nil, new: $0.text) }))
        continue
      }
      let fields = differences(earlier, thing)
      if !fields.isEmpty { changes.append(CatalogChange(.changed, thing.subject, key: thing.key, offering: thing.offering, fields: fields)) }
    }
    for thing in before where !kept.contains(name(thing)) {
      changes.append(
        CatalogChange(.removed, thing.subject, key: thing.key, offering: thing.offering, fields: thing.facts.map { .init($0.name, old: $0.text, new: nil) }))
    }
    return changes
  }

  private static func differences(_ old: CatalogFacts.Thing, _ new: CatalogFacts.Thing) -> [CatalogChange.Field] {
    let before = Dictionary(old.facts.map { ($0.name, $0.text) }) { first, _ in first }
    let after = Dictionary(new.facts.map { ($0.name, $0.text) }) { first, _ in first }
    var names = new.facts.map(\.name)
    names += old.facts.map(\.name).filter { after[$0] == nil }
    return names.filter { before[$0] != after[$0] }.map { .init($0, old: before[$0], new: after[$0]) }
  }

  /// Decks by their rows: how many, and the first few that differ.
  private static func compareDecks(_ before: [RateDeck], _ after: [RateDeck]) -> [CatalogChange] {
    let old = Dictionary(before.map { ($0.code, $0) }) { first, _ in first }
    let kept = Set(after.map(\.code))
    var changes: [CatalogChange] = []
    for deck in after {
      guard let earlier = old[deck.code] else {
        changes.append(CatalogChange(.added, .deck, key: deck.code.text, fields: [.init("prefixes", old: nil, new: "\(deck.entries.count)")]))
        continue
      }
      let fields = RateDeckDifference(from: earlier, to: deck).fields
      if !fields.isEmpty { changes.append(CatalogChange(.changed, .deck, key: deck.code.text, fields: fields)) }
    }
    for deck in before where !kept.contains(deck.code) {
      changes.append(CatalogChange(.removed, .deck, key: deck.code.text, fields: [.init("prefixes", old: "\(deck.entries.count)", new: nil)]))
    }
    return changes
  }
}
