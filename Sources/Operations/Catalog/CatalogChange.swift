/// One difference between two catalogs, told by what it is about.
public struct CatalogChange: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable { case added, removed, changed }

  public enum Subject: String, Sendable, CaseIterable {
    case catalog, seller, billing, taxRate = "tax-rate", meter, calendar, deck, offering, price, priceVersion = "price-version", promotion
  }

  /// One field before and after; `nil` where it is not set.
  public struct Field: Sendable, Equatable {
    public var name: String
    public var old: String?
    public var new: String?

    public init(_ name: String, old: String?, new: String?) {
      self.name = name
      self.old = old
      self.new = new
    }
  }

  public var kind: Kind
  public var subject: Subject
  /// The code; of a price version the price's code, its currency and first day: `mobile-20.monthly EUR 2026-01-01`.
  public var key: String
  /// The offering that a price or version belongs to.
  public var offering: String?
  /// For `changed`, the fields that differ; for `added` and `removed`, all that are set.
  public var fields: [Field]

  public init(_ kind: Kind, _ subject: Subject, key: String, offering: String? = nil, fields: [Field] = []) {
    self.kind = kind
    self.subject = subject
    self.key = key
    self.offering = offering
    self.fields = fields
  }
}
