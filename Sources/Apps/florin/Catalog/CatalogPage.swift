import Catalog
import Operations
import Parties
import Primitives

/// What `florin catalog show` prints: the whole catalog, or the one thing a code names.
struct CatalogPage {
  var release: CatalogRelease
  var sellers: [SellerEntity] = []
  var offerings: [ProductOffering] = []
  var meters: [Meter] = []
  var calendars: [HolidayCalendar] = []
  var decks: [RateDeck] = []
  var promotions: [Promotion] = []
  /// Whether every row of a deck is printed.
  var isWhole: Bool

  init?(_ release: CatalogRelease, code: String?) {
    self.release = release
    let catalog = release.catalog
    isWhole = code == nil
    guard let code else {
      sellers = release.sellers
      (offerings, meters, calendars) = (catalog.offerings, catalog.meters, catalog.calendars)
      (decks, promotions) = (catalog.decks, catalog.promotions)
      return
    }
    sellers = release.sellers.filter { $0.code.text == code }
    offerings = catalog.offerings.compactMap { offering in
      if offering.code.text == code { return offering }
      var part = offering
      part.prices = offering.prices.filter { $0.code.text == code }
      return part.prices.isEmpty ? nil : part
    }
    meters = catalog.meters.filter { $0.code.text == code }
    calendars = catalog.calendars.filter { $0.code.text == code }
    decks = catalog.decks.filter { $0.code.text == code }
    promotions = catalog.promotions.filter { $0.code.text == code }
    if sellers.isEmpty, offerings.isEmpty, meters.isEmpty, calendars.isEmpty, decks.isEmpty, promotions.isEmpty { return nil }
  }

  /// Every code that `show` understands, in alphabetical order.
  static func codes(_ release: CatalogRelease) -> [String] {
    let catalog = release.catalog
    var codes = release.sellers.map(\.code.text) + catalog.offerings.map(\.code.text)
    codes += catalog.offerings.flatMap { $0.prices.map(\.code.text) }
    codes += catalog.meters.map(\.code.text) + catalog.calendars.map(\.code.text)
    codes += catalog.decks.map(\.code.text) + catalog.promotions.map(\.code.text)
    return codes.sorted()
  }

  /// What a price counts: the unit of its meter.
  func unit(_ price: OfferingPrice) -> String {
    if case .usage(let terms) = price.kind, let meter = release.index.meter(terms.meter) { return meter.unit }
    return "unit"
  }
}
