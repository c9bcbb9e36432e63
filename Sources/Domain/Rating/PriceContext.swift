public import Catalog
public import Primitives

/// What prices look things up in: time zones, holiday calendars, rate decks. Built once, then only read.
public struct PriceContext: Sendable {
  /// By IANA name.
  public var zones: [String: Zone]
  public var calendars: [CalendarCode: HolidayCalendar]
  public var decks: [RateDeckCode: CompiledDeck]

  public init(
    zones: [String: Zone] = ["UTC": .utc], calendars: [CalendarCode: HolidayCalendar] = [:],
    decks: [RateDeckCode: CompiledDeck] = [:]
  ) {
    self.zones = zones
    self.calendars = calendars
    self.decks = decks
  }

  /// Everything a catalog names, with the zones loaded by an adapter.
  public init(_ catalog: Catalog, zones: [String: Zone]) {
    self.init(
      zones: zones,
      calendars: Dictionary(catalog.calendars.map { ($0.code, $0) }) { first, _ in first },
      decks: Dictionary(catalog.decks.map { ($0.code, CompiledDeck($0)) }) { first, _ in first })
  }
}

/// A rate deck made ready: its prefixes in a trie, its prices per increment worked out.
public struct CompiledDeck: Sendable {
  public let deck: RateDeck
  let index: PrefixIndex
  let rates: [Rate]

  struct Rate: Sendable {
    let firstIncrement: Exact
    let firstPrice: Exact
    let increment: Exact
    let price: Exact
  }

  public init(_ deck: RateDeck) {
    self.deck = deck
    index = PrefixIndex(deck.entries.map(\.prefix))
    rates = deck.entries.map { entry in
      let perUnit = entry.pricePerUnit / Exact(max(1, entry.perSeconds))
      let (first, next) = (Exact(max(0, entry.firstIncrementSeconds)), Exact(max(1, entry.incrementSeconds)))
      return Rate(firstIncrement: first, firstPrice: perUnit * first, increment: next, price: perUnit * next)
    }
  }

  /// The entry that prices a dialled number, or `nil` when no prefix matches.
  public func entry(for number: String) -> RateDeck.Entry? { index.longestMatch(number).map { deck.entries[$0] } }
}
