import Catalog
import Feeds
import Foundation
import Operations
import Primitives
import Testing

/// The catalogs that are shipped, and the one that the documentation prints, are good ones.
@Suite struct ExampleCatalogTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let reader = CatalogReader(files: CatalogFiles(), zoneNames: Set(TimeZone.knownTimeZoneIdentifiers))

  private func read(_ path: String) throws -> CatalogRelease {
    try Self.reader.read(try CatalogFolder.load(Self.root.appending(path: path).path))
  }

  @Test func telcoHasTheListPricesOfTheCustomersFile() throws {
    let release = try read("Examples/telco/catalog")
    let day = try #require(Day("2026-01-15"))
    var amounts: [String: String] = [:]
    for offering in release.catalog.offerings {
      for price in offering.prices {
        guard case .recurring(let terms) = price.kind, case .flat(let flat)? = price.version(on: day, in: .eur)?.form else { continue }
        #expect(terms == RecurringTerms(every: .month, timing: .arrears, proration: .byDay))
        amounts[offering.code.text] = flat.amount.description
      }
    }
    #expect(
      amounts == [
        "phone": "20.00", "second-line": "5.00", "dsl": "25.00", "fibre": "50.00", "security": "5.00", "backup": "5.00",
        "device-protection": "5.00", "support": "5.00", "television": "10.00", "films": "10.00",
      ])
    #expect(release.sellers.count == 2)
  }

  @Test func telcoNamesEverythingInFourLanguages() throws {
    let catalog = try read("Examples/telco/catalog").catalog
    let names = catalog.offerings.map(\.name) + catalog.offerings.flatMap { $0.prices.map(\.name) } + catalog.meters.map(\.name) + catalog.promotions.map(\.name)
    for name in names { #expect(Set(name.byLanguage.keys) == ["en", "es", "ko", "ro"], "\(name)") }
  }

  @Test func theRawRateDeckIsReadWithItsDefectsNoted() throws {
    let release = try read("Examples/telco/catalog")
    let deck = try #require(release.index.deck("voice-world"))
    #expect(deck.entries.count == 857)
    #expect(deck.entries.count { $0.blocked } == 55)
    #expect(release.notes.count == 17)
    #expect(release.notes.allSatisfy { $0.code == .catalogDeckPrefix && $0.place?.line != nil })
  }

  @Test func retailPricesOrderLinesByTheirOwnAmount() throws {
    let release = try read("Examples/retail/catalog")
    #expect(release.index.meters(eventType: "order-line").map(\.code) == ["order-line"])
    let price = try #require(release.index.price("goods.orders"))
    #expect(price.version(on: try #require(Day("2010-12-01")), in: .gbp)?.form == .dynamic(Dynamic()))
  }

  @Test func theDocumentedCatalogIsGood() throws {
    let page = try String(contentsOf: Self.root.appending(path: "Docs/catalog/README.md"), encoding: .utf8)
    func block(_ language: String) throws -> [UInt8] {
      let parts = page.components(separatedBy: "```\(language)\n")
      let text = try #require(parts.dropFirst().first?.components(separatedBy: "```").first)
      return Array(text.utf8)
    }
    let source = CatalogSource(files: [.init(name: "small.yaml", bytes: try block("yaml")), .init(name: "decks/world.csv", bytes: try block("csv"))])
    let release = try Self.reader.read(source)
    #expect(release.catalog.offerings.count == 2)
    #expect(release.index.deck("world")?.entries.count == 3)
  }

  @Test func everyDocumentedFormAndAdjustmentIsRead() throws {
    let page = try String(contentsOf: Self.root.appending(path: "Docs/catalog/prices.md"), encoding: .utf8)
    let blocks = page.components(separatedBy: "```yaml\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
    try #require(blocks.count == 2)
    var problems: [Problem] = []
    var words: Set<String> = []
    for node in try list(blocks[0]) {
      if let form = PriceForm(reading: node, problems: &problems) { words.insert("\(form)".prefix { $0 != "(" }.description) }
    }
    #expect(words.count == 14, "\(words.sorted())")
    let adjustments = try list(blocks[1]).compactMap { Adjustment(reading: $0, problems: &problems) }
    #expect(adjustments.count == 8)
    #expect(problems.isEmpty, "\(problems)")
  }

  private func list(_ text: String) throws -> [SourceNode] {
    guard case .list(let items) = try SourceDocument.parse(text, file: "prices.md").content else { return [] }
    return items
  }
}
