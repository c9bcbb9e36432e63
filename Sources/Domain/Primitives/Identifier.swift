/// A typed row identifier, so that an account's number cannot be passed where a subscription's is meant.
public struct Identifier<Entity>: Sendable, Hashable, Comparable {
  public let rawValue: Int64
  @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

extension Identifier: CustomStringConvertible {
  public var description: String { String(rawValue) }
}

/// A typed business code, such as an offering's `fibre-50` or a meter's `voice`.
public struct Code<Entity>: Sendable, Hashable, Comparable {
  public let text: String
  @inlinable public init(_ text: String) { self.text = text }
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

extension Code: CustomStringConvertible, ExpressibleByStringLiteral {
  public var description: String { text }
  @inlinable public init(stringLiteral value: String) { self.init(value) }
}

/// What identifiers point at when the owning module lies in a higher storey than the one that names it.
public enum Tag {
  public enum SellerEntity {}
  public enum Customer {}
  public enum BillingAccount {}
  public enum Subscription {}
  public enum ProductOffering {}
  public enum OfferingPrice {}
  public enum Meter {}
  public enum TaxCategory {}
  public enum LedgerAccount {}
  public enum Calendar {}
  public enum RateDeck {}
  public enum Promotion {}
  public enum Invoice {}
  public enum CreditNote {}
  public enum BillRun {}
  public enum CatalogVersion {}
  public enum Rerating {}
  public enum CustomerBalance {}
  public enum BalanceBucket {}
}

public typealias SellerCode = Code<Tag.SellerEntity>
public typealias CustomerID = Identifier<Tag.Customer>
public typealias BillingAccountID = Identifier<Tag.BillingAccount>
public typealias SubscriptionID = Identifier<Tag.Subscription>
public typealias OfferingCode = Code<Tag.ProductOffering>
public typealias PriceCode = Code<Tag.OfferingPrice>
public typealias MeterCode = Code<Tag.Meter>
public typealias TaxCategoryCode = Code<Tag.TaxCategory>
public typealias LedgerAccountCode = Code<Tag.LedgerAccount>
public typealias CalendarCode = Code<Tag.Calendar>
public typealias RateDeckCode = Code<Tag.RateDeck>
public typealias PromotionCode = Code<Tag.Promotion>
public typealias InvoiceID = Identifier<Tag.Invoice>
public typealias CreditNoteID = Identifier<Tag.CreditNote>
public typealias BillRunID = Identifier<Tag.BillRun>
public typealias CatalogVersionID = Identifier<Tag.CatalogVersion>
public typealias ReratingID = Identifier<Tag.Rerating>
public typealias CustomerBalanceID = Identifier<Tag.CustomerBalance>
public typealias BalanceBucketID = Identifier<Tag.BalanceBucket>
