import Catalog
import Parties
public import Primitives
import Taxation

/// Where the things of a release stand in its files, so that later judgements can point there.
public struct CatalogPlaces: Sendable {
  /// A spot in a file, and the path of the field there.
  public struct Spot: Sendable, Equatable {
    public var place: Problem.Place?
    public var path: String
  }

  private var spots: [String: Spot] = [:]

  public init() {}

  init(draft: CatalogDraft, sellers: SellersDraft, taxes: TaxesDraft) {
    for item in draft.meters { note("meter", item.value.code.text, item.node) }
    for item in draft.calendars { note("calendar", item.value.code.text, item.node) }
    for item in draft.layouts { note("deck", item.value.code.text, item.node) }
    for item in draft.promotions { note("promotion", item.value.code.text, item.node) }
    for item in sellers.sellers { note("seller", item.value.code.text, item.node) }
    for item in taxes.rates { note("tax", item.value.category.text, item.node) }
    for offering in draft.offerings {
      note("offering", offering.offering.code.text, offering.node)
      for price in offering.prices {
        note("price", price.price.code.text, price.node)
        for version in price.versions {
          note("version", "\(price.price.code) \(version.value.currency) \(version.value.effective.from)", version.node)
        }
      }
    }
  }

  private mutating func note(_ kind: String, _ key: String, _ node: SourceNode) {
    spots[kind + " " + key] = spots[kind + " " + key] ?? Spot(place: node.place, path: node.path)
  }

  /// Where `key` of this kind (`offering`, `price`, `version`, `meter` …) is written; `nil` when it is not.
  public func spot(_ kind: String, _ key: String) -> Spot? { spots[kind + " " + key] }
}
