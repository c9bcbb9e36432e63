import Catalog
import Operations
import Parties
import Primitives
import Taxation

/// Catalogs as text for a terminal.
enum CatalogText {
  static func summary(_ release: CatalogRelease) -> String {
    let catalog = release.catalog
    let versions = catalog.offerings.flatMap(\.prices).reduce(0) { $0 + $1.versions.count }
    let parts = [
      count(catalog.offerings.count, "offering"), count(catalog.offerings.reduce(0) { $0 + $1.prices.count }, "price") + " in " + count(versions, "version"),
      count(catalog.meters.count, "meter"), count(catalog.decks.count, "rate deck") + " with " + count(catalog.decks.reduce(0) { $0 + $1.entries.count }, "prefix", "prefixes"),
      count(catalog.promotions.count, "promotion"), count(release.taxes.rates.count, "tax rate"), count(release.sellers.count, "seller"),
    ]
    let notes = release.notes.map { "note: \($0)" }
    return (notes + ["catalog \(catalog.code): \(parts.joined(separator: ", ")). No mistakes\(notes.isEmpty ? "" : ", \(count(notes.count, "note"))")."]).joined(separator: "\n")
  }

  static func difference(_ difference: CatalogDifference, refusals: [Problem]) -> String {
    if difference.isEmpty { return "no differences" }
    var lines = difference.changes.flatMap(lines)
    let counts = CatalogChange.Kind.allCases.map { kind in "\(difference.changes.count { $0.kind == kind }) \(kind.rawValue)" }
    lines.append(counts.joined(separator: ", "))
    if !refusals.isEmpty {
      lines += ["", "publish would refuse this, because it changes what was already priced:"]
      lines += refusals.map(\.description)
    }
    return lines.joined(separator: "\n")
  }

  static func publication(_ publication: Publication) -> String {
    switch publication {
    case .nothingToPublish(let version): return "nothing to publish: version \(version.id) says the same"
    case .published(let version, let difference):
      return "published version \(version.id) as of \(version.publishedAt): " + count(difference.changes.count, "change") + ", fingerprint \(version.fingerprint)"
    }
  }

  private static func lines(_ change: CatalogChange) -> [String] {
    let sign = switch change.kind { case .added: "+"; case .removed: "-"; case .changed: "~" }
    let head = "\(sign) \(change.subject.words) \(change.key)"
    switch change.kind {
    case .changed: return [head] + change.fields.map { "    \($0.name): \($0.old ?? "none") → \($0.new ?? "none")" }
    case .added, .removed:
      let facts = change.fields.filter { $0.name != "name" }.map { "\($0.name) \($0.new ?? $0.old ?? "")" }
      let name = change.fields.first { $0.name == "name" }.flatMap { $0.new ?? $0.old }
      return [head + (name.map { ", \($0)" } ?? "") + (facts.isEmpty ? "" : ": " + facts.joined(separator: ", "))]
    }
  }

  static func count(_ number: Int, _ word: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? word : plural ?? word + "s")"
  }
}

extension CatalogChange.Subject {
  /// `tax rate`, `price version`.
  var words: String { rawValue.split(separator: "-").joined(separator: " ") }
}
