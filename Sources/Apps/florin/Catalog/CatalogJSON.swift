import Catalog
import Operations
import Parties
import Primitives
import Taxation

/// Catalogs as JSON for scripts; amounts stay decimal texts.
enum CatalogJSON {
  static func summary(_ release: CatalogRelease) -> String {
    var json = JSONText()
    json.object {
      $0.field("catalog", release.catalog.code)
      $0.field("offerings", release.catalog.offerings.count)
      $0.field("prices", release.catalog.offerings.reduce(0) { $0 + $1.prices.count })
      $0.field("meters", release.catalog.meters.count)
      $0.field("decks", release.catalog.decks.count)
      $0.field("prefixes", release.catalog.decks.reduce(0) { $0 + $1.entries.count })
      $0.field("promotions", release.catalog.promotions.count)
      $0.field("taxRates", release.taxes.rates.count)
      $0.field("sellers", release.sellers.count)
      $0.field("fingerprint", release.source.fingerprint)
      $0.key("notes")
      problems(release.notes, &$0)
    }
    return json.string
  }

  static func difference(_ difference: CatalogDifference, refusals: [Problem]) -> String {
    var json = JSONText()
    json.object {
      $0.key("changes")
      changes(difference, &$0)
      $0.key("refusals")
      problems(refusals, &$0)
    }
    return json.string
  }

  static func publication(_ publication: Publication) -> String {
    var json = JSONText()
    json.object {
      switch publication {
      case .nothingToPublish(let version):
        $0.field("published", false)
        self.version(version, &$0)
      case .published(let version, let difference):
        $0.field("published", true)
        self.version(version, &$0)
        $0.key("changes")
        changes(difference, &$0)
      }
    }
    return json.string
  }

  private static func version(_ version: PublishedCatalog, _ json: inout JSONText) {
    json.field("version", version.id.rawValue)
    json.field("publishedAt", version.publishedAt)
    json.field("settledThrough", version.settledThrough)
    json.field("fingerprint", version.fingerprint)
    json.field("note", version.note.isEmpty ? nil : version.note)
  }

  private static func changes(_ difference: CatalogDifference, _ json: inout JSONText) {
    json.array { list in
      for change in difference.changes {
        list.object { entry in
          entry.field("kind", change.kind.rawValue)
          entry.field("subject", change.subject.rawValue)
          entry.field("key", change.key)
          entry.field("offering", change.offering)
          entry.key("fields")
          entry.array { fields in
            for field in change.fields {
              fields.object {
                $0.field("name", field.name)
                $0.field("old", field.old)
                $0.field("new", field.new)
              }
            }
          }
        }
      }
    }
  }

  static func problems(_ problems: [Problem], _ json: inout JSONText) {
    json.array { list in
      for problem in problems {
        list.object {
          $0.field("code", problem.code.rawValue)
          $0.field("file", problem.place?.file)
          $0.field("line", problem.place?.line)
          $0.field("column", problem.place?.column)
          $0.field("path", problem.path.isEmpty ? nil : problem.path)
          $0.field("message", problem.message)
          $0.field("remedy", problem.remedy)
        }
      }
    }
  }
}
