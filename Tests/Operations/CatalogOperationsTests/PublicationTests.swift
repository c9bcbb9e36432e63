import Operations
import Primitives
import Testing

/// Published catalogs in memory.
final class CatalogsInMemory: CatalogRepository {
  var versions: [PublishedCatalog] = []

  func newestCatalog() throws -> PublishedCatalog? { versions.last }
  func catalog(_ id: CatalogVersionID) throws -> PublishedCatalog? { versions.first { $0.id == id } }

  func appendCatalog(
    _ source: CatalogSource, after expected: CatalogVersionID?, publishedAt: Instant, settledThrough: Day, note: String
  ) throws -> PublishedCatalog {
    let version = PublishedCatalog(
      id: CatalogVersionID(Int64(versions.count) + 1), publishedAt: publishedAt, settledThrough: settledThrough,
      note: note, fingerprint: source.fingerprint, source: source)
    versions.append(version)
    return version
  }
}

@Suite struct PublicationTests {
  private let repository = CatalogsInMemory()
  private func instant(_ day: String) throws -> Instant { Zone.utc.start(of: try #require(Day(day))) }

  private func publish(_ text: String, on day: String) throws -> Publication {
    try PublishCatalog(repository: repository, reader: SmallCatalog.reader)
      .publish(try SmallCatalog.read(text), asOf: try instant(day))
  }

  @Test func theSameContentIsPublishedOnce() throws {
    _ = try publish(SmallCatalog.text, on: "2026-02-01")
    guard case .nothingToPublish(let version) = try publish("# a comment\n" + SmallCatalog.text, on: "2026-03-01") else {
      Issue.record("the same content was published again")
      return
    }
    #expect(version.id == CatalogVersionID(1))
    #expect(repository.versions.count == 1)
  }

  /// Published on 1 February 2026: the fibre price of 50.00 is in force, its successor from July is not.
  static let changes: [(old: String, new: String, refused: Bool)] = [
    ("amount: \"50.00\"", "amount: \"51.00\"", true),
    ("amount: \"52.00\"", "amount: \"53.00\"", false),
    ("to: 2026-07-01, currency: EUR, form: flat, amount: \"50.00\"}\n          - {from: 2026-07-01", "to: 2026-03-02, currency: EUR, form: flat, amount: \"50.00\"}\n          - {from: 2026-03-02", false),
    ("to: 2026-07-01, currency: EUR, form: flat, amount: \"50.00\"}\n          - {from: 2026-07-01", "to: 2026-03-01, currency: EUR, form: flat, amount: \"50.00\"}\n          - {from: 2026-03-01", true),
    ("to: 2026-07-01, currency: EUR, form: flat, amount: \"50.00\"}\n          - {from: 2026-07-01", "to: 2026-02-01, currency: EUR, form: flat, amount: \"50.00\"}\n          - {from: 2026-02-01", true),
    ("amount: \"50.00\"", "amount: \"50.0\"", false),
    ("amount: \"50.00\"", "amount: \"50.00\", taxInclusive: true", true),
    ("amount: \"50.00\"", "amount: \"50.00\", lineRounding: {digits: 1}", true),
    ("name: Fibre internet\n        kind: recurring", "name: Fibre internet\n        kind: recurring\n        timing: arrears", true),
    ("name: Fibre internet", "name: Fibre for the home", false),
    ("percent: \"21\"}", "percent: \"22\"}", true),
    ("percent: \"21\"}", "percent: \"21\", to: 2026-09-01}\n      - {country: ES, from: 2026-09-01, percent: \"22\"}", false),
    ("percent: \"50\"", "percent: \"40\"", true),
    ("legalName: Seller S.L.", "legalName: Seller S.A.", false),
    ("holidays: [2026-01-01]", "holidays: [2026-01-01, 2026-01-06]", false),
    ("    includes: [fibre, films]", "    includes: [fibre, films]\n  - {code: later, name: Later, from: 2027-01-01}", false),
  ]

  @Test(arguments: changes.indices)
  func whatWasPricedStaysPriced(_ index: Int) throws {
    let change = Self.changes[index]
    _ = try publish(SmallCatalog.text, on: "2026-02-01")
    let text = SmallCatalog.changed(change.old, change.new)
    if change.refused {
      let rejection = #expect(throws: Rejection.self) { try publish(text, on: "2026-03-01") }
      #expect(rejection?.problems.map(\.code.rawValue) == ["catalog.changes-published-price"], "\(change.new)")
      #expect(rejection?.problems.first?.place?.line != nil)
      #expect(repository.versions.count == 1)
    } else {
      // 50.0 says the same as 50.00 for every invoice, and differs in how it is written only.
      _ = try publish(text, on: "2026-03-01")
    }
  }

  @Test func anOfferingInForceCannotVanish() throws {
    _ = try publish(SmallCatalog.text, on: "2026-02-01")
    let text = SmallCatalog.changed("  - code: home\n    name: Home\n    kind: bundle\n    from: 2026-01-01\n    includes: [fibre, films]\n", "")
    let rejection = #expect(throws: Rejection.self) { try publish(text, on: "2026-03-01") }
    #expect(rejection?.problems.first?.message.contains("\"home\"") == true)
  }

  @Test func readBackEqualsWhatWasPublished() throws {
    let release = try SmallCatalog.read(SmallCatalog.text)
    _ = try publish(SmallCatalog.text, on: "2026-02-01")
    let again = try #require(try PublishCatalog(repository: repository, reader: SmallCatalog.reader).newest())
    #expect(again.release.source.files == release.source.files)
    #expect(again.version.fingerprint == release.source.fingerprint)
    #expect(CatalogDifference(from: release, to: again.release).isEmpty)
  }
}
