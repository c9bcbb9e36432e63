public import Primitives

/// One row of a list of accounts.
public struct AccountSummary: Sendable, Hashable {
  public var reference: String
  public var name: String
  public var seller: SellerCode
  public var cycle: String
  public var billedThrough: Day
  public var receivable: Money
  public var subscriptions: Int

  public init(
    reference: String, name: String, seller: SellerCode, cycle: String, billedThrough: Day, receivable: Money, subscriptions: Int
  ) {
    self.reference = reference
    self.name = name
    self.seller = seller
    self.cycle = cycle
    self.billedThrough = billedThrough
    self.receivable = receivable
    self.subscriptions = subscriptions
  }
}
