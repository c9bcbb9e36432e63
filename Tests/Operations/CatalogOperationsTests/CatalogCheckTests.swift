import Catalog
import Operations
import Parties
import Primitives
import Testing

/// One mistake put into the small catalog, and the one problem it must give.
struct Mistake: CustomTestStringConvertible, Sendable {
  var replace: String
  var with: String
  var code: String
  var line: Int
  var path: String
  var remedy: String

  init(_ replace: String, _ with: String, _ code: String, _ line: Int, _ path: String, _ remedy: String) {
    self.replace = replace
    self.with = with
    self.code = code
    self.line = line
    self.path = path
    self.remedy = remedy
  }

  var testDescription: String { "\(code): \(with)" }
}

@Suite struct CatalogCheckTests {
  @Test func theSmallCatalogIsGood() throws {
    let release = try SmallCatalog.read(SmallCatalog.text)
    #expect(release.catalog.offerings.map(\.code) == ["fibre", "films", "home"])
    #expect(release.index.price("fibre.monthly")?.versions.count == 2)
    #expect(release.seller("es")?.legalName == "Seller S.L.")
  }

  static let mistakes: [Mistake] = [
    Mistake("to: 2026-07-01, ", "", "catalog.overlapping-versions", 36, "offerings[0].prices[0].versions[1].from", "to: 2026-07-01"),
    Mistake("to: 2026-07-01, ", "to: 2026-06-01, ", "catalog.version-gap", 36, "offerings[0].prices[0].versions[1].from", "let the versions meet"),
    Mistake("from: 2026-07-01, ", "from: 2026-07-01, to: 2027-01-01, ", "catalog.version-gap", 36, "offerings[0].prices[0].versions[1].to", "let the versions meet"),
    Mistake("from: 2026-01-01, to", "from: 2025-12-01, to", "catalog.outside-offering", 35, "offerings[0].prices[0].versions[0].from", "from: 2026-01-01"),
    Mistake("to: 2026-07-01, ", "to: 2025-07-01, ", "catalog.ends-before-start", 35, "offerings[0].prices[0].versions[0].to", "a day after 2026-01-01"),
    Mistake("code: films\n", "code: fibre\n", "catalog.duplicate-code", 37, "offerings[1].code", "another code"),
    Mistake("code: films.monthly", "code: fibre.monthly", "catalog.duplicate-code", 42, "offerings[1].prices[0].code", "another code"),
    Mistake("options: [films]", "options: [filmss]", "catalog.unknown-reference", 27, "offerings[0].options[0]", "did you mean `films`?"),
    Mistake("includes: [fibre, films]", "includes: [fibre, film]", "catalog.unknown-reference", 53, "offerings[2].includes[1]", "did you mean `films`?"),
    Mistake("offerings: [films]", "prices: [films.month]", "catalog.unknown-reference", 59, "promotions[0].prices[0]", "did you mean `films.monthly`?"),
    Mistake("revenue: \"8400\"", "revenue: \"9999\"", "catalog.unknown-account", 33, "offerings[0].prices[0].revenue", "8400"),
    Mistake("kind: option", "kind: plan", "catalog.not-an-option", 27, "offerings[0].options", "kind: option"),
    Mistake("includes: [fibre, films]", "includes: [fibre, home]", "catalog.bundle-cycle", 53, "offerings[2].includes", "remove one"),
    Mistake("zone: Europe/Madrid\n    holidays", "zone: Europe/Madird\n    holidays", "catalog.unknown-zone", 15, "calendars[0].zone", "did you mean `Europe/Madrid`?"),
    Mistake("percent: \"21\"}", "percent: \"210\"}", "document.wrong-value", 11, "taxes[0].rates[0].percent", "from 0 to 100"),
    Mistake("unit: s", "unti: s", "document.missing-field", 18, "meters[0]", "add `unit`"),
    Mistake("dimensions: [destination, scope]", "dimension: [destination, scope]", "document.unknown-field", 22, "meters[0].dimension", "did you mean `dimensions`?"),
    Mistake("meters:", "meter:", "document.unknown-field", 18, "meter", "did you mean `meters`?"),
    Mistake("amount: \"52.00\"", "amount: fifty", "document.wrong-type", 36, "offerings[0].prices[0].versions[1].amount", "plain decimal"),
    Mistake("currency: EUR, form: flat, amount: \"52.00\"", "currency: EURO, form: flat, amount: \"52.00\"", "document.wrong-value", 36, "offerings[0].prices[0].versions[1].currency", "three capital letters"),
    Mistake("catalog: small", "", "document.missing-field", 2, "", "catalog: telco"),
    Mistake("percent: \"50\"", "percent: \"0\"", "document.wrong-value", 58, "promotions[0].percent", "above 0"),
    Mistake("code: home", "code: home sweet home", "document.wrong-value", 49, "offerings[2].code", "letters"),
    Mistake("includes: [fibre, films]", "termMonths: 12", "document.missing-field", 49, "offerings[2]", "includes"),
  ]

  @Test(arguments: mistakes)
  func tellsTheMistake(_ mistake: Mistake) throws {
    let problems = SmallCatalog.problems(SmallCatalog.changed(mistake.replace, mistake.with))
    let problem = try #require(problems.first { $0.code.rawValue == mistake.code }, "\(problems)")
    #expect(problem.place?.file == "small.yaml")
    #expect(problem.place?.line == mistake.line)
    #expect(problem.path == mistake.path)
    #expect(problem.remedy.contains(mistake.remedy), "\(problem)")
  }

  @Test func aCurrencyWithoutPriceIsTold() throws {
    let second = [
      "          - {from: 2026-07-01, currency: EUR, form: flat, amount: \"52.00\"}",
      "          - {from: 2026-01-01, currency: RON, form: flat, amount: \"250.00\"}",
      "      - code: fibre.setup", "        name: Installation", "        kind: oneTime", "        tax: telecom",
      "        revenue: \"8400\"", "        versions:",
      "          - {from: 2026-01-01, currency: EUR, form: flat, amount: \"30.00\"}",
    ].joined(separator: "\n")
    let text = SmallCatalog.changed("          - {from: 2026-07-01, currency: EUR, form: flat, amount: \"52.00\"}", second)
    let problems = SmallCatalog.problems(text)
    #expect(problems.map(\.code.rawValue) == ["catalog.missing-currency"], "\(problems)")
    #expect(problems.first?.path == "offerings[0].prices[1].versions")
    #expect(problems.first?.remedy.contains("currency: RON") == true)
  }

  @Test func aTaxCategoryWithoutRateIsTold() {
    let problems = SmallCatalog.problems(SmallCatalog.changed("tax: telecom", "tax: unused"))
    #expect(problems.map(\.code.rawValue) == ["catalog.tax-category-without-rate", "catalog.tax-category-without-rate"])
  }

  @Test func allMistakesAreToldAtOnceInTheOrderOfTheFile() {
    var text = SmallCatalog.changed("to: 2026-07-01, ", "")
    for (old, new) in [("options: [films]", "options: [cinema]"), ("unit: s", "unit: s\n    colour: red"), ("\"10.00\"", "ten")] {
      text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    let problems = SmallCatalog.problems(text)
    #expect(
      problems.map(\.code.rawValue) == [
        "document.unknown-field", "catalog.unknown-reference", "catalog.overlapping-versions", "document.wrong-type",
      ])
    #expect(problems.compactMap { $0.place?.line } == problems.compactMap { $0.place?.line }.sorted())
  }

  @Test func longBundleCyclesAreToldOnce() {
    let text = """
      catalog: circles
      offerings:
        - {code: a, name: A, kind: bundle, from: 2026-01-01, includes: [b]}
        - {code: b, name: B, kind: bundle, from: 2026-01-01, includes: [c, d]}
        - {code: c, name: C, kind: bundle, from: 2026-01-01, includes: [a]}
        - {code: d, name: D, from: 2026-01-01}
      """
    let problems = SmallCatalog.problems(text)
    #expect(problems.map(\.code.rawValue) == ["catalog.bundle-cycle"])
    #expect(problems.first?.message == "the bundle contains itself: a → b → c → a")
  }

  @Test func sectionsMayStandInAnyFile() throws {
    let parts = SmallCatalog.text.split(separator: "\nofferings:")
    let others = [CatalogSource.File(name: "a.yaml", bytes: Array(("offerings:" + parts[1]).utf8))]
    let split = try SmallCatalog.read(String(parts[0]), others)
    let whole = try SmallCatalog.read(SmallCatalog.text)
    #expect(CatalogDifference(from: whole, to: split).isEmpty)
  }

  @Test(arguments: [
    ("a:\n\tb: 1", "document.unreadable"), ("catalog: x\ncatalog: y", "document.repeated-field"),
    ("offerings:\n  - {code: a", "document.unreadable"), ("- 1", "document.wrong-type"), ("catalog", "document.wrong-type"),
    ("", "document.missing-field"), ("offerings: 7", "document.wrong-type"), ("offerings: [1, [], {}]", "document.wrong-type"),
  ])
  func brokenDocumentsAreRefusedWithAPlace(_ text: String, _ code: String) {
    let problems = SmallCatalog.problems(text)
    #expect(problems.contains { $0.code.rawValue == code }, "\(problems)")
    for problem in problems where !text.isEmpty { #expect(problem.place?.file == "small.yaml") }
  }

  @Test func textThatIsNotUTF8IsRefusedWithItsLine() {
    let source = CatalogSource(files: [.init(name: "old.yaml", bytes: Array("catalog: a\nname: Espa".utf8) + [0xF1, 0x61])])
    let rejection = #expect(throws: Rejection.self) { try SmallCatalog.reader.read(source) }
    #expect(rejection?.problems.first?.code.rawValue == "document.not-utf8")
    #expect(rejection?.problems.first?.place?.line == 2)
  }
}
