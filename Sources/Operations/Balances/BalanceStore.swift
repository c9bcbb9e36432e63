public import Accounting
public import Balances
public import Primitives

/// Where customer balances are kept. Movements are facts: written once; what a bucket holds is their sum.
public protocol BalanceStore: Sendable {
  /// Opens a customer balance, in one transaction with its command.
  ///
  /// - Parameter subscriptions: those it serves; none: all that the account pays for.
  /// - Throws: `Rejection` when the reference is taken or the key was used for something else.
  func open(_ balance: CustomerBalance, for subscriptions: [SubscriptionID], command: BalanceCommand, at: Instant) throws -> StoredBalance

  /// Changes customer balances in one transaction: `decide` sees them as they are then, in the order named, and says what
  /// is to be written.
  ///
  /// When the key is known already, nothing is decided and the first answer is given.
  /// - Throws: `Rejection` for an unknown reference or a key used otherwise, and what `decide` throws; nothing is written then.
  func change(
    _ references: [String], command: BalanceCommand, at: Instant, decide: ([StoredBalance]) throws -> [BalanceBooking]
  ) throws -> ChangedBalances

  /// Ends what is over of one customer balance, as `change` changes one.
  ///
  /// - Parameter decide: also sees what of each bucket that is over, by its number, went on before.
  func expire(
    _ reference: String, command: BalanceCommand, at: Instant, decide: (StoredBalance, [Int: Int64]) throws -> BalanceBooking
  ) throws -> ChangedBalances

  /// Customer balances with buckets that are over and not empty, behind a reference, in the order of references.
  func balancesOver(at: Instant, after: String, limit: Int) throws -> [String]

  /// Whether a fault is of what was tried alone, a row that cannot be read or that the database refused, and says nothing of what comes next.
  func isAlone(_ fault: any Error) -> Bool

  func balance(reference: String) throws -> StoredBalance?
  /// In the order they were opened.
  func balances(_ filter: BalanceFilter) throws -> [StoredBalance]
  /// A customer balance's movements, the newest first, before a number.
  func movements(of balance: CustomerBalanceID, before: Int64?, limit: Int) throws -> [StoredMovement]
  /// What each bucket of a customer balance that holds something held when something last came into it without having been spent before, by its
  /// number; buckets into which nothing came are left out.
  func heldWhenPaidIn(_ balance: CustomerBalanceID) throws -> [Int: Int64]
}

/// A command about customer balances, with the key under which it is given.
public struct BalanceCommand: Sendable, Hashable {
  public var key: String
  /// What it says in words, for comparing a repeat with it.
  public var fingerprint: String
  /// Why, for whoever reads the movement.
  public var reason: String

  public init(key: String, fingerprint: String, reason: String = "") {
    self.key = key
    self.fingerprint = fingerprint
    self.reason = reason
  }
}

/// A customer balance as kept, with what stands around it.
public struct StoredBalance: Sendable, Hashable {
  public var balance: CustomerBalance
  public var accountReference: String
  public var customer: CustomerID
  public var seller: SellerCode
  /// References of the subscriptions it serves; none: all that the account pays for.
  public var subscriptions: [String]
  public var openedAt: Instant

  public init(
    balance: CustomerBalance, accountReference: String, customer: CustomerID, seller: SellerCode, subscriptions: [String], openedAt: Instant
  ) {
    self.balance = balance
    self.accountReference = accountReference
    self.customer = customer
    self.seller = seller
    self.subscriptions = subscriptions
    self.openedAt = openedAt
  }
}

/// What is written of one customer balance, with the entry that books it.
public struct BalanceBooking: Sendable {
  public var change: BalanceChange
  /// Whose subject the store completes by the number of the first movement; `nil` for what no book shows.
  public var entry: JournalEntry?

  public init(_ change: BalanceChange, entry: JournalEntry? = nil) {
    self.change = change
    self.entry = entry
  }
}

/// What came of changing customer balances.
public struct ChangedBalances: Sendable {
  /// As they are now.
  public var balances: [StoredBalance]
  /// What the command wrote, in order.
  public var movements: [StoredMovement]
  /// The same command was carried out before.
  public var repeated: Bool

  public init(balances: [StoredBalance], movements: [StoredMovement], repeated: Bool) {
    self.balances = balances
    self.movements = movements
    self.repeated = repeated
  }
}

/// What came of ending what is over.
public struct ExpiredBalances: Sendable {
  /// A customer balance that was left as it is.
  public struct Untreated: Sendable {
    public var reference: String
    public var fault: any Error

    public init(reference: String, fault: any Error) {
      self.reference = reference
      self.fault = fault
    }
  }

  public var movements: [StoredMovement] = []
  /// In the order of their references.
  public var untreated: [Untreated] = []

  public init() {}
}

/// A movement in the books.
public struct StoredMovement: Sendable, Hashable {
  public var id: Int64
  public var balanceReference: String
  public var unit: BalanceUnit
  public var movement: BalanceMovement
  public var at: Instant
  /// The command's key, or the charging session and request it came from.
  public var cause: String
  public var reason: String
  /// The journal entry that books it.
  public var entry: Int64?

  public init(
    id: Int64, balanceReference: String, unit: BalanceUnit, movement: BalanceMovement, at: Instant, cause: String, reason: String, entry: Int64?
  ) {
    self.id = id
    self.balanceReference = balanceReference
    self.unit = unit
    self.movement = movement
    self.at = at
    self.cause = cause
    self.reason = reason
    self.entry = entry
  }
}

/// Which customer balances to list.
public struct BalanceFilter: Sendable, Hashable {
  public var account: BillingAccountID?
  public var customer: CustomerID?
  public var after: Int64
  public var limit: Int

  public init(account: BillingAccountID? = nil, customer: CustomerID? = nil, after: Int64 = 0, limit: Int = 50) {
    self.account = account
    self.customer = customer
    self.after = after
    self.limit = limit
  }
}
