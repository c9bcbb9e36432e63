import Catalog
import Documents
import Operations
import Primitives

/// What the catalog calls services, which charging knows by the type of their usage.
struct ServiceNames {
  private let index: CatalogIndex?
  private let language: ReaderLanguage

  /// - Parameter release: `nil` before anything was published.
  init(_ release: CatalogRelease?, _ language: ReaderLanguage) {
    index = release?.index
    self.language = language
  }

  /// In the reader's language where there is a name in it; the type of the usage where the catalog has no word for it.
  func name(_ service: String) -> String {
    let meters = index?.meters(eventType: service) ?? []
    let name = (meters.first { $0.aggregation == .sum } ?? meters.first)?.name.text(language.rawValue) ?? ""
    return name.isEmpty ? service : name
  }
}
