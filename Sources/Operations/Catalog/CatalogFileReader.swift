public import Catalog
public import Primitives

/// Turns the bytes of catalog files into documents and rate decks; the formats themselves are an adapter's business.
public protocol CatalogFileReader: Sendable {
  /// The tree of a document; `file` is the name used in problems.
  func document(_ bytes: [UInt8], file: String) throws(Rejection) -> SourceNode

  /// The rate deck in `bytes`. Rows that cannot be used become problems, or notes when the layout says so.
  func deck(
    _ layout: RateDeckLayout, _ bytes: [UInt8], file: String, problems: inout [Problem], notes: inout [Problem]
  ) -> RateDeck
}

extension CatalogSource {
  /// A name that stays inside the catalog's folder: relative, without `..`.
  public static func isInside(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
  }
}
