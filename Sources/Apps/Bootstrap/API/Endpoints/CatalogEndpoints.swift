import Catalog
import Feeds
import HTTPAPI
import Operations
import Primitives
import Taxation

extension FlorinAPI {
  /// What a check came to.
  struct CheckedCatalog: Sendable {
    var release: CatalogRelease?
    var problems: [Problem]
  }

  static let catalogSummary = Shape<CatalogRelease>(
    "CatalogSummary", "What a catalog holds.",
    [
      .text("catalog", "Its code.") { $0.catalog.code },
      .number("offerings") { $0.catalog.offerings.count },
      .number("prices") { $0.catalog.offerings.reduce(0) { $0 + $1.prices.count } },
      .number("meters") { $0.catalog.meters.count },
      .number("decks") { $0.catalog.decks.count },
      .number("prefixes", "Rows of all rate decks.") { $0.catalog.decks.reduce(0) { $0 + $1.entries.count } },
      .number("promotions") { $0.catalog.promotions.count },
      .number("taxRates") { $0.taxes.rates.count },
      .number("sellers") { $0.sellers.count },
      .text("fingerprint", "Equal for equal files.") { $0.source.fingerprint },
      .list("notes", ProblemDocument.entry, "What a reader should know but need not change.") { $0.notes },
    ])

  static let checkedCatalog = Shape<CheckedCatalog>(
    "CatalogCheck", "Whether a catalog could be published, and every mistake in it.",
    [
      .flag("valid") { $0.problems.isEmpty },
      .objectIfAny("summary", catalogSummary, "Missing when the catalog has a mistake.") { $0.release },
      .list("problems", ProblemDocument.entry) { $0.problems },
    ])

  static let catalogFile = ObjectSchema(
    "CatalogFile", "One file of a catalog.",
    [
      .init("name", .text(.plain.within(1...200)), "Its path inside the catalog's folder, such as `decks/voice.csv`."),
      .init("content", .anyOfType("string"), "Its text."),
    ])

  static let catalogFiles = ObjectSchema(
    "CatalogFiles", "A catalog as files.", [.init("files", .list(.object(catalogFile), atMost: 1000), "Every file.")])

  static let publication = ObjectSchema(
    "NewPublication", "A catalog to publish.",
    [
      .init("files", .list(.object(catalogFile), atMost: 1000), "Every file."), .optional("note", .text(.plain.within(0...500)), "A word about this version."),
      .optional("asOf", .instant, "Prices of days up to it are settled; now when left out."),
    ])

  private static let changedField = Shape<CatalogChange.Field>("ChangedField", "A field before and after.", [.text("name") { $0.name }, .textIfAny("old") { $0.old }, .textIfAny("new") { $0.new }])

  private static let catalogChange = Shape<CatalogChange>(
    "CatalogChange", "One difference between two catalogs.",
    [
      .choice("kind", CatalogChange.Kind.allCases.map(\.rawValue)) { $0.kind.rawValue }, .choice("subject", CatalogChange.Subject.allCases.map(\.rawValue)) { $0.subject.rawValue },
      .text("key") { $0.key }, .textIfAny("offering") { $0.offering }, .list("fields", changedField) { $0.fields },
    ])

  private static let published = Shape<Publication>(
    "Publication", "What came of a publication.",
    [
      .flag("published", "False: the newest version says the same already.") { if case .published = $0 { true } else { false } },
      .number("version") { publication in
        switch publication {
        case .published(let version, _), .nothingToPublish(let version): Int(version.id.rawValue)
        }
      },
      .list("changes", catalogChange) { if case .published(_, let difference) = $0 { difference.changes } else { [] } },
    ])

  static let catalogExample = """
    {
      "files": [
        {
          "name": "catalog.yaml",
          "content": "catalog: small\\ntaxes:\\n  - code: telecom\\n    rates: [{country: ES, from: 2012-09-01, percent: \\"21\\"}]\\n"
        }
      ]
    }
    """

  var catalogEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/catalog", chapter: "Catalog", name: "readCatalog", "Read the published catalog", about: "Without its offerings, which are a list of their own.",
        answers: [.json(Shapes.publishedCatalog.schema, "The newest version.")],
        for: Who.everybody, work: .reading { .json(try installation.newestCatalog(), Shapes.publishedCatalog, $0) }),
      Endpoint(
        .get, "/v1/catalog/offerings", chapter: "Catalog", name: "listOfferings", "List what is sold",
        parameters: [.query("kind", .choice(ProductOffering.Kind.allCases.map(\.rawValue)), "Only these.")] + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.offering), "Offerings of the newest version.")],
        for: Who.everybody, work: .reading { request in
          let release = try installation.newestCatalog().release
          var offerings = release.catalog.offerings
          if let kind = request.text("kind") { offerings = offerings.filter { $0.kind.rawValue == kind } }
          let page = PageOf(ofAll: offerings, after: try request.after(), limit: request.limit)
          return .page(PageOf(page.items.map { OfferingDocument(offering: $0, index: release.index) }, next: page.next), Shapes.offering, request)
        }),
      Endpoint(
        .get, "/v1/catalog/offerings/{offering}", chapter: "Catalog", name: "readOffering", "Read an offering with its prices",
        parameters: [.path("offering", "The offering's code.")], answers: [.json(Shapes.offering.schema, "The offering.")],
        for: Who.everybody, work: .reading { request in
          let release = try installation.newestCatalog().release
          let code = request.text("offering") ?? ""
          guard let offering = release.index.offering(OfferingCode(code)) else {
            throw Rejection(
              Problem(
                .unknownOffering, path: "offering", "the catalog sells nothing with the code \"\(code)\"",
                remedy: nearest(code, among: release.catalog.offerings.map(\.code.text)).map { "did you mean `\($0)`?" } ?? "`GET /v1/catalog/offerings` names the offerings"))
          }
          return .json(OfferingDocument(offering: offering, index: release.index), Shapes.offering, request)
        }),
      Endpoint(
        .post, "/v1/catalog/check", chapter: "Catalog", name: "checkCatalog", "Tell every mistake of a catalog",
        about: "Publishes nothing. A catalog with mistakes is a good question, so it is answered with 200 and `valid: false`.",
        body: .init(.object(FlorinAPI.catalogFiles), example: FlorinAPI.catalogExample, maximumBytes: 16 << 20),
        answers: [.json(FlorinAPI.checkedCatalog.schema, "What was found.")],
        for: Who.prices, work: .reading { request in
          let checked: CheckedCatalog
          do throws(Rejection) {
            checked = CheckedCatalog(release: try CatalogReader.ofThisMachine().read(FlorinAPI.source(request.body)), problems: [])
          } catch {
            checked = CheckedCatalog(problems: error.problems)
          }
          return .json(checked, FlorinAPI.checkedCatalog, request)
        }),
      Endpoint(
        .post, "/v1/catalog/publish", chapter: "Catalog", name: "publishCatalog", "Make a catalog the one that orders, rating and billing use",
        about: "Appends an immutable version. The same content again changes nothing. A change of a price already in force is refused.",
        body: .init(.object(FlorinAPI.publication), example: FlorinAPI.catalogExample, maximumBytes: 16 << 20),
        answers: [.json(FlorinAPI.published.schema, status: 201, "The version in force, and what changed.")],
        for: Who.prices, work: .writing { request in
          var reader = SourceReader(request.body)
          let release = try CatalogReader.ofThisMachine().read(FlorinAPI.source(request.body))
          let asOf = reader.optionalInstant("asOf") ?? installation.clock.now()
          let publication = try PublishCatalog(repository: store, reader: .ofThisMachine()).publish(release, asOf: asOf, note: reader.optionalText("note") ?? "")
          return .json(publication, FlorinAPI.published, request, status: 201)
        }),
    ]
  }

  /// The files that a body carries.
  static func source(_ body: SourceNode) -> CatalogSource {
    var reader = SourceReader(body)
    let files = reader.list("files").map { node in
      var file = SourceReader(node)
      return CatalogSource.File(name: file.text("name") ?? "", bytes: Array((file.text("content") ?? "").utf8))
    }
    return CatalogSource(files: files)
  }
}

extension ProblemCode {
  static let unknownOffering = ProblemCode("catalog.unknown-offering")
}
