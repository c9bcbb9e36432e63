public import Catalog
public import Parties
public import Primitives
public import Taxation
public import Usage

/// Everything one set of catalog files says, checked: what is sold, who sells it, and how it is taxed.
public struct CatalogRelease: Sendable {
  /// The files it was read from.
  public var source: CatalogSource
  public var catalog: Catalog
  /// Look-ups by code over `catalog`.
  public var index: CatalogIndex
  public var sellers: [SellerEntity]
  public var taxes: TaxRules
  /// What happens with usage that arrives after the bill it belongs to.
  public var lateUsage: LateEventRule
  /// What is said to readers of bills, in the order written.
  public var messages: [MessageRule]
  /// What a reader should know but need not change, such as skipped rows of a rate deck.
  public var notes: [Problem]
  /// Where its things stand in the files.
  public var places: CatalogPlaces

  public init(
    source: CatalogSource, catalog: Catalog, sellers: [SellerEntity] = [], taxes: TaxRules = TaxRules(rates: []),
    lateUsage: LateEventRule = .nextInvoice, messages: [MessageRule] = [], notes: [Problem] = [], places: CatalogPlaces = CatalogPlaces()
  ) {
    self.source = source
    self.catalog = catalog
    index = CatalogIndex(catalog)
    self.sellers = sellers
    self.taxes = taxes
    self.lateUsage = lateUsage
    self.messages = messages
    self.notes = notes
    self.places = places
  }

  public func seller(_ code: SellerCode) -> SellerEntity? { sellers.first { $0.code == code } }
}
