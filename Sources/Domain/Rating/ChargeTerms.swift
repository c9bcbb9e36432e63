public import Catalog
public import Primitives

/// What every charge of one price has in common: names, units, and where its tax and revenue belong.
///
/// A reference, made once per price version and shared by all its charges, so that a charge on its way to an invoice is
/// a few numbers and two references.
public final class ChargeTerms: Sendable, Equatable {
  /// `nil` for what no offering sells: document discounts, third-party charges.
  public let offering: OfferingCode?
  public let price: PriceCode
  public let name: LocalizedText
  /// The unit of the quantity; empty for a bare number.
  public let unit: String
  public let taxInclusive: Bool
  public let taxCategory: TaxCategoryCode
  public let revenueAccount: LedgerAccountCode

  public init(
    offering: OfferingCode?, price: PriceCode, name: LocalizedText, unit: String, taxInclusive: Bool = false,
    taxCategory: TaxCategoryCode, revenueAccount: LedgerAccountCode
  ) {
    self.offering = offering
    self.price = price
    self.name = name
    self.unit = unit
    self.taxInclusive = taxInclusive
    self.taxCategory = taxCategory
    self.revenueAccount = revenueAccount
  }

  public static func == (a: ChargeTerms, b: ChargeTerms) -> Bool {
    a === b
      || a.offering == b.offering && a.price == b.price && a.name == b.name && a.unit == b.unit
        && a.taxInclusive == b.taxInclusive && a.taxCategory == b.taxCategory && a.revenueAccount == b.revenueAccount
  }
}

extension ChargeTerms {
  /// The terms of a catalog price in one of its versions.
  public convenience init(_ price: OfferingPrice, version: PriceVersion, of offering: OfferingCode, unit: String) {
    self.init(
      offering: offering, price: price.code, name: price.name, unit: unit, taxInclusive: version.taxInclusive,
      taxCategory: price.taxCategory, revenueAccount: price.revenueAccount)
  }
}
