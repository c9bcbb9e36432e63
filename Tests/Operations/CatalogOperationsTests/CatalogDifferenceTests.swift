import Operations
import Primitives
import Testing

@Suite struct CatalogDifferenceTests {
  private func told(_ change: CatalogChange) -> String {
    "\(change.kind.rawValue) \(change.subject.rawValue) \(change.key)"
      + change.fields.map { " | \($0.name): \($0.old ?? "none") → \($0.new ?? "none")" }.joined()
  }

  @Test func changesAreToldByThingAndField() throws {
    var text = SmallCatalog.changed("amount: \"52.00\"", "amount: \"53.50\"")
    for (old, new) in [
      ("name: Films\n    kind: option", "name: {en: Films, es: Películas}\n    kind: option"), ("percent: \"21\"", "percent: \"22\""),
      ("  - code: half\n    name: Half price\n    from: 2026-01-01\n    percent: \"50\"\n    offerings: [films]", "  - {code: third, name: Third, from: 2026-01-01, percent: \"33\"}"),
    ] {
      text = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
    let difference = CatalogDifference(from: try SmallCatalog.read(SmallCatalog.text), to: try SmallCatalog.read(text))
    #expect(
      difference.changes.map(told) == [
        "changed tax-rate telecom ES 2012-09-01 | percent: 21 → 22",
        "changed price-version fibre.monthly EUR 2026-07-01 | price: 52.00 EUR → 53.50 EUR",
        "changed offering films | name: Films → Films (es Películas)",
        "added promotion third | name: none → Third | effective: none → from 2026-01-01 on | reduction: none → 33 % off everything of the account",
        "removed promotion half | name: Half price → none | effective: from 2026-01-01 on → none | reduction: 50 % off films → none",
      ])
  }

  @Test func deckRowsAreToldByPrefix() throws {
    func release(_ rows: String) throws -> CatalogRelease {
      try SmallCatalog.read(
        SmallCatalog.text + "\ndecks:\n  - {code: world, file: d.csv}\n", [.init(name: "d.csv", bytes: Array("prefix,destination,price\n\(rows)".utf8))])
    }
    let difference = CatalogDifference(from: try release("34,Spain,0.10\n33,France,0.20\n"), to: try release("34,Spain,0.12\n351,Portugal,0.15\n"))
    #expect(
      difference.changes.map(told) == [
        "changed deck world | 34: Spain 0.10 per 60 s (60/60) → Spain 0.12 per 60 s (60/60)"
          + " | 351: none → Portugal 0.15 per 60 s (60/60) | 33: France 0.20 per 60 s (60/60) → none"
      ])
  }

  @Test func nothingDiffersFromItself() throws {
    let release = try SmallCatalog.read(SmallCatalog.text)
    #expect(CatalogDifference(from: release, to: release).isEmpty)
    #expect(!CatalogDifference(from: nil, to: release).isEmpty)
  }
}
