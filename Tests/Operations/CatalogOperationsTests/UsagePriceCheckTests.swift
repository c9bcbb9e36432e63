import Operations
import Primitives
import Testing

/// Mistakes that only prices of usage can have, each put into the same small catalog.
@Suite struct UsagePriceCheckTests {
  static let text = """
    catalog: calls
    taxes: [{code: telecom, rates: [{country: ES, from: 2012-09-01, percent: "21"}]}]
    calendars: [{code: holidays, zone: Europe/Madrid, holidays: [2026-01-01]}]
    meters: [{code: voice, name: Calls, eventType: call, unit: s, dimensions: [destination, scope]}]
    decks: [{code: world, file: d.csv}]
    offerings:
      - code: phone
        name: Phone
        from: 2026-01-01
        prices:
          - code: phone.national
            name: National calls
            kind: usage
            meter: voice
            filter: {scope: national}
            tax: telecom
            revenue: "8401"
            versions:
              - from: 2026-01-01
                currency: EUR
                form: by-time
                zone: Europe/Madrid
                calendar: holidays
                bands:
                  - {name: holiday, onHolidays: true, form: per-unit, unit: "0"}
                  - {name: other, form: by-dimension, dimensions: [scope], cells: [{values: ["*"], form: per-unit, unit: "0.001"}]}
          - code: phone.world
            name: International calls
            kind: usage
            meter: voice
            filter: {scope: international}
            perEvent: true
            tax: telecom
            revenue: "8401"
            versions:
              - {from: 2026-01-01, currency: EUR, form: by-prefix, deck: world, field: destination}
    """

  static let mistakes: [Mistake] = [
    Mistake("meter: voice", "meter: voices", "catalog.unknown-reference", 14, "offerings[0].prices[0].meter", "did you mean `voice`?"),
    Mistake("filter: {scope: national}", "filter: {scop: national}", "catalog.unknown-dimension", 15, "offerings[0].prices[0].filter.scop", "did you mean `scope`?"),
    Mistake("zone: Europe/Madrid\n            calendar", "zone: Europe/Madrit\n            calendar", "catalog.unknown-zone", 22, "offerings[0].prices[0].versions[0].zone", "Europe/Madrid"),
    Mistake("calendar: holidays", "calendar: holiday", "catalog.unknown-reference", 23, "offerings[0].prices[0].versions[0].calendar", "did you mean `holidays`?"),
    Mistake("dimensions: [scope]", "dimensions: [network]", "catalog.unknown-dimension", 19, "offerings[0].prices[0].versions[0]", "add `network`"),
    Mistake("deck: world", "deck: word", "catalog.unknown-reference", 36, "offerings[0].prices[1].versions[0].deck", "did you mean `world`?"),
    Mistake("field: destination", "field: number", "catalog.unknown-dimension", 36, "offerings[0].prices[1].versions[0].field", "add `number`"),
    Mistake("unit: \"0.001\"", "unit: \"-0.001\"", "catalog.negative-price", 26, "offerings[0].prices[0].versions[0].bands[1].cells[0].unit", "zero or more"),
    Mistake("        kind: usage\n        meter: voice\n        filter: {scope: international}\n        perEvent: true\n", "        kind: recurring\n", "catalog.form-needs-usage", 33, "offerings[0].prices[1].versions[0].form", "kind: usage"),
    Mistake("        meter: voice\n        filter: {scope: international}", "        filter: {scope: international}", "document.missing-field", 27, "offerings[0].prices[1]", "add `meter`"),
    Mistake("perEvent: true", "every: month", "document.wrong-value", 32, "offerings[0].prices[1].every", "remove `every`"),
  ]

  private func problems(_ text: String) -> [Problem] {
    SmallCatalog.problems(text, [.init(name: "d.csv", bytes: Array("prefix,destination,price\n34,Spain,0.10\n".utf8))])
  }

  @Test func withoutMistakeItIsGood() { #expect(problems(Self.text).isEmpty, "\(problems(Self.text))") }

  @Test(arguments: mistakes)
  func tellsTheMistake(_ mistake: Mistake) throws {
    let parts = Self.text.split(separator: mistake.replace, omittingEmptySubsequences: false)
    try #require(parts.count > 1)
    let found = problems(parts[0] + mistake.with + parts[1...].joined(separator: mistake.replace))
    let problem = try #require(found.first { $0.code.rawValue == mistake.code }, "\(found)")
    #expect(problem.place == .init(file: "small.yaml", line: mistake.line, column: problem.place?.column))
    #expect(problem.path == mistake.path)
    #expect(problem.remedy.contains(mistake.remedy), "\(problem)")
  }
}
