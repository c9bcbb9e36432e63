import Catalog
import Operations
import Parties
import Primitives
import Taxation

extension CatalogText {
  static func page(_ page: CatalogPage, title: String) -> String {
    var lines = [title]
    for offering in page.offerings { lines += [""] + self.offering(offering, page) }
    section("meters", page.meters.map { [$0.code.text, $0.name.text("en"), "\($0.aggregation.rawValue) of \($0.eventType) in \($0.unit)", $0.dimensions.joined(separator: ", ")] }, &lines)
    section("rate decks", page.decks.map { deck in
      [deck.code.text, count(deck.entries.count, "prefix", "prefixes"), "\(deck.entries.count { $0.blocked }) blocked"]
    }, &lines)
    if !page.isWhole, let deck = page.decks.first {
      section("rows of \(deck.code)", deck.entries.map { entry in
        [entry.prefix, entry.destination, entry.blocked ? "blocked" : "\(entry.pricePerUnit) per \(entry.perSeconds) s", "\(entry.firstIncrementSeconds)/\(entry.incrementSeconds)"]
      }, &lines)
    }
    section("promotions", page.promotions.map { [$0.code.text, $0.name.text("en"), $0.words, $0.effective.words] }, &lines)
    section("calendars", page.calendars.map { [$0.code.text, $0.zoneName, count($0.holidays.count, "holiday")] }, &lines)
    section("sellers", page.sellers.map { [$0.code.text, $0.legalName, $0.taxIdentifier ?? "", $0.address.country, $0.invoiceNumberPrefix] }, &lines)
    if page.isWhole {
      section("tax rates", page.release.taxes.rates.map { rate in
        [rate.category.text, rate.country + (rate.region.map { "-\($0)" } ?? ""), "\(rate.percent) %", rate.treatment.words, EffectivePeriod(from: rate.from, to: rate.to).words]
      }, &lines)
    }
    return lines.joined(separator: "\n")
  }

  private static func offering(_ offering: ProductOffering, _ page: CatalogPage) -> [String] {
    var lines = ["\(offering.code) · \(offering.name.text("en")) (\(offering.kind.rawValue)), sold \(offering.effective.words)"]
    func fact(_ name: String, _ values: [String]) { if !values.isEmpty { lines.append("  \(name): \(values.joined(separator: ", "))") } }
    fact("segments", offering.segments)
    fact("channels", offering.channels)
    fact("options", offering.options.map(\.text))
    fact("includes", offering.includes.map(\.text))
    fact("term", offering.termMonths.map { ["\($0) months"] } ?? [])
    for price in offering.prices {
      lines.append("  \(price.code) · \(price.name.text("en")), \(price.kind.words), tax \(price.taxCategory), account \(price.revenueAccount)")
      var rows: [[String]] = []
      for version in price.versions {
        let unit = page.unit(price)
        var words = version.form.words(unit: unit, currency: version.currency)
        words += version.adjustments.map { $0.words(unit: unit, currency: version.currency) }
        if let rounding = version.rounding { words.append("line rounded to \(rounding.words)") }
        if version.taxInclusive { words.append("tax included") }
        for (index, line) in words.enumerated() { rows.append(index == 0 ? [version.currency.code, version.effective.words, line] : ["", "", line]) }
      }
      lines += table(rows).map { "      " + $0 }
    }
    return lines
  }

  private static func section(_ title: String, _ rows: [[String]], _ lines: inout [String]) {
    if rows.isEmpty { return }
    lines += ["", title] + table(rows).map { "  " + $0 }
  }

  /// Rows with their columns aligned; a cell's width is its number of characters.
  static func table(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
