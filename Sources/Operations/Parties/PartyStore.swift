public import Parties
public import Primitives
public import Subscriptions

/// Where parties and their subscriptions are kept.
public protocol PartyStore: Sendable {
  /// Adds customers, their accounts and opening positions; all of them or, when one is refused, none.
  ///
  /// Identifiers are given by the store, in order.
  /// - Throws: `Rejection` for a reference that exists already or an unknown consolidating account.
  ///
  /// - Parameter command: remembered in the same transaction.
  func register(_ registrations: [Registration], command: StoredCommand?) throws -> [BillingAccountID]

  func account(reference: String) throws -> BillingAccount?
  func account(_ id: BillingAccountID) throws -> BillingAccount?
  func accounts(_ ids: [BillingAccountID]) throws -> [BillingAccount]

  /// First day of the account that no invoice covers.
  func billedThrough(_ id: BillingAccountID) throws -> Day?
  /// The time zones that accounts live in.
  func zoneNames() throws -> [String]
  /// The time zones of an account, of the accounts whose lines stand on its invoices, and of those on one invoice.
  func zoneNames(of account: BillingAccountID, on invoice: InvoiceID?) throws -> [String]

  func subscription(reference: String) throws -> Subscription?
  func subscriptions(paidBy account: BillingAccountID) throws -> [Subscription]

  func customerReference(_ id: CustomerID) throws -> String?

  /// Adds new subscriptions (their `id` is ignored and given by the store) with the facts that made them, and
  /// remembers the command; all in one transaction.
  @discardableResult
  func add(_ subscriptions: [NewSubscription], at: Instant, command: StoredCommand?) throws -> [SubscriptionID]

  /// Replaces a subscription's projection, appends the facts that led to it, and remembers the command.
  func update(_ subscription: Subscription, facts: [SubscriptionFact], at: Instant, command: StoredCommand?) throws

  /// The facts of a subscription as stored, in order.
  func factTexts(of subscription: SubscriptionID) throws -> [String]

  /// A command carried out before under this key.
  func command(key: String) throws -> StoredCommand?
}

extension ProblemCode {
  public static let keyReused = ProblemCode("command.key-reused")
  public static let referenceTaken = ProblemCode("account.reference-taken")
  public static let unknownAccount = ProblemCode("account.unknown")
}

/// A customer with an account to bill, as it enters the books.
public struct Registration: Sendable {
  public var customerReference: String
  public var customerName: String
  /// `id`, `customer` and `consolidatedInto` are filled by the store.
  public var account: BillingAccount
  /// Reference of the account that carries this one's lines.
  public var consolidatedIntoReference: String?
  /// The first day that Florin bills; earlier days were billed elsewhere.
  public var openedOn: Day
  /// What the account wants said on its invoices, when that is known already.
  public var invoicing: InvoicingDetails?
  /// Where the record stood in its file.
  public var place: Problem.Place?

  public init(
    customerReference: String, customerName: String, account: BillingAccount, consolidatedIntoReference: String? = nil,
    openedOn: Day, invoicing: InvoicingDetails? = nil, place: Problem.Place? = nil
  ) {
    self.invoicing = invoicing
    self.customerReference = customerReference
    self.customerName = customerName
    self.account = account
    self.consolidatedIntoReference = consolidatedIntoReference
    self.openedOn = openedOn
    self.place = place
  }
}
