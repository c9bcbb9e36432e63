import Catalog
public import Primitives

extension CatalogRelease {
  /// The same catalog with the prices of one day for all time, so that next year's prices can be tried on last year's
  /// usage: each price keeps, in each currency, the version in force on that day, or the nearest one.
  public func priced(on day: Day) -> CatalogRelease {
    var offerings = catalog.offerings
    for offering in offerings.indices {
      for price in offerings[offering].prices.indices {
        let versions = offerings[offering].prices[price].versions
        var kept: [PriceVersion] = []
        for currency in Set(versions.map(\.currency)).sorted() {
          guard var version = CatalogRelease.version(of: versions.filter { $0.currency == currency }, on: day) else { continue }
          version.effective = EffectivePeriod(from: Day(number: 0))
          kept.append(version)
        }
        offerings[offering].prices[price].versions = kept
      }
    }
    var other = catalog
    other.offerings = offerings
    return CatalogRelease(source: source, catalog: other, sellers: sellers, taxes: taxes, notes: notes, places: places)
  }

  /// The first day after `day` on which any price changes its version; `nil` when none does.
  public func nextPriceChange(after day: Day) -> Day? {
    catalog.offerings.flatMap(\.prices).flatMap(\.versions).map(\.effective.from).filter { $0 > day }.min()
  }

  private static func version(of versions: [PriceVersion], on day: Day) -> PriceVersion? {
    if let inForce = versions.first(where: { $0.effective.contains(day) }) { return inForce }
    let before = versions.filter { $0.effective.from <= day }.max { $0.effective.from < $1.effective.from }
    return before ?? versions.min { $0.effective.from < $1.effective.from }
  }
}
