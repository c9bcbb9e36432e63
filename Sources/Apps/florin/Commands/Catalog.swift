import ArgumentParser
import Bootstrap
import Catalog
import Foundation
import Operations
import Primitives
import Store

/// `florin catalog`: prices in readable files that can be reviewed, compared and published.
struct CatalogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "Check, compare, publish and show what is sold, at which prices.",
    discussion: """
      A catalog is a folder of YAML files (and rate decks as CSV). Work on it like on code: edit, `check`, `diff`
      against what is published, `publish`. What was priced stays priced: a published price version is never changed,
      a new amount comes as a new version from a later day.
      """,
    subcommands: [CatalogCheck.self, CatalogDiff.self, CatalogPublish.self, CatalogShow.self])
}

/// `florin catalog check PATH`
struct CatalogCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read a catalog and tell every mistake, with file, line and remedy.",
    discussion: "Exits with 0 when the catalog could be published as a first version, with 1 when it has a mistake.")

  @Argument(help: "The catalog's folder, or a single YAML file.") var path: String
  @Flag(name: .long, help: "Print JSON instead of text.") var json = false

  func run() async throws {
    try await answering(json: json) {
      let release = try CatalogReader.read(path: path)
      print(json ? CatalogJSON.summary(release) : CatalogText.summary(release))
    }
  }
}

/// `florin catalog diff PATH`
struct CatalogDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say in words what a catalog changes.",
    discussion: """
      Compares with what is published, or with another folder. Changes that `publish` would refuse, because they alter
      a price already in force, are listed at the end.
      """)

  @Argument(help: "The catalog's folder, or a single YAML file.") var path: String
  @Option(name: .long, help: "What to compare with: `published`, or the path of another catalog.") var against = "published"
  @Option(name: .long, help: "The day or instant to judge by, as in `publish`; now when not said.") var asOf: String?
  @OptionGroup var home: HomeOptions

  func run() async throws {
    try await answering(json: home.json) {
      let instant = try CatalogPublish.instant(asOf, home.home)
      let release = try CatalogReader.read(path: path)
      let other =
        against == "published"
        ? try CatalogDiff.published(in: Home(folder: home.home)) : try CatalogReader.read(path: against)
      let difference = CatalogDifference(from: other, to: release)
      let refusals = other.map { PublicationRules(from: $0, to: release, settledThrough: instant.utcDay).problems() } ?? []
      print(home.json ? CatalogJSON.difference(difference, refusals: refusals) : CatalogText.difference(difference, refusals: refusals))
    }
  }

  /// Before the first publication there need not be a home.
  private static func published(in home: Home) throws -> CatalogRelease? {
    home.isThere ? try home.openDatabase().publishedCatalog()?.release : nil
  }
}

/// `florin catalog publish PATH`
struct CatalogPublish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish", abstract: "Make a catalog the one that orders, rating and billing use.",
    discussion: """
      Appends a new, immutable version. Publishing the same content again does nothing and succeeds. A change of a price
      already in force is refused, and nothing is published.
      """)

  @Argument(help: "The catalog's folder, or a single YAML file.") var path: String
  @Option(
    name: .long,
    help: "The instant of publication (2026-01-01T00:00:00Z) or its day; now when not said. Prices of days up to it are settled.")
  var asOf: String?
  @Option(name: .long, help: "A word about this version, kept with it.") var note = ""
  @OptionGroup var home: HomeOptions

  func run() async throws {
    try await answering(json: home.json) {
      let instant = try Self.instant(asOf, home.home)
      let release = try CatalogReader.read(path: path)
      let publication = try Home(folder: home.home).openDatabase().publish(release, asOf: instant, note: note)
      print(home.json ? CatalogJSON.publication(publication) : CatalogText.publication(publication))
    }
  }

  /// An instant, or the first instant of a day in UTC, or now.
  static func instant(_ text: String?, _ home: String) throws(Rejection) -> Instant {
    guard let text else { return HomeClock(of: try Home(folder: home)).now() }
    if let day = Day(text) { return Zone.utc.start(of: day) }
    if let instant = Instant(text) { return instant }
    throw Rejection(
      Problem(.wrongValue, path: "--as-of", "\"\(text)\" is neither a day nor an instant", remedy: "write 2026-01-01 or 2026-01-01T08:00:00Z"))
  }
}

/// `florin catalog show [CODE]`
struct CatalogShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the offerings, prices and tiers of the published catalog.",
    discussion: "With a code, only the offering, price, meter, promotion, calendar, rate deck or seller of that code.")

  @Argument(help: "A code; everything when not said.") var code: String?
  @Option(name: .long, help: "Show the catalog at this path instead of the published one.") var path: String?
  @OptionGroup var home: HomeOptions

  func run() async throws {
    try await answering(json: home.json) {
      let (title, release) = try source()
      guard let page = CatalogPage(release, code: code) else { throw unknown(release) }
      print(home.json ? CatalogJSON.page(page, title: title) : CatalogText.page(page, title: title))
    }
  }

  private func source() throws -> (String, CatalogRelease) {
    if let path {
      let release = try CatalogReader.read(path: path)
      return ("catalog \(release.catalog.code), not published, from \(path)", release)
    }
    guard let (version, release) = try Home.existing(home.home).openDatabase().publishedCatalog() else {
      throw Rejection(
        Problem(.noneCatalogPublished, at: .init(file: home.home), "no catalog is published here", remedy: "run `florin catalog publish PATH --home \(home.home)` first"))
    }
    return ("catalog \(release.catalog.code), version \(version.id), published \(version.publishedAt)", release)
  }

  private func unknown(_ release: CatalogRelease) -> Rejection {
    let code = code ?? ""
    let hint = nearest(code, among: CatalogPage.codes(release)).map { "did you mean `\($0)`?" } ?? "`florin catalog show` lists every code"
    return Rejection(Problem(.catalogUnknownReference, "the catalog has nothing with the code \"\(code)\"", remedy: hint))
  }
}
