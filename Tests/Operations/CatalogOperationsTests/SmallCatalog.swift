import Catalog
import Feeds
import Operations
import Primitives

/// A catalog of one page in which every section stands, so that a test can break one thing of it.
enum SmallCatalog {
  static let text = """
    catalog: small
    sellers:
      - code: es
        legalName: Seller S.L.
        address: {city: Madrid, postcode: "28014", country: ES}
        invoiceNumberPrefix: ES-
        zone: Europe/Madrid
    taxes:
      - code: telecom
        rates:
          - {country: ES, from: 2012-09-01, percent: "21"}
      - code: unused
    calendars:
      - code: holidays
        zone: Europe/Madrid
        holidays: [2026-01-01]
    meters:
      - code: voice
        name: Calls
        eventType: call
        unit: s
        dimensions: [destination, scope]
    offerings:
      - code: fibre
        name: Fibre
        from: 2026-01-01
        options: [films]
        prices:
          - code: fibre.monthly
            name: Fibre internet
            kind: recurring
            tax: telecom
            revenue: "8400"
            versions:
              - {from: 2026-01-01, to: 2026-07-01, currency: EUR, form: flat, amount: "50.00"}
              - {from: 2026-07-01, currency: EUR, form: flat, amount: "52.00"}
      - code: films
        name: Films
        kind: option
        from: 2026-01-01
        prices:
          - code: films.monthly
            name: Films
            kind: recurring
            tax: telecom
            revenue: "8400"
            versions:
              - {from: 2026-01-01, currency: EUR, form: flat, amount: "10.00"}
      - code: home
        name: Home
        kind: bundle
        from: 2026-01-01
        includes: [fibre, films]
    promotions:
      - code: half
        name: Half price
        from: 2026-01-01
        percent: "50"
        offerings: [films]
    """

  static let zones: Set<String> = ["Europe/Madrid", "Europe/Bucharest", "UTC"]
  static let reader = CatalogReader(files: CatalogFiles(), zoneNames: zones)

  /// The text with `old` replaced everywhere; a test whose `old` is not there would test nothing, so it is refused.
  static func changed(_ old: String, _ new: String) -> String {
    let parts = text.split(separator: old, omittingEmptySubsequences: false)
    precondition(parts.count > 1, "the small catalog does not contain \(old)")
    return parts.joined(separator: new)
  }

  static func read(_ text: String, _ others: [CatalogSource.File] = []) throws(Rejection) -> CatalogRelease {
    try reader.read(CatalogSource(files: [.init(name: "small.yaml", bytes: Array(text.utf8))] + others))
  }

  /// The problems of reading `text`; empty when it is a good catalog.
  static func problems(_ text: String, _ others: [CatalogSource.File] = []) -> [Problem] {
    do throws(Rejection) {
      _ = try read(text, others)
      return []
    } catch {
      return error.problems
    }
  }
}
