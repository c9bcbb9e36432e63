public import Primitives

/// Who sells to whom and where, resolved once per account; then each line asks for its decision.
///
/// The rules, in their order of precedence:
/// 1. A category that no rule names, or a place without a country, is missing.
/// 2. Across a border of the EU to a business with a VAT identifier of another member state, the tax shifts to it:
///    goods are intra-community supplies (K), services reverse charge (AE). What is exempt or out of scope at the
///    seller's place stays so.
/// 3. Otherwise the rate published for the customer's region, else country, applies. A region outside its country's
///    VAT territory (the Canary Islands) never takes the country's rate.
/// 4. From inside the EU to a place outside without a published rate: goods are exports (G), services out of scope (O).
/// 5. An exempt customer pays no tax where tax would be due (E, with the customer's reason).
public struct TaxSituation: Sendable {
  let table: TaxTable
  let sellerPlace: Int?
  let sellerInUnion: Range<Int32>
  let sellerCountryPacked: UInt64?
  let customerRegion: Int?
  let customerCountry: Int?
  let customerInUnion: Range<Int32>
  let customerCountryPacked: UInt64?
  let customerName: String
  let business: Business
  let exemptReason: String?

  enum Business: Sendable {
    case no
    case identified(country: UInt64)
    case malformed
  }

  /// `vatIdentifier` for a business, `exemptReason` for an exempt customer; neither for everyone else.
  public init(
    _ table: TaxTable, sellerCountry: String, sellerRegion: String? = nil, customerCountry: String,
    customerRegion: String? = nil, vatIdentifier: String? = nil, exemptReason: String? = nil
  ) {
    self.table = table
    sellerPlace = TaxSituation.places(table, sellerCountry, sellerRegion).region
      ?? TaxSituation.places(table, sellerCountry, sellerRegion).country
    sellerInUnion = VATTerritory.membership(country: sellerCountry, region: sellerRegion)
    sellerCountryPacked = TaxTable.pack(country: sellerCountry, region: nil)
    let places = TaxSituation.places(table, customerCountry, customerRegion)
    self.customerRegion = places.region
    self.customerCountry = places.country
    customerInUnion = VATTerritory.membership(country: customerCountry, region: customerRegion)
    customerCountryPacked = TaxTable.pack(country: customerCountry, region: nil)
    customerName = customerRegion.map { customerCountry + "-" + $0 } ?? customerCountry
    self.exemptReason = exemptReason
    if let vatIdentifier, sellerCountryPacked != customerCountryPacked {
      if let identifier = VATIdentifier(vatIdentifier), let country = TaxTable.pack(country: identifier.country, region: nil) {
        business = .identified(country: country)
      } else {
        business = .malformed
      }
    } else {
      business = .no
    }
  }

  /// The tax of a line of this category whose tax point is `day`.
  public func decide(_ category: TaxCategoryCode, on day: Day) -> TaxDecision {
    func missing(_ cause: MissingTax.Cause) -> TaxDecision {
      .missing(MissingTax(cause: cause, category: category, place: customerName, day: day))
    }
    guard let index = table.index(of: category) else { return missing(.unknownCategory) }
    guard let sellerCountryPacked, customerCountryPacked != nil else { return missing(.unknownPlace) }
    let sellerInside = sellerInUnion.contains(day.number)
    let customerInside = customerInUnion.contains(day.number)

    if customerInside, exemptReason == nil {
      switch business {
      case .identified(let country) where country != sellerCountryPacked:
        let isGoods = table.goods[index]
        // Goods from outside the union are imported by the customer; that rate must be published.
        if sellerInside || !isGoods {
          if let own = table.published(sellerPlace, index, day.number), own.treatment == .exempt || own.treatment == .outsideScope {
            return .taxed(own)
          }
          return .taxed(isGoods ? TaxSituation.intraCommunity : TaxSituation.reverseCharge)
        }
      case .identified:
        // Known to the seller's own tax office: taxed as at home.
        if let key = table.published(sellerPlace, index, day.number) { return .taxed(key) }
        return missing(.noRate)
      case .malformed where sellerInside:
        return missing(.vatIdentifierFormat)
      default: break
      }
    }

    let rate = table.published(customerRegion, index, day.number) ?? table.published(customerCountry, index, day.number)
    if let exemptReason {
      if let rate, rate.treatment != .standard { return .taxed(rate) }
      return .taxed(TaxKey(treatment: .exempt, percent: .zero, reason: exemptReason))
    }
    if let rate { return .taxed(rate) }
    if sellerInside, !customerInside {
      return .taxed(table.goods[index] ? TaxSituation.export : TaxSituation.outsideScope)
    }
    return missing(.noRate)
  }

  /// The region's own rates and the country's, which a region outside the VAT territory does not inherit.
  private static func places(_ table: TaxTable, _ country: String, _ region: String?) -> (region: Int?, country: Int?) {
    guard let region else { return (nil, table.place(country: country, region: nil)) }
    return (
      table.place(country: country, region: region),
      VATTerritory.isOutside(country: country, region: region) ? nil : table.place(country: country, region: nil)
    )
  }

  static let reverseCharge = TaxKey(treatment: .reverseCharge, percent: .zero, reason: ExemptionReason.reverseCharge)
  static let intraCommunity = TaxKey(treatment: .intraCommunity, percent: .zero, reason: ExemptionReason.intraCommunity)
  static let export = TaxKey(treatment: .export, percent: .zero, reason: ExemptionReason.export)
  static let outsideScope = TaxKey(treatment: .outsideScope, percent: .zero, reason: ExemptionReason.outsideScope)
}
