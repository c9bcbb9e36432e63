public import Catalog
public import Primitives

extension ProductOffering {
  /// The item of this offering followed, for a bundle, by one item for everything it includes, numbered on.
  public func expanded(_ item: SubscriptionItem, _ catalog: CatalogIndex) -> [SubscriptionItem] {
    var found = [item]
    for code in includes where catalog.offering(code) != nil {
      found.append(
        SubscriptionItem(
          number: item.number + found.count, offering: code, quantity: item.quantity, from: item.from, to: item.to))
    }
    return found
  }

  /// Options that may be held with it: its own and, for a bundle, those of what it includes.
  public func allowedOptions(_ catalog: CatalogIndex) -> Set<OfferingCode> {
    includes.reduce(into: Set(options)) { allowed, code in allowed.formUnion(catalog.offering(code)?.options ?? []) }
  }
}
