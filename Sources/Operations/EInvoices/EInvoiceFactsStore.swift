public import Invoicing
public import Parties
public import Primitives

/// What is read to know how a document would stand as an e-invoice before it is issued.
public protocol EInvoiceFactsStore: InvoicingStore {
  /// What accounts have said of the e-invoices they take; those that said nothing are left out.
  func eInvoiceWishes(among accounts: [BillingAccountID]) throws -> [BillingAccountID: EInvoiceWish]
  func account(_ id: BillingAccountID) throws -> BillingAccount?
  /// Those that are there, in the order asked for.
  func accounts(_ ids: [BillingAccountID]) throws -> [BillingAccount]
  func subscriptionLabels(_ ids: [SubscriptionID]) throws -> [SubscriptionID: SubscriptionLabel]
  /// Cancelled invoices of an account that one over this period will bill again.
  func awaitingReplacement(_ account: BillingAccountID, over period: ServicePeriod) throws -> [PrecedingNumber]
  /// The running number that a seller's next document gets.
  func nextNumber(of seller: SellerCode, _ kind: NumberedKind) throws -> Int64
}

/// An issued invoice as another one names it.
public struct PrecedingNumber: Sendable, Hashable {
  public var number: String
  public var issuedOn: Day

  public init(number: String, issuedOn: Day) {
    self.number = number
    self.issuedOn = issuedOn
  }
}

/// What has numbers of its own.
public enum NumberedKind: Sendable, Hashable { case invoice, creditNote }
