public import Parties
public import Primitives
public import Usage

/// Customers and accounts as lists to leaf through, and what an account used. Reading only.
public protocol DirectoryStore: Sendable {
  func customers(_ filter: DirectoryFilter) throws -> [Customer]
  func customer(reference: String) throws -> Customer?
  func accounts(_ filter: DirectoryFilter) throws -> [ListedAccount]
  /// What an account owes, as the books have it.
  func owed(by account: BillingAccountID) throws -> Int64
  /// The accounts whose lines stand on this account's invoice, by number; not itself.
  func accounts(consolidatedInto account: BillingAccountID) throws -> [BillingAccount]
  /// Everything an account used within a stretch of time, billed or not, by subscription and type.
  func usage(of account: BillingAccountID, within range: InstantRange) throws -> [AssignedUsage]
}

/// Which customers or accounts to list, in the order of their registration.
public struct DirectoryFilter: Sendable, Hashable {
  /// Part of a reference or name; case does not matter.
  public var search: String?
  /// Only what belongs to this customer.
  public var customer: CustomerID?
  /// Only what was registered behind the one of this number.
  public var after: Int64
  public var limit: Int

  public init(search: String? = nil, customer: CustomerID? = nil, after: Int64 = 0, limit: Int = 50) {
    self.search = search
    self.customer = customer
    self.after = after
    self.limit = limit
  }
}

/// One account of a list.
public struct ListedAccount: Sendable, Hashable {
  public var id: BillingAccountID
  public var reference: String
  public var name: String
  public var customerReference: String
  public var seller: SellerCode
  public var billedThrough: Day
  public var receivable: Money
  /// The account whose invoice carries this one's lines.
  public var consolidatedInto: String?

  public init(
    id: BillingAccountID, reference: String, name: String, customerReference: String, seller: SellerCode, billedThrough: Day,
    receivable: Money, consolidatedInto: String?
  ) {
    self.id = id
    self.reference = reference
    self.name = name
    self.customerReference = customerReference
    self.seller = seller
    self.billedThrough = billedThrough
    self.receivable = receivable
    self.consolidatedInto = consolidatedInto
  }
}
