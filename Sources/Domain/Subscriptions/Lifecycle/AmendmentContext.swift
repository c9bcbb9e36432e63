public import Catalog
public import Primitives

/// What a decision on an amendment needs to know besides the subscription.
public struct AmendmentContext: Sendable {
  /// The day the command is given, in the account's calendar.
  public var today: Day
  /// Days before it are closed to amendments; `nil`: open back to the start.
  public var earliest: Day?
  public var catalog: CatalogIndex
  public var segment: String
  public var channel: String
  /// The currency the subscription is paid in.
  public var currency: Currency
  /// The currency of another account, `nil` when there is no such account; asked only for `move`.
  public var currencyOf: @Sendable (BillingAccountID) -> Currency?

  public init(
    today: Day, earliest: Day? = nil, catalog: CatalogIndex, segment: String, channel: String, currency: Currency,
    currencyOf: @escaping @Sendable (BillingAccountID) -> Currency? = { _ in nil }
  ) {
    self.today = today
    self.earliest = earliest
    self.catalog = catalog
    self.segment = segment
    self.channel = channel
    self.currency = currency
    self.currencyOf = currencyOf
  }
}
