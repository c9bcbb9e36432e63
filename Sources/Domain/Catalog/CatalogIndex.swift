public import Primitives

/// A published catalog made ready for look-ups by code. Immutable; built once per catalog version and passed around.
///
/// Codes are unique in a checked catalog; where an unchecked one repeats a code, the first wins.
public struct CatalogIndex: Sendable {
  /// The catalog as published.
  public let catalog: Catalog
  private let offerings: [OfferingCode: Int]
  private let prices: [PriceCode: PricePosition]
  private let meters: [MeterCode: Int]
  private let metersByEventType: [String: [Int]]
  private let decks: [RateDeckCode: Int]
  private let calendars: [CalendarCode: Int]
  private let promotions: [PromotionCode: Int]

  private struct PricePosition: Sendable {
    var offering: Int
    var price: Int
  }

  public init(_ catalog: Catalog) {
    self.catalog = catalog
    offerings = Self.positions(catalog.offerings, \.code)
    meters = Self.positions(catalog.meters, \.code)
    decks = Self.positions(catalog.decks, \.code)
    calendars = Self.positions(catalog.calendars, \.code)
    promotions = Self.positions(catalog.promotions, \.code)
    metersByEventType = Dictionary(grouping: catalog.meters.indices) { catalog.meters[$0].eventType }
    var positions: [PriceCode: PricePosition] = [:]
    for (o, offering) in catalog.offerings.enumerated() {
      for (p, price) in offering.prices.enumerated() where positions[price.code] == nil {
        positions[price.code] = PricePosition(offering: o, price: p)
      }
    }
    prices = positions
  }

  public func offering(_ code: OfferingCode) -> ProductOffering? { offerings[code].map { catalog.offerings[$0] } }

  /// The price of this code, whichever offering holds it.
  public func price(_ code: PriceCode) -> OfferingPrice? {
    prices[code].map { catalog.offerings[$0.offering].prices[$0.price] }
  }

  /// The offering that a price belongs to.
  public func offering(of price: PriceCode) -> ProductOffering? { prices[price].map { catalog.offerings[$0.offering] } }

  public func meter(_ code: MeterCode) -> Meter? { meters[code].map { catalog.meters[$0] } }

  /// Every meter that counts events of this type, in the order of the catalog.
  public func meters(eventType: String) -> [Meter] { (metersByEventType[eventType] ?? []).map { catalog.meters[$0] } }

  public func deck(_ code: RateDeckCode) -> RateDeck? { decks[code].map { catalog.decks[$0] } }
  public func calendar(_ code: CalendarCode) -> HolidayCalendar? { calendars[code].map { catalog.calendars[$0] } }
  public func promotion(_ code: PromotionCode) -> Promotion? { promotions[code].map { catalog.promotions[$0] } }

  private static func positions<Item, Key: Hashable>(_ items: [Item], _ key: (Item) -> Key) -> [Key: Int] {
    Dictionary(items.enumerated().map { (key($0.element), $0.offset) }) { first, _ in first }
  }
}
