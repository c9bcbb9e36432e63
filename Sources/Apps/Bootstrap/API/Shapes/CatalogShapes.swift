import Catalog
import HTTPAPI
import Operations
import Parties
import Primitives

/// A price with the unit that it counts.
struct PriceDocument: Sendable {
  var price: OfferingPrice
  var unit: String
}

/// An offering with the index of its catalog.
struct OfferingDocument: Sendable {
  var offering: ProductOffering
  var index: CatalogIndex

  var prices: [PriceDocument] {
    offering.prices.map { price in
      guard case .usage(let terms) = price.kind, let meter = index.meter(terms.meter) else { return PriceDocument(price: price, unit: "unit") }
      return PriceDocument(price: price, unit: meter.unit)
    }
  }
}

extension Shapes {
  private static let priceVersion = Shape<(version: PriceVersion, unit: String)>(
    "PriceVersion", "A price in force for one currency from one day on.",
    [
      .day("from") { $0.version.effective.from }, .dayIfAny("to", "First day no longer in force.") { $0.version.effective.to },
      .text("currency") { $0.version.currency.code },
      .texts("price", "The price form in words.") { $0.version.form.words(unit: $0.unit, currency: $0.version.currency) },
      .texts("adjustments") { entry in entry.version.adjustments.map { $0.words(unit: entry.unit, currency: entry.version.currency) } },
      .textIfAny("rounding") { $0.version.rounding?.words }, .flag("taxInclusive") { $0.version.taxInclusive },
    ])

  private static let price = Shape<PriceDocument>(
    "Price", "One price of an offering, in all its dated versions.",
    [
      .text("code") { $0.price.code.text }, .words("name") { $0.price.name }, .text("kind", "In words: what it is for and how often.") { $0.price.kind.words },
      .text("unit") { $0.unit }, .text("tax", "The tax category.") { $0.price.taxCategory.text }, .text("revenue", "The ledger account.") { $0.price.revenueAccount.text },
      .list("versions", priceVersion) { document in document.price.versions.map { ($0, document.unit) } },
    ])

  static let offering = Shape<OfferingDocument>(
    "Offering", "Something a customer can order.",
    [
      .text("code") { $0.offering.code.text }, .choice("kind", ProductOffering.Kind.allCases.map(\.rawValue)) { $0.offering.kind.rawValue },
      .words("name") { $0.offering.name }, .day("from") { $0.offering.effective.from }, .dayIfAny("to") { $0.offering.effective.to },
      .texts("segments", "Empty: everybody.") { $0.offering.segments }, .texts("channels", "Empty: every channel.") { $0.offering.channels },
      .texts("options", "What may be added to it.") { $0.offering.options.map(\.text) },
      .texts("includes", "What a bundle contains.") { $0.offering.includes.map(\.text) }, .numberIfAny("termMonths") { $0.offering.termMonths },
      .list("prices", price) { $0.prices },
    ])

  static let meter = Shape<Meter>(
    "Meter", "How usage events become a quantity.",
    [
      .text("code") { $0.code.text }, .words("name") { $0.name }, .text("eventType", "The `type` of the events it counts.") { $0.eventType },
      .text("unit") { $0.unit }, .choice("aggregation", Meter.Aggregation.allCases.map(\.rawValue)) { $0.aggregation.rawValue },
      .texts("dimensions", "Attributes that prices look at.") { $0.dimensions },
    ])

  static let promotion = Shape<Promotion>(
    "Promotion", "A coupon or campaign.",
    [
      .text("code") { $0.code.text }, .words("name") { $0.name }, .text("words", "What it takes off.") { $0.words },
      .day("from") { $0.effective.from }, .dayIfAny("to") { $0.effective.to },
    ])

  static let seller = Shape<SellerEntity>(
    "Seller", "A legal entity that issues invoices.",
    [
      .text("code") { $0.code.text }, .text("legalName") { $0.legalName }, .textIfAny("taxIdentifier") { $0.taxIdentifier },
      .object("address", address) { $0.address }, .text("zone") { $0.zoneName },
    ])

  /// A published version with what it holds.
  static let publishedCatalog = Shape<(version: PublishedCatalog, release: CatalogRelease)>(
    "PublishedCatalog", "The catalog that orders, rating and billing use.",
    [
      .number("version") { Int($0.version.id.rawValue) }, .instant("publishedAt") { $0.version.publishedAt },
      .day("settledThrough", "Prices of days up to it are settled.") { $0.version.settledThrough }, .text("note") { $0.version.note },
      .object("summary", FlorinAPI.catalogSummary) { $0.release }, .list("meters", meter) { $0.release.catalog.meters },
      .list("promotions", promotion) { $0.release.catalog.promotions }, .list("sellers", seller) { $0.release.sellers },
    ])
}
