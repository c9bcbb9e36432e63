public import Accounting
import Catalog
public import Primitives
import Taxation
import Usage

/// Reads and checks a catalog: files in, a release or every mistake at once out.
public struct CatalogReader: Sendable {
  private let files: any CatalogFileReader
  private let zoneNames: Set<String>
  private let chart: ChartOfAccounts

  /// `zoneNames`: the IANA time zones the machine knows; empty leaves zone names unchecked.
  /// `chart`: the ledger accounts that prices may earn to.
  public init(files: any CatalogFileReader, zoneNames: Set<String>, chart: ChartOfAccounts = .standard) {
    self.files = files
    self.zoneNames = zoneNames
    self.chart = chart
  }

  /// The release that `source` describes. Files are read in the order of their names; any section may stand in any.
  ///
  /// - Throws: `Rejection` with all problems, in the order of file and line. When a file cannot be parsed at all,
  ///   what refers across files is left unchecked, since it would only be told wrong.
  public func read(_ source: CatalogSource) throws(Rejection) -> CatalogRelease {
    var problems: [Problem] = []
    var notes: [Problem] = []
    let documents = parse(source, &problems)
    let isWhole = problems.isEmpty
    let draft = CatalogDraft(reading: documents, problems: &problems)
    let sellers = SellersDraft(reading: documents, problems: &problems)
    let taxes = TaxesDraft(reading: documents, problems: &problems)
    let billing = BillingDraft(reading: documents, problems: &problems)
    let messages = MessagesDraft(reading: documents, problems: &problems)
    let (decks, deckFiles) = readDecks(draft, source, problems: &problems, notes: &notes)
    if isWhole {
      problems += draft.check(
        .init(
          taxCategories: taxes.categories, taxCategoriesWithRates: taxes.categoriesWithRates,
          ledgerAccounts: Set(chart.accounts.map(\.code.text)), zoneNames: zoneNames))
      problems += sellers.check(zoneNames: zoneNames) + taxes.check() + messages.check(sellers: Set(sellers.sellers.map(\.value.code.text)))
    }
    if !problems.isEmpty { throw Rejection(Self.inReadingOrder(problems.map { placed($0, source) })) }
    let used = source.files.filter { !$0.name.hasSuffix(".csv") || deckFiles.contains($0.name) }
    return CatalogRelease(
      source: CatalogSource(folder: source.folder, files: used), catalog: draft.catalog(decks: decks),
      sellers: sellers.sellers.map(\.value), taxes: TaxRules(rates: taxes.rates.map(\.value), categories: taxes.supplies),
      lateUsage: billing.lateUsage ?? .nextInvoice, messages: messages.rules.map(\.value), notes: notes,
      places: CatalogPlaces(draft: draft, sellers: sellers, taxes: taxes))
  }

  /// A problem of the catalog as a whole stands at its first file.
  private func placed(_ problem: Problem, _ source: CatalogSource) -> Problem {
    if problem.place != nil { return problem }
    var placed = problem
    placed.place = .init(file: source.files.first.map { source.displayName($0.name) } ?? source.folder)
    return placed
  }

  private func parse(_ source: CatalogSource, _ problems: inout [Problem]) -> [SourceNode] {
    var documents: [SourceNode] = []
    for file in source.files where !file.name.hasSuffix(".csv") {
      do throws(Rejection) {
        let node = try files.document(file.bytes, file: source.displayName(file.name))
        if node.isNull { continue }
        var reader = SourceReader(node)
        for section in CatalogDraft.sections + ["sellers", "taxes", "billing", "messages"] { reader.expect(section) }
        reader.refuseUnknownFields()
        problems += reader.problems
        if case .map = node.content { documents.append(node) }
      } catch {
        problems += error.problems
      }
    }
    return documents
  }

  private func readDecks(
    _ draft: CatalogDraft, _ source: CatalogSource, problems: inout [Problem], notes: inout [Problem]
  ) -> (decks: [RateDeck], files: Set<String>) {
    var decks: [RateDeck] = []
    var used: Set<String> = []
    for layout in draft.layouts {
      let name = layout.value.file
      guard CatalogSource.isInside(name), let file = source.file(name) else {
        let inside = CatalogSource.isInside(name)
        problems.append(
          layout.node.problem(
            .catalogDeckFile, at: "file",
            inside ? "the rate deck's file \"\(name)\" is not there" : "\"\(name)\" leads out of the catalog's folder",
            remedy: "put the file into the catalog's folder and write its path from there, such as `decks/voice.csv`"))
        continue
      }
      used.insert(name)
      decks.append(files.deck(layout.value, file.bytes, file: source.displayName(name), problems: &problems, notes: &notes))
    }
    return (decks, used)
  }

  /// By file, line and column; problems of equal place keep their order.
  static func inReadingOrder(_ problems: [Problem]) -> [Problem] {
    func key(_ problem: Problem) -> (String, Int, Int) {
      (problem.place?.file ?? "", problem.place?.line ?? 0, problem.place?.column ?? 0)
    }
    return problems.enumerated().sorted { a, b in
      let (x, y) = (key(a.element), key(b.element))
      return x == y ? a.offset < b.offset : x < y
    }.map(\.element)
  }
}

extension ProblemCode {
  public static let catalogDeckFile = ProblemCode("catalog.deck-file")
}
